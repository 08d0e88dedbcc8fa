# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A stored scan says the same again, and whatever stands in its place is left out without a guess."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.components import Component
from bot.model.lineage import Verdict
from bot.model.reports import ScanReport
from bot.model.truth import Truth
from bot.render.documents import scan_document
from bot.render.report_tables import components_table, evidence_table, obligations_table
from bot.render.report_words import can_say
from bot.render.stored_scans import stored_report
from tests.samples.judged import DEEPSEEK, GROWN_VOCABULARY, VISION_ENCODER_ONLY, WHOLE_MODEL, Repository, part

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def stored(report: ScanReport) -> str:
    return json.dumps(scan_document(report))


def again(report: ScanReport) -> ScanReport:
    found = stored_report(stored(report))
    assert found is not None
    return found


@pytest.mark.parametrize("repository", [WHOLE_MODEL, GROWN_VOCABULARY, VISION_ENCODER_ONLY])
def test_a_stored_scan_says_the_same_again(repository: Repository) -> None:
    report = repository.report()
    found = again(report)
    for table in (components_table, evidence_table, obligations_table):
        assert table(found).rows == table(report).rows
    assert can_say(found) == can_say(report)
    assert found.lineage.verdict is report.lineage.verdict
    assert [each.rule for each in found.assessment.findings] == [each.rule for each in report.assessment.findings]


def test_a_chance_that_no_document_can_hold_is_not_told() -> None:
    certain = part(Component.TEXT_MODEL, Verdict.DERIVED, DEEPSEEK, log10_p=float("-inf"))
    report = WHOLE_MODEL.report()
    report = replace(report, lineage=replace(report.lineage, components=(certain,)))
    assert again(report).lineage.components[0].log10_p == 0.0
    assert "probability" not in can_say(again(report))[0]


@pytest.mark.parametrize(
    "text", [None, "", "[]", "{}", '{"schema": "other/1"}', "{", '{"schema": "hubnotice.scan/1"}', "[" * 100_000]
)
def test_what_is_no_scan_is_none(text: str | None) -> None:
    assert stored_report(text) is None


def changed(path: tuple[str | int, ...], value: object) -> str:
    document: Any = json.loads(stored(WHOLE_MODEL.report()))
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return json.dumps(document)


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("lineage", 0, "verdict"), "certain", lambda report: report.lineage.components == ()),
        (("lineage", 0, "component"), 7, lambda report: report.lineage.components == ()),
        (("lineage", 0, "relation"), "cousin", lambda report: len(report.lineage.components) == 1),
        (
            ("lineage", 0, "inherited_fraction"),
            1e300,
            lambda report: report.lineage.components[0].inherited_fraction == 1,
        ),
        (("lineage", 0, "parameters"), 1 << 80, lambda report: report.lineage.components[0].parameters == 0),
        (
            ("lineage", 0, "evidence", 0, "expected_if_unrelated"),
            None,
            lambda report: len(report.lineage.components[0].evidence) == 1,
        ),
        (("obligations", 0, "met"), "perhaps", lambda report: report.assessment.states[0].met is Truth.UNKNOWN),
        (("verdict",), "guilty", lambda report: report.lineage.verdict is Verdict.NOT_ASSESSED),
        (("cost",), [], lambda report: report.cost.bytes == 0),
    ],
)
def test_what_is_not_understood_never_says_more(
    path: tuple[str | int, ...], value: object, told: Callable[[ScanReport], bool]
) -> None:
    found = stored_report(changed(path, value))
    assert found is not None
    assert told(found)


@given(document=st.dictionaries(st.sampled_from(sorted(scan_document(WHOLE_MODEL.report()))), JSON))
def test_no_document_breaks_the_reader(document: dict[str, object]) -> None:
    document["schema"] = "hubnotice.scan/1"
    document["subject"] = {"repo": "acme/model", "revision": "a" * 40}
    found = stored_report(json.dumps(document))
    assert found is not None
    assert components_table(found) is not None
