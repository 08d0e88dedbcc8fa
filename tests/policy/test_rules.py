# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A rule file is read strictly, proves itself by its examples, and answers in three values."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.errors import RulesError
from bot.model.findings import Severity
from bot.model.truth import Truth
from bot.policy.facts import Fact
from bot.policy.rules import Rule, fill
from tests.samples.judged import rulebook

WHERE = "rules/policies/demo.yaml"
VALID: dict[str, Any] = {
    "id": "demo",
    "title": "A demo",
    "severity": "obligation",
    "duty": "include_license_text",
    "since": "0.1.0",
    "when": {"all": ["license_text_owed", {"not": "license_text_present"}]},
    "message": "Nothing of {upstream} is here.",
    "remedy": "Add the {license}.",
    "examples": {
        "fires": [{"note": "gone", "facts": {"license_text_owed": True, "license_text_present": False}}],
        "silent": [{"note": "there", "facts": {"license_text_owed": True, "license_text_present": True}}],
        "cannot_tell": [{"note": "unread", "facts": {"license_text_owed": True}}],
    },
}


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    value = copy.deepcopy(VALID)
    change(value)
    return value


def test_a_valid_rule_is_read() -> None:
    rule = Rule.from_mapping(WHERE, VALID)
    assert (rule.id, rule.severity, len(rule.examples)) == ("demo", Severity.OBLIGATION, 3)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda rule: rule.update(sevrity="advice"),
            "rules/policies/demo.yaml: unknown key 'sevrity'; known keys are duties, duty, examples, id",
        ),
        (lambda rule: rule.pop("remedy"), "key 'remedy' is missing"),
        (
            lambda rule: rule.update(severity="grave"),
            "unknown word 'grave'; known words are advice, conflict, obligation",
        ),
        (lambda rule: rule.update(id="Demo Rule"), "expected an id of lower-case words"),
        (lambda rule: rule.update(title=" "), "expected a text for 'title'"),
        (lambda rule: rule.update(when={"all": []}), "when, all: expected a list with at least one condition"),
        (
            lambda rule: rule.update(when={"every": ["whole_model"]}),
            "unknown key 'every'; known keys are all, any, not",
        ),
        (lambda rule: rule.update(when={"all": ["whole_model"], "any": ["whole_model"]}), "exactly one of the keys"),
        (lambda rule: rule.update(when={"not": "weather_fine"}), "unknown word 'weather_fine'"),
        (lambda rule: rule.update(message="Look at {suspect}"), "mentions {suspect}; known placeholders are"),
        (lambda rule: rule.update(message="{upstream.__class__}"), "known placeholders are"),
        (lambda rule: rule.update(message="{upstream!r}"), "known placeholders are"),
        (lambda rule: rule.update(message="an { open brace"), "unmatched brace"),
        (lambda rule: rule["examples"].pop("cannot_tell"), "key 'cannot_tell' is missing"),
        (lambda rule: rule["examples"].update(silent=[]), "'silent' needs at least one example"),
        (lambda rule: rule["examples"]["fires"][0]["facts"].update(weather=True), "unknown key 'weather'"),
        (
            lambda rule: rule["examples"]["fires"][0]["facts"].update(license_text_owed="perhaps"),
            "expected true, false or unknown",
        ),
        (
            lambda rule: rule["examples"]["fires"][0]["facts"].update(license_text_present=True),
            "the example 'gone' should give yes, the rule gives no",
        ),
    ],
)
def test_a_broken_rule_is_refused_by_name(change: Callable[[dict[str, Any]], object], message: str) -> None:
    with pytest.raises(RulesError) as refusal:
        Rule.from_mapping(WHERE, changed(change))
    assert message in str(refusal.value)
    assert str(refusal.value).startswith(WHERE)


@pytest.mark.parametrize("value", [None, [], "text", {1: 2}])
def test_a_file_that_is_no_mapping_is_refused(value: object) -> None:
    with pytest.raises(RulesError, match="expected keys with values"):
        Rule.from_mapping(WHERE, value)


def test_any_and_not_are_understood() -> None:
    rule = Rule.from_mapping(
        WHERE,
        changed(
            lambda rule: rule.update(
                when={"any": [{"not": "whole_model"}, "upstream_named"]},
                examples={
                    "fires": [{"note": "part", "facts": {"whole_model": False}}],
                    "silent": [{"note": "whole", "facts": {"whole_model": True, "upstream_named": False}}],
                    "cannot_tell": [{"note": "named?", "facts": {"whole_model": True, "upstream_named": "unknown"}}],
                },
            )
        ),
    )
    assert rule.fires({Fact.UPSTREAM_NAMED: Truth.YES}) is Truth.YES


def test_a_missing_fact_is_unknown_and_is_named() -> None:
    rule = Rule.from_mapping(WHERE, VALID)
    assert rule.fires({}) is Truth.UNKNOWN
    assert rule.unknown({Fact.LICENSE_TEXT_OWED: Truth.YES}) == [Fact.LICENSE_TEXT_PRESENT]


def test_a_value_with_braces_is_never_read_as_wording() -> None:
    assert fill("by {copyright}", {"copyright": "{upstream} {0}"}) == "by {upstream} {0}"


@given(
    rule=st.sampled_from(rulebook().policies),
    known=st.dictionaries(st.sampled_from(Fact), st.sampled_from([Truth.YES, Truth.NO])),
    learned=st.dictionaries(st.sampled_from(Fact), st.sampled_from([Truth.YES, Truth.NO])),
)
def test_learning_more_never_turns_an_answer(rule: Rule, known: dict[Fact, Truth], learned: dict[Fact, Truth]) -> None:
    before = rule.fires(known)
    after = rule.fires({**learned, **known})
    assert before is Truth.UNKNOWN or after is before
