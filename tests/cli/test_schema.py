# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice schema``, and that it describes all that is printed."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from click.testing import Result

from bot.cli.schemas import ALL
from bot.model.costs import Cost, Reason, Unavailable
from bot.model.deliveries import DeliveryKind
from bot.model.reports import Comparison
from bot.pipeline.explaining.licenses import license_document
from bot.pipeline.explaining.rules import rule_document
from bot.render.documents import comparison_document, scan_document
from bot.render.schemas.forms import DocumentSchema
from tests.samples.judged import QWEN, SUSPECT, WHOLE_MODEL, rulebook
from tests.samples.pictures import MOE
from tests.samples.schemas import check_document

Call = Callable[..., Result]
OWN_FILES = {"hubnotice.license-pack/1"}
"""Read by the program alone."""
NAME = re.compile(r"hubnotice\.[a-z-]+/\d+")


def written_names() -> set[str]:
    """Every name of a schema that stands as a value in the program, outside docstrings, or is made of a kind of message."""
    found: set[str] = set()
    for path in Path("bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAME.fullmatch(node.value):
                found.add(node.value)
    return found - OWN_FILES | {f"hubnotice.{kind.value}/1" for kind in DeliveryKind}


def test_every_document_that_the_program_writes_has_a_schema() -> None:
    assert written_names() == {each.id for each in ALL}


@pytest.mark.parametrize("described", ALL, ids=[each.name for each in ALL])
def test_a_schema_is_one_and_is_printed_by_either_name(call: Call, described: DocumentSchema) -> None:
    printed = json.loads(call("schema", described.name).stdout)
    jsonschema.Draft202012Validator.check_schema(printed)
    assert printed["title"] == described.id
    assert json.loads(call("schema", described.id).stdout) == printed


def test_the_list_names_every_document_and_the_command_that_writes_it(call: Call) -> None:
    lines = call("schema").stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [[each.name, each.id] for each in ALL]
    assert "hubnotice case show NUMBER --format json" in "\n".join(lines)


def test_an_unknown_name_is_a_usage_error_that_lists_the_known_ones(call: Call) -> None:
    result = call("schema", "scam")
    assert result.exit_code == 2
    assert "scan, compare" in result.stderr


def test_a_document_with_an_unknown_word_is_not_as_described() -> None:
    document = scan_document(WHOLE_MODEL.report())
    with pytest.raises(jsonschema.ValidationError):
        check_document({**document, "verdict": "certain"})
    with pytest.raises(jsonschema.ValidationError):
        check_document({**document, "surprise": 1})


def test_readers_of_the_schema_accept_keys_that_are_added_later() -> None:
    scan = next(each for each in ALL if each.name == "scan")
    document = {**scan_document(WHOLE_MODEL.report()), "later": True}
    jsonschema.Draft202012Validator(scan.schema).validate(document)


def test_what_was_not_checked_is_described() -> None:
    report = replace(WHOLE_MODEL.report(), not_checked=(Unavailable("model.gguf", Reason.UNSUPPORTED, "not yet"),))
    check_document(scan_document(report))


def test_every_rule_and_every_license_is_described() -> None:
    for rule in rulebook().policies:
        check_document(rule_document(rule))
    for known in rulebook().licenses:
        check_document(license_document(known))


def test_a_comparison_is_described() -> None:
    found = Comparison(suspect=SUSPECT, reference=QWEN, lineage=WHOLE_MODEL.lineage, cost=Cost())
    check_document(comparison_document(found))


def test_what_pictures_show_is_described_and_a_word_of_another_kind_is_not() -> None:
    lineage = replace(WHOLE_MODEL.report().lineage, pictures=MOE)
    document = scan_document(replace(WHOLE_MODEL.report(), lineage=lineage))
    check_document(document)
    told = json.loads(json.dumps(document))
    told["pictures"]["maps"][0]["rows"][0][2] = "0.998 nearly"
    with pytest.raises(jsonschema.ValidationError):
        check_document(told)
