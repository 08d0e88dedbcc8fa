# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a license's duties imply for a relation."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.rulebook import load_rulebook
from bot.model.licensing import Duty
from bot.model.lineage import Relation
from bot.model.truth import Truth
from bot.policy.facts import Fact
from bot.policy.licenses import LicenseRule, Shipped
from bot.policy.owing import CONFLICTS, OWED, asked_by, conflict_facts, duty_rules, owed_facts
from bot.policy.rulebook import Rulebook

ENTRY: dict[str, Any] = {
    "duty": "include_license_text",
    "clause": "section 1",
    "places": ["license_file"],
    "strength": "obligation",
    "relations": ["copy", "finetune"],
}
VALID: dict[str, Any] = {
    "id": "demo",
    "name": "Demo License",
    "class": "noncommercial",
    "coverage": "duties",
    "hub_ids": ["demo"],
    "duties": [ENTRY],
}


@cache
def book() -> Rulebook:
    return load_rulebook(Path(__file__).parents[1] / "samples" / "rules")


def licensed(*duties: dict[str, Any], **changes: object) -> LicenseRule:
    value = copy.deepcopy(VALID) | changes
    if duties:
        value["duties"] = [ENTRY | each for each in duties]
    return LicenseRule.from_mapping("demo.yaml", value)


def ships(answer: Truth) -> Any:  # noqa: ANN401 - the protocol is a callable
    return lambda _: answer


def conflicts(
    rule: LicenseRule,
    *,
    relation: Relation = Relation.FINETUNE,
    gives_away: Truth = Truth.YES,
    passed_on: Truth = Truth.NO,
) -> dict[Fact, Truth]:
    asked = asked_by(rule, relation, ships(Truth.YES))
    return conflict_facts(rule, relation, duty_rules(rule, relation), asked, gives_away=gives_away, passed_on=passed_on)


def test_every_owed_fact_but_that_of_code_follows_from_duties() -> None:
    assert {fact for fact in Fact if fact.value.endswith("_owed")} - OWED.keys() == {Fact.CODE_HEADER_OWED}
    assert not OWED.keys() & set(CONFLICTS)


@pytest.mark.parametrize(
    ("relation", "expected"), [(Relation.FINETUNE, Truth.YES), (Relation.ADAPTER, Truth.NO), (Relation.MERGE, Truth.NO)]
)
def test_a_duty_is_asked_for_its_relations_alone(relation: Relation, expected: Truth) -> None:
    asked = asked_by(licensed(), relation, ships(Truth.YES))
    assert owed_facts(asked)[Fact.LICENSE_TEXT_OWED] is expected


@pytest.mark.parametrize("there", list(Truth))
def test_what_only_the_upstream_can_ship_is_owed_as_far_as_it_ships_it(there: Truth) -> None:
    rule = licensed({"duty": "notice_file", "only_if_upstream_ships": "notice_file"})
    seen: list[Shipped] = []

    def shipped(what: Shipped) -> Truth:
        seen.append(what)
        return there

    assert owed_facts(asked_by(rule, Relation.COPY, shipped))[Fact.NOTICE_OWED] is there
    assert seen == [Shipped.NOTICE_FILE]


def test_credit_is_owed_where_the_creator_or_a_link_is() -> None:
    rule = licensed({"duty": "link_to_source"})
    assert owed_facts(asked_by(rule, Relation.COPY, ships(Truth.YES)))[Fact.CREDIT_OWED] is Truth.YES
    assert owed_facts(asked_by(licensed(), Relation.COPY, ships(Truth.YES)))[Fact.CREDIT_OWED] is Truth.NO


def test_of_two_entries_for_one_duty_the_one_about_the_relation_counts() -> None:
    rule = licensed({"relations": ["merge"], "clause": "section 2"}, {"relations": ["copy"], "clause": "section 1"})
    assert duty_rules(rule, Relation.MERGE)[Duty.INCLUDE_LICENSE_TEXT].clause == "section 2"
    assert duty_rules(rule, Relation.COPY)[Duty.INCLUDE_LICENSE_TEXT].clause == "section 1"


