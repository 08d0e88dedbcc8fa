# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Presets rule with caution, and no preset can write fast."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.cases import CaseState
from bot.model.components import Component
from bot.model.errors import RulesError
from bot.model.findings import Confidence, Finding, Severity, Tier
from bot.policy.presets import MOST_POSTS_PER_HOUR, Preset, Ruling
from tests.samples.judged import DEEPSEEK, SUSPECT, rulebook

FINDING = Finding(
    rule="license-text-missing",
    severity=Severity.OBLIGATION,
    confidence=Confidence.HIGH,
    tier=Tier.UNDECLARED,
    subject=SUSPECT,
    upstream=DEEPSEEK,
    component=Component.TEXT_MODEL,
    message="m",
    remedy="r",
)


@pytest.mark.parametrize(
    ("preset", "tier", "confidence", "state"),
    [
        ("dry-run", Tier.DECLARED, Confidence.HIGH, CaseState.PROPOSED),
        ("dry-run", Tier.UNDECLARED, Confidence.HIGH, CaseState.PROPOSED),
        ("review", Tier.DECLARED, Confidence.HIGH, CaseState.IN_REVIEW),
        ("review", Tier.UNDECLARED, Confidence.LOW, CaseState.IN_REVIEW),
        ("automatic", Tier.DECLARED, Confidence.MEDIUM, CaseState.APPROVED),
        ("automatic", Tier.UNDECLARED, Confidence.HIGH, CaseState.APPROVED),
        ("automatic", Tier.UNDECLARED, Confidence.MEDIUM, CaseState.IN_REVIEW),
        ("earned", Tier.DECLARED, Confidence.HIGH, CaseState.IN_REVIEW),
        ("earned", Tier.UNDECLARED, Confidence.HIGH, CaseState.IN_REVIEW),
    ],
)
def test_a_preset_rules_by_tier_and_confidence(
    preset: str, tier: Tier, confidence: Confidence, state: CaseState
) -> None:
    assert rulebook().preset(preset).ruling([replace(FINDING, tier=tier, confidence=confidence)])[0] is state


@pytest.mark.parametrize("preset", [preset.id for preset in rulebook().presets])
def test_unclear_evidence_is_never_posted_under_any_preset(preset: str) -> None:
    assert rulebook().preset(preset).ruling([FINDING, replace(FINDING, tier=Tier.UNCLEAR)])[0] is CaseState.PROPOSED


def test_the_reason_names_the_preset_and_what_it_looked_at() -> None:
    unclear = replace(FINDING, tier=Tier.UNCLEAR)
    assert rulebook().preset("automatic").ruling([unclear])[1] == "preset automatic: unclear evidence is never posted"


@pytest.mark.parametrize("preset", [preset.id for preset in rulebook().presets])
def test_advice_alone_makes_no_case(preset: str) -> None:
    assert rulebook().preset(preset).ruling([replace(FINDING, severity=Severity.ADVICE)])[0] is CaseState.NOT_A_FINDING
    assert rulebook().preset(preset).ruling([])[0] is CaseState.NOT_A_FINDING


def test_a_conflict_waits_for_a_person_even_under_automatic() -> None:
    conflict = replace(FINDING, severity=Severity.CONFLICT, tier=Tier.DECLARED)
    assert rulebook().preset("automatic").ruling([conflict])[0] is CaseState.IN_REVIEW


def test_the_most_cautious_ruling_is_the_case_s() -> None:
    findings = [replace(FINDING, tier=Tier.DECLARED), replace(FINDING, confidence=Confidence.LOW)]
    assert rulebook().preset("automatic").ruling(findings)[0] is CaseState.IN_REVIEW


def test_what_one_rule_has_earned_is_no_other_s_and_nothing_that_is_not_declared() -> None:
    preset = replace(rulebook().preset("earned"), earned=frozenset({FINDING.rule}))
    declared = replace(FINDING, tier=Tier.DECLARED)
    assert preset.ruling([declared])[0] is CaseState.APPROVED
    assert preset.ruling([declared, replace(declared, rule="notice-file-missing")])[0] is CaseState.IN_REVIEW
    assert preset.ruling([declared, FINDING])[0] is CaseState.IN_REVIEW
    assert preset.ruling([replace(declared, severity=Severity.CONFLICT)])[0] is CaseState.IN_REVIEW


@pytest.mark.parametrize("name", ["proven", "inferred"])
def test_nothing_that_is_not_declared_can_be_earned(name: str) -> None:
    value = {"id": "x", "title": "t", "declared": "earned", "proven": "review", "inferred": "review"}
    with pytest.raises(RulesError, match=f"x.yaml: '{name}' cannot be 'earned'"):
        Preset.from_mapping("rules/presets/x.yaml", value | {name: "earned", "posts_per_hour": 1, "posts_per_day": 1})
    with pytest.raises(ValueError, match="earns nothing"):
        Preset(
            id="x",
            title="t",
            declared=Ruling.EARNED,
            proven=Ruling.EARNED,
            inferred=Ruling.REVIEW,
            posts_per_hour=1,
            posts_per_day=1,
        )


def test_dry_run_may_write_nothing() -> None:
    assert (rulebook().preset("dry-run").posts_per_hour, rulebook().preset("dry-run").posts_per_day) == (0, 0)


def test_no_preset_goes_beyond_the_fixed_bounds() -> None:
    with pytest.raises(ValueError, match="at most 30 posts an hour"):
        replace(rulebook().preset("automatic"), posts_per_hour=MOST_POSTS_PER_HOUR + 1)


def test_a_preset_file_beyond_the_bounds_is_refused() -> None:
    value = {
        "id": "fast",
        "title": "t",
        "declared": "post",
        "proven": "post",
        "inferred": "post",
        "posts_per_hour": 31,
        "posts_per_day": 1,
    }
    with pytest.raises(RulesError, match="whole number from 0 to 30 for 'posts_per_hour', found 31"):
        Preset.from_mapping("rules/presets/fast.yaml", value)


def test_there_is_no_word_for_posting_what_is_unclear() -> None:
    value = {"id": "x", "title": "t", "declared": "post", "proven": "post", "inferred": "post", "unclear": "post"}
    with pytest.raises(RulesError, match="unknown key 'unclear'"):
        Preset.from_mapping("rules/presets/x.yaml", value)
    assert {ruling.value for ruling in Ruling} == {"keep", "review", "earned", "post"}
