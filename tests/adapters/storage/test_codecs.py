# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a database holds and this release does not know is refused, not guessed."""

from __future__ import annotations

from dataclasses import fields

import pytest
from sqlalchemy import Engine

from bot.adapters.storage import case_codecs, upstream_codecs
from bot.adapters.storage.casebook import SqlCasebook
from bot.model.errors import OperatorError
from bot.model.findings import Finding
from bot.model.fingerprints import Architecture, KnownParent, UpstreamTerms
from tests.contract.test_casebook_contract import CASE, FINDING


@pytest.mark.parametrize(
    ("value", "known"),
    [
        (Finding, case_codecs._FINDING),
        (Architecture, upstream_codecs._ARCHITECTURE),
        (UpstreamTerms, upstream_codecs._TERMS),
        (KnownParent, upstream_codecs._PARENT),
    ],
)
def test_every_field_is_stored(
    value: type[Finding | Architecture | UpstreamTerms | KnownParent], known: dict[str, object]
) -> None:
    assert list(known) == [field.name for field in fields(value)]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"obligation"', '"suggestion"', "unknown stored word 'suggestion'; known words are advice, conflict"),
        ('"rule"', '"rules"', "expected a stored finding with component"),
        ('"Add LICENSE."', "7", "expected a stored text, found 7"),
        ("[{", "{", "expected JSON"),
    ],
)
def test_an_unknown_finding_is_refused(old: str, new: str, message: str) -> None:
    text = case_codecs.findings_to_json((FINDING,)).replace(old, new)
    with pytest.raises(OperatorError, match=message):
        case_codecs.findings_from_json(text)


def test_terms_and_findings_of_earlier_versions_are_read() -> None:
    oldest = (
        '{"license_id":"mit","license_path":null,"license_text":null,"copyright_lines":[],"notice_path":null,'
        '"notice_text":null,"unread":[]}'
    )
    assert upstream_codecs.terms_from_json(oldest) == UpstreamTerms(license_id="mit")
    text = case_codecs.findings_to_json((FINDING,))
    assert case_codecs.findings_from_json(text.replace(',"via":[]', "")) == (FINDING,)


@pytest.mark.parametrize(
    ("old", "new"), [('"parents":[]', '"parents":[{}]'), ('"not_after":null', '"not_after":"soon"')]
)
def test_unknown_terms_are_refused(old: str, new: str) -> None:
    text = upstream_codecs.terms_to_json(UpstreamTerms())
    assert old in text
    with pytest.raises(OperatorError):
        upstream_codecs.terms_from_json(text.replace(old, new))


@pytest.mark.parametrize("text", ["3", "[[1]]", '[["text_model", "7"]]', '[["soul", 7]]'])
def test_unknown_components_are_refused(text: str) -> None:
    with pytest.raises(OperatorError):
        upstream_codecs.components_from_json(text)


def test_an_unknown_state_is_refused(engine: Engine) -> None:
    casebook = SqlCasebook(engine)
    casebook.decide(CASE, None, None)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE cases SET state = 'sleeping'")
    with pytest.raises(OperatorError, match="unknown stored word 'sleeping'"):
        casebook.cases()
