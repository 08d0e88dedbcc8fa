# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The pack of templates: what is written is read again, and what is no pack is refused."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from bot.licensing.recognise import Recogniser
from bot.licensing.templates import template_of, templates_in, written
from bot.licensing.tokens import tokens_of
from bot.model.errors import RulesError
from bot.model.licensing import TextMatch
from tests.samples.judged import rulebook

TERMS = (
    "You may use this model for research alone. You must name its makers wherever you show what it says, and you must pass these "
    "terms on to everybody who receives it from you. There is no warranty of any kind."
)
TEMPLATE = template_of("demo", TERMS, source="this test", sha256="0" * 64)


def changed(**values: Any) -> bytes:  # noqa: ANN401 - any JSON
    document = json.loads(gzip.decompress(written([TEMPLATE], "1")))
    document["templates"][0].update(values.pop("template", {}))
    return gzip.compress(json.dumps({**document, **values}).encode(), mtime=0)


def test_a_pack_is_read_as_it_was_written() -> None:
    assert templates_in(written([TEMPLATE], "1")) == (TEMPLATE,)


def test_a_pack_holds_no_words() -> None:
    pack = gzip.decompress(written([TEMPLATE], "1"))
    assert not [word for word in tokens_of(TERMS).words if len(word) > 5 and word.encode() in pack]


def test_the_license_of_a_template_is_recognised() -> None:
    (found,) = Recogniser(templates=templates_in(written([TEMPLATE], "1"))).recognise(
        "LICENSE", TERMS, stands_alone=True
    )
    assert (found.license_id, found.match) == ("demo", TextMatch.EXACT)


@pytest.mark.parametrize(
    "pack",
    [
        b"no pack",
        gzip.compress(b"[]", mtime=0),
        gzip.compress(b"{}", mtime=0),
        written([TEMPLATE], "1")[:-20],
        changed(schema="other/1"),
        changed(vocabulary=""),
        changed(template={"marks": ""}),
        changed(template={"kind": "other"}),
        changed(template={"words": "?"}),
        gzip.compress(b" " * (40 * 1024 * 1024), mtime=0),
    ],
)
def test_what_is_no_pack_is_refused(pack: bytes) -> None:
    with pytest.raises(RulesError, match=r"pack\.json\.gz"):
        templates_in(pack)


def test_the_program_s_pack_knows_the_licenses_of_models() -> None:
    ids = {each.license_id for each in templates_in(rulebook().license_pack)}
    assert {
        "mit",
        "apache-2.0",
        "openmdw-1.0",
        "llama3.1",
        "gemma",
        "qwen",
        "deepseek",
        "modified-mit-kimi",
        "openrail++",
    } <= ids