def test_nothing_is_known_of_a_license_that_nobody_has_read() -> None:
    rule = licensed(coverage="uncovered", duties=[])
    assert set(asked_by(rule, Relation.COPY, ships(Truth.YES)).values()) == {Truth.UNKNOWN}


def test_a_license_that_asks_nothing_is_owed_nothing() -> None:
    rule = licensed(coverage="no_duty", duties=[])
    assert set(asked_by(rule, Relation.COPY, ships(Truth.YES)).values()) == {Truth.NO}


def test_a_bar_to_commerce_is_dropped_where_the_declared_license_gives_it_away() -> None:
    rule = licensed({"duty": "noncommercial"})
    assert conflicts(rule)[Fact.NONCOMMERCIAL_DROPPED] is Truth.YES
    assert conflicts(rule, gives_away=Truth.NO)[Fact.NONCOMMERCIAL_DROPPED] is Truth.NO
    assert conflicts(rule, gives_away=Truth.UNKNOWN)[Fact.NONCOMMERCIAL_DROPPED] is Truth.UNKNOWN


def test_an_unsettled_duty_makes_no_conflict() -> None:
    rule = licensed({"duty": "share_alike", "strength": "advice"})
    assert conflicts(rule)[Fact.SHARE_ALIKE_DROPPED] is Truth.UNKNOWN


def test_one_conflict_is_enough() -> None:
    rule = licensed({"duty": "noncommercial"}, {"duty": "use_restrictions"})
    assert [fact for fact, truth in conflicts(rule).items() if truth is Truth.YES] == [Fact.NONCOMMERCIAL_DROPPED]


@pytest.mark.parametrize(("allowed", "expected"), [(True, Truth.NO), (False, Truth.YES)])
def test_restrictions_in_words_count_where_the_license_lets_them(allowed: bool, expected: Truth) -> None:  # noqa: FBT001 - a row of the table
    terms = {"conflicts": ["mit"], "unless_passed_on": allowed, "clause": "section 4"}
    rule = licensed({"duty": "use_restrictions"}, relicensing=terms)
    assert conflicts(rule, passed_on=Truth.YES)[Fact.RESTRICTIONS_DROPPED] is expected


def test_terms_of_a_vendor_travel_as_its_restrictions_do() -> None:
    assert conflicts(licensed(**{"class": "community"}))[Fact.RESTRICTIONS_DROPPED] is Truth.YES
    assert conflicts(licensed(**{"class": "permissive"}))[Fact.RESTRICTIONS_DROPPED] is Truth.NO


@pytest.mark.parametrize(
    ("relation", "expected"),
    [(Relation.FINETUNE, Truth.YES), (Relation.COPY, Truth.NO), (Relation.UNDETERMINED, Truth.UNKNOWN)],
)
def test_only_changed_versions_are_forbidden(relation: Relation, expected: Truth) -> None:
    rule = licensed({"duty": "no_derivatives", "relations": ["finetune"]})
    assert conflicts(rule, relation=relation)[Fact.DERIVATIVES_FORBIDDEN] is expected


@pytest.mark.parametrize(
    ("upstream", "declared", "expected"),
    [
        ("cc-by-nc-4.0", "mit", Truth.YES),
        ("cc-by-nc-4.0", "cc-by-nd-4.0", Truth.YES),
        ("cc-by-nc-4.0", "cc-by-nc-4.0", Truth.NO),
        ("cc-by-nc-4.0", "creativeml-openrail-m", Truth.NO),
        ("cc-by-nc-4.0", "nobody-knows", Truth.UNKNOWN),
        ("mit", "nobody-knows", Truth.NO),
    ],
)
def test_what_a_declared_license_gives_away(upstream: str, declared: str, expected: Truth) -> None:
    rule = book().license(upstream)
    assert rule is not None
    assert book().gives_away(rule, declared) is expected
