# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One license explained: what it asks, where that is met, what a derivative may declare, and what no file can show."""

from __future__ import annotations

from collections.abc import Iterable

from bot.pipeline.explaining.sections import NOT_ADVICE, Explanation, Section
from bot.pipeline.explaining.words import (
    ANSWERS,
    CLASSES,
    COVERAGE,
    COVERED,
    DUTIES,
    place_words,
    relation_words,
    shipped_words,
)
from bot.policy.conditions import facts_of
from bot.policy.licenses import DutyRule, LicenseExample, LicenseRule
from bot.policy.owing import CONFLICTS
from bot.policy.rules import Rule
from bot.render.documents import Document
from bot.render.pages import Table

_DUTIES = ("it asks to", "strength", "clause", "found in the text", "of which derivatives, and where it is met")


def license_page_path(rule: LicenseRule) -> str:
    """Where its page stands in the repository of the program."""
    return f"docs/rules/licenses/{rule.id}.md"


def explained_license(rule: LicenseRule, policies: Iterable[Rule], *, links: bool = False) -> Explanation:
    """For people; ``links`` is for a page beside those of the rules."""
    return Explanation(
        title=rule.name,
        lines=(_names(rule), COVERAGE[rule.coverage], *([" ".join(rule.note.split())] if rule.note else [])),
        sections=(
            Section(heading="What it asks", table=Table(_DUTIES, tuple(_duty_row(duty) for duty in rule.duties))),
            Section(heading="Dictated words", table=Table(("to", "one of these words"), _wordings(rule))),
            Section(heading="Remarks", lines=_remarks(rule)),
            Section(heading="Rules that look at it", lines=_rules_about(rule, policies, links=links)),
            Section(heading="What a derivative may declare", lines=_relicensing(rule)),
            Section(
                heading="What no file can show",
                table=Table(
                    ("limit", "clause", "in words"),
                    tuple((limit.id, limit.clause, limit.words) for limit in rule.limits),
                ),
            ),
            Section(
                heading="Examples",
                table=Table(
                    ("the rule", "", "for", "where"), tuple(_example_row(example) for example in rule.examples)
                ),
            ),
        ),
        closing=(NOT_ADVICE,),
    )


def license_document(rule: LicenseRule) -> Document:
    """``hubnotice.license/1``."""
    return {
        "schema": "hubnotice.license/1",
        "id": rule.id,
        "name": rule.name,
        "spdx": rule.spdx,
        "class": rule.license_class.value,
        "coverage": rule.coverage.value,
        "hub_ids": list(rule.hub_ids),
        "license_names": list(rule.license_names),
        "url": rule.url,
        "note": rule.note,
        "duties": [_duty_document(duty) for duty in rule.duties],
        "relicensing": {
            "conflicts": list(rule.relicensing.conflicts),
            "unless_passed_on": rule.relicensing.unless_passed_on,
            "clause": rule.relicensing.clause,
        },
        "limits": [{"id": limit.id, "clause": limit.clause, "words": limit.words} for limit in rule.limits],
        "examples": [_example_document(example) for example in rule.examples],
        "page": license_page_path(rule),
    }


def licenses_table(rules: tuple[LicenseRule, ...], *, links: bool = False) -> Table:
    """Every license in one row, as an overview."""
    return Table(
        ("license", "name", "class", "covered", "asks to"),
        tuple(
            (
                f"[{rule.id}]({rule.id}.md)" if links else rule.id,
                rule.name,
                CLASSES[rule.license_class],
                COVERED[rule.coverage],
                ", ".join(dict.fromkeys(DUTIES[duty.duty] for duty in rule.duties)),
            )
            for rule in rules
        ),
    )


def _names(rule: LicenseRule) -> str:
    spdx = f", in SPDX `{rule.spdx}`" if rule.spdx else ""
    hub = f", on the Hub {', '.join(f'`{each}`' for each in rule.hub_ids)}" if rule.hub_ids else ""
    other = f", or `license: other` with the name {_either(rule.license_names)}" if rule.license_names else ""
    where = f" Its text: {rule.url}" if rule.url else ""
    return f"Here `{rule.id}`{spdx}{hub}{other}. Class: {CLASSES[rule.license_class]}.{where}"


def _either(words: tuple[str, ...]) -> str:
    return " or ".join(f"`{each}`" for each in words)


def _duty_row(duty: DutyRule) -> tuple[str, ...]:
    details = (
        f"of {relation_words(duty.relations)}",
        f"met in: {place_words(duty.places)}" if duty.places else "no file can meet it",
        shipped_words(duty.only_if_upstream_ships),
    )
    return (
        DUTIES[duty.duty],
        duty.strength.value,
        duty.clause,
        "yes" if duty.verified else "not verified",
        "; ".join(each for each in details if each),
    )


def _wordings(rule: LicenseRule) -> tuple[tuple[str, str], ...]:
    return tuple((DUTIES[duty.duty], f"“{words}”") for duty in rule.duties for words in duty.wordings)


def _remarks(rule: LicenseRule) -> tuple[str, ...]:
    return tuple(f"To {DUTIES[duty.duty]}: {' '.join(duty.note.split())}" for duty in rule.duties if duty.note)


def _rules_about(rule: LicenseRule, policies: Iterable[Rule], *, links: bool) -> tuple[str, ...]:
    """Rules that watch one of its duties, and that about conflicts where it names any."""
    asked = {duty.duty for duty in rule.duties}
    conflicting = bool(rule.relicensing.conflicts)
    found = [
        policy.id
        for policy in policies
        if asked & set(policy.duties) or (conflicting and facts_of(policy.when) & set(CONFLICTS) and not policy.duties)
    ]
    named = [f"[{each}](../{each}.md)" if links else each for each in found]
    return (f"{', '.join(named)}.",) if named else ()


def _relicensing(rule: LicenseRule) -> tuple[str, ...]:
    terms = rule.relicensing
    if not terms.conflicts:
        return ()
    listed = ", ".join(f"`{each}`" for each in terms.conflicts)
    kept = (
        " It does not where the repository passes the restrictions on in its own text."
        if terms.unless_passed_on
        else ""
    )
    clause = f" ({terms.clause})" if terms.clause else ""
    return (f"Declaring one of {listed} gives away what this license does not let give away{clause}.{kept}",)


def _example_row(example: LicenseExample) -> tuple[str, ...]:
    return (example.rule, ANSWERS[example.expected], relation_words([example.relation]), example.note)


def _duty_document(duty: DutyRule) -> Document:
    ships = duty.only_if_upstream_ships
    return {
        "duty": duty.duty.value,
        "clause": duty.clause,
        "strength": duty.strength.value,
        "relations": sorted(each.value for each in duty.relations),
        "places": [each.value for each in duty.places],
        "only_if_upstream_ships": ships.value if ships else None,
        "wordings": list(duty.wordings),
        "verified": duty.verified,
        "note": duty.note,
    }


def _example_document(example: LicenseExample) -> Document:
    return {
        "note": example.note,
        "relation": example.relation.value,
        "rule": example.rule,
        "facts": {name: truth.value for name, truth in example.facts},
        "declares": example.declares,
        "expected": example.expected.value,
    }
