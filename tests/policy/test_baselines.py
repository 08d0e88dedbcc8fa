# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a publisher knows of already: read strictly, never for ever, never wider than it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.model.baselines import Baseline, BaselineEntry, BaselineReason, Standing
from bot.model.components import Component
from bot.model.errors import RulesError
from bot.model.findings import Finding, Tier
from bot.model.repository import SnapshotKey
from bot.policy.baselines import Acceptance, baseline_from, renewed, weighed
from bot.render.baselines import baseline_document
from tests.samples.judged import DEEPSEEK, WHOLE_MODEL

TODAY = date(2026, 11, 30)
RAW: dict[str, Any] = {
    "rule": "license-text-missing",
    "upstream": DEEPSEEK.repo,
    "component": "text_model",
    "reason": "planned",
    "note": "With the next release.",
    "since": "2026-11-01",
    "until": "2026-12-31",
}


def read(*entries: object, **changes: object) -> Baseline:
    return baseline_from("b.json", {"schema": "hubnotice.baseline/1", "findings": list(entries), **changes})


def entry(**changes: Any) -> BaselineEntry:  # noqa: ANN401 - any field of the value
    (made,) = read({**RAW}).entries
    return replace(made, **changes)


def finding(rule: str = "license-text-missing") -> Finding:
    return next(each for each in WHOLE_MODEL.assess().findings if each.rule == rule)


def test_an_entry_says_everything_or_is_refused() -> None:
    for key in RAW:
        with pytest.raises(RulesError, match=f"key '{key}' is missing"):
            read({name: value for name, value in RAW.items() if name != key})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sevrity": "high"}, "unknown key 'sevrity'"),
        ({"reason": "because"}, "known words are agreement, elsewhere, mistaken, planned"),
        ({"component": "everything"}, "unknown word 'everything'"),
        ({"note": "  "}, "expected a text for 'note'"),
        ({"until": "soon"}, "expected a day such as '2026-12-31' for 'until'"),
        ({"until": "2026-10-31"}, "expected 'until' from 2026-11-01"),
        ({"until": "2027-11-03"}, "366 days later"),
        ({"rule": 7}, "expected a text for 'rule'"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(changes: dict[str, object], words: str) -> None:
    with pytest.raises(RulesError, match=words):
        read({**RAW, **changes})


def test_all_mistakes_are_told_together() -> None:
    with pytest.raises(RulesError) as caught:
        read({**RAW, "reason": "x"}, {**RAW, "until": "y"})
    assert [line.partition(":")[0] for line in str(caught.value).splitlines()] == [
        "b.json, findings 1",
        "b.json, findings 2",
    ]


def test_another_schema_and_another_shape_are_refused() -> None:
    values: tuple[object, ...] = (None, [], "x", {"findings": []})
    for value in values:
        with pytest.raises(RulesError):
            baseline_from("b.json", value)
    with pytest.raises(RulesError, match=r"expected schema 'hubnotice.baseline/1'"):
        read(schema="hubnotice.baseline/2")


def test_the_same_finding_twice_would_hide_which_entry_holds() -> None:
    with pytest.raises(RulesError, match="is there twice"):
        read(RAW, {**RAW, "upstream": DEEPSEEK.repo.upper(), "note": "Again."})


def test_an_entry_holds_on_its_last_day_and_not_on_the_next() -> None:
    last = date(2026, 12, 31)
    known, found = Baseline(entries=(entry(until=last),)), [finding()]
    assert weighed(known, found, last).standing(0) is Standing.ACCEPTED
    assert weighed(known, found, last + timedelta(days=1)).standing(0) is Standing.EXPIRED


def test_an_entry_outlives_commits_of_the_upstream_and_its_spelling() -> None:
    later = replace(finding(), upstream=SnapshotKey(DEEPSEEK.repo.upper(), "f" * 40), message="Said otherwise.")
    assert weighed(Baseline(entries=(entry(),)), [later], TODAY).standing(0) is Standing.ACCEPTED


@pytest.mark.parametrize(
    "changes", [{"rule": "name-clause"}, {"upstream": "a/b"}, {"component": Component.VISION_ENCODER}]
)
def test_an_entry_is_about_nothing_else(changes: dict[str, Any]) -> None:
    beside = weighed(Baseline(entries=(entry(**changes),)), [finding()], TODAY)
    assert beside.standing(0) is Standing.NEW
    assert len(beside.not_found) == 1


def test_what_is_unclear_is_no_finding_that_could_be_accepted() -> None:
    beside = weighed(Baseline(entries=(entry(),)), [replace(finding(), tier=Tier.UNCLEAR)], TODAY)
    assert (beside.standing(0), len(beside.not_found)) == (Standing.NEW, 1)


def accepted(**changes: Any) -> Acceptance:  # noqa: ANN401 - any field of the value
    values = {"reason": BaselineReason.MISTAKEN, "note": "Told.", "since": TODAY, "until": TODAY + timedelta(days=90)}
    return Acceptance(**{**values, **changes})


def test_a_written_baseline_is_read_back_as_it_was() -> None:
    entries = renewed(Baseline(), WHOLE_MODEL.assess().findings, accepted(), keeps_others=False)
    assert baseline_from("x", baseline_document(entries)).entries == entries
    assert len(entries) == len(WHOLE_MODEL.assess().findings)


def test_entries_that_hold_keep_their_reason_and_expired_ones_are_made_anew() -> None:
    (kept,) = renewed(Baseline(entries=(entry(),)), [finding()], accepted(), keeps_others=False)
    assert kept == entry()
    old = entry(until=TODAY - timedelta(days=1))
    (anew,) = renewed(Baseline(entries=(old,)), [finding()], accepted(), keeps_others=False)
    assert (anew.reason, anew.since) == (BaselineReason.MISTAKEN, TODAY)


def test_entries_about_nothing_go_only_where_everything_was_looked_at() -> None:
    other = entry(upstream="a/b")
    assert renewed(Baseline(entries=(other,)), [], accepted(), keeps_others=False) == ()
    assert renewed(Baseline(entries=(other,)), [], accepted(), keeps_others=True) == (other,)
