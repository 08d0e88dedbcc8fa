# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One rule explained: when it fires, what it says, how to put it right, and under which licenses anything asks for it."""

from __future__ import annotations

from typing import assert_never

from bot.model.truth import Truth
from bot.pipeline.explaining.sections import Explanation, Section
from bot.pipeline.explaining.words import ANSWERS, DUTIES
from bot.policy.conditions import AllOf, AnyOf, Condition, Not, facts_of
from bot.policy.facts import Fact
from bot.policy.licenses import LicenseRule
from bot.policy.rules import Example, Judge, Rule
from bot.render.documents import Document
from bot.render.pages import Table

_TOLD = {Truth.YES: "yes", Truth.NO: "no", Truth.UNKNOWN: "cannot tell"}


def rule_page_path(rule: Rule) -> str:
    """Where its page stands in the repository of the program."""
    return f"docs/rules/{rule.id}.md"


def explained_rule(rule: Rule, licenses: tuple[LicenseRule, ...]) -> Explanation:
    """For people."""
    return Explanation(
        title=f"{rule.id}: {rule.title}",
        lines=(_standing(rule), f"Its page: {rule_page_path(rule)}"),
        sections=(
            Section(
                heading="When it fires",
                lines=(f"Where {condition_words(rule.when)}.",),
                table=Table(
                    ("fact", "in words"),
                    tuple((fact.value, fact.words) for fact in Fact if fact in facts_of(rule.when)),
                ),
            ),
            Section(heading="What it says", lines=(rule.message,)),
            Section(heading="How to put it right", lines=(rule.remedy,)),
            Section(
                heading="Licenses that ask for it",
                table=Table(
                    ("license", "clause", "strength"),
                    tuple(
                        (license_rule.id, duty.clause, duty.strength.value)
                        for license_rule in licenses
                        for duty in license_rule.duties
                        if duty.duty in rule.duties
                    ),
                ),
            ),
            Section(heading="Examples", table=Table(("it", "where", "facts"), tuple(map(_example_row, rule.examples)))),
        ),
    )


def rule_document(rule: Rule) -> Document:
    """``hubnotice.rule/1``."""
    return {
        "schema": "hubnotice.rule/1",
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity.value,
        "duties": [duty.value for duty in rule.duties],
        "judged_by": rule.judged_by.value,
        "when": condition_document(rule.when),
        "message": rule.message,
        "remedy": rule.remedy,
        "since": rule.since,
        "examples": [
            {
                "note": each.note,
                "facts": {fact.value: truth.value for fact, truth in each.facts},
                "expected": each.expected.value,
            }
            for each in rule.examples
        ],
        "page": rule_page_path(rule),
    }


def rules_table(rules: tuple[Rule, ...], *, links: bool = False) -> Table:
    """Every rule in one row, as an overview."""
    return Table(
        ("rule", "severity", "what it says"),
        tuple((f"[{rule.id}]({rule.id}.md)" if links else rule.id, rule.severity.value, rule.title) for rule in rules),
    )


def condition_words(what: Condition) -> str:
    """A condition by the words of its facts.

    >>> condition_words(AllOf((Fact.NOTICE_OWED, Not(Fact.NOTICE_FOUND))))
    'notice_owed and not notice_found'
    """
    match what:
        case AllOf(parts):
            return " and ".join(_grouped(part) for part in parts)
        case AnyOf(parts):
            return " or ".join(_grouped(part) for part in parts)
        case Not(part):
            return f"not {_grouped(part)}"
        case Fact():
            return what.value
    assert_never(what)


def condition_document(what: Condition) -> object:
    """A condition as rule files write it."""
    match what:
        case AllOf(parts):
            return {"all": [condition_document(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [condition_document(part) for part in parts]}
        case Not(part):
            return {"not": condition_document(part)}
        case Fact():
            return what.value
    assert_never(what)


def _grouped(part: Condition) -> str:
    words = condition_words(part)
    return f"({words})" if isinstance(part, AllOf | AnyOf) else words


def _standing(rule: Rule) -> str:
    judged = " A person judges every finding of it, under every preset." if rule.judged_by is Judge.PERSON else ""
    duties = f" It watches the duty to {' and to '.join(DUTIES[duty] for duty in rule.duties)}." if rule.duties else ""
    return f"Severity {rule.severity.value}, since version {rule.since}.{duties}{judged}"


def _example_row(example: Example) -> tuple[str, ...]:
    facts = "; ".join(f"{fact.value}: {_TOLD[truth]}" for fact, truth in example.facts)
    return (ANSWERS[example.expected], example.note, facts)
