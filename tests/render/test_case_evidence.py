# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The evidence table tells what each measurement is worth by its own numbers, and leaves nothing out that speaks against it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.model.components import Component
from bot.model.costs import Reason, Unavailable
from bot.model.evidence import EvidenceKind
from bot.model.lineage import Verdict
from bot.render.case_evidence import EvidenceRow, Tells, evidence_rows
from tests.samples.judged import DEEPSEEK, GLM, SAME_SHAPE_OWN_WEIGHTS, WHOLE_MODEL, evidence, lineage, part


def first(kind: EvidenceKind, **changes: Any) -> EvidenceRow:  # noqa: ANN401 - any field of the value
    found = evidence(kind, DEEPSEEK, **changes)
    report = WHOLE_MODEL.report()
    parts = lineage(part(Component.TEXT_MODEL, Verdict.DERIVED, DEEPSEEK, evidence=(found,)))
    return evidence_rows(replace(report, lineage=parts))[0]


@pytest.mark.parametrize(
    ("kind", "changes", "tells"),
    [
        (EvidenceKind.SAMPLED_WEIGHTS, {"controls": 24, "control_log10_p": -1.0}, Tells.STRONG),
        (EvidenceKind.SAMPLED_WEIGHTS, {"controls": 0}, Tells.WEAK),
        (EvidenceKind.SAMPLED_WEIGHTS, {"controls": 24, "control_log10_p": -91.0}, Tells.AGAINST),
        (EvidenceKind.SAMPLED_WEIGHTS, {"controls": 24, "statistic": 0.01}, Tells.AGAINST),
        (EvidenceKind.ARCHITECTURE, {}, Tells.WEAK),
        (EvidenceKind.NORM_GAINS, {"statistic": 0.968}, Tells.WEAK),
        (EvidenceKind.SAME_VALUES, {"log10_p": -50.0}, Tells.STRONG),
        (EvidenceKind.IDENTICAL_FILE, {}, Tells.STRONG),
        (EvidenceKind.TOKENIZER, {"log10_p": -50.0, "controls": 9}, Tells.WEAK),
    ],
)
def test_a_measurement_is_worth_what_its_numbers_say(kind: EvidenceKind, changes: dict[str, Any], tells: Tells) -> None:
    assert first(kind, **changes).tells is tells


def test_no_number_stands_without_what_chance_gives() -> None:
    for kind in EvidenceKind:
        assert "unrelated models give about 0.02" in first(kind).why


def test_norms_alone_never_carry_a_statement() -> None:
    rows = evidence_rows(SAME_SHAPE_OWN_WEIGHTS.report())
    assert {row.tells for row in rows} == {Tells.AGAINST}
    assert f"nothing shared with {GLM}" in rows[0].here


def test_what_was_not_sampled_or_not_read_weakens_it() -> None:
    report = replace(WHOLE_MODEL.report(), not_checked=(Unavailable("adapter.bin", Reason.BUDGET),))
    last, row = evidence_rows(report)[-2:]
    assert (last.here, last.tells) == ("samples in families of tensors with 40 % of the parameters", Tells.AGAINST)
    assert (row.check, row.here, row.tells) == ("Not looked at", "adapter.bin", Tells.AGAINST)


def test_shares_are_rounded_down() -> None:
    assert first(EvidenceKind.SAMPLED_WEIGHTS).here.startswith("99.0 % of 671.0 billion parameters shared with")
