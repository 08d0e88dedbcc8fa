# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""All rules and licenses at a glance, a search by any of their names, and what a check of rule files found."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.model.errors import RulesError
from bot.model.truth import Truth
from bot.pipeline.explaining.licenses import license_page_path, licenses_table
from bot.pipeline.explaining.rules import rule_page_path, rules_table
from bot.pipeline.explaining.words import ANSWERS
from bot.policy.licenses import Coverage, LicenseRule
from bot.policy.rulebook import Rulebook
from bot.policy.rules import Rule
from bot.render.documents import Document
from bot.render.pages import Page, Table

_NEAR = 0.5
"""How alike a name has to be to be offered (difflib's ratio): "apache" finds apache-2.0, "weather" finds nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check of rule files found."""

    where: str
    """The files, in words."""
    mistakes: tuple[str, ...]
    """What has to change, a line each; empty where everything can be used."""
    notes: tuple[str, ...]
    """What could be better."""
    counts: tuple[tuple[str, int], ...]
    """How much was checked, by kind; empty where the rulebook could not be loaded."""


def checked_book(book: Rulebook, where: str, unread: Iterable[str] = ()) -> Checked:
    """A rulebook that could be loaded, which means that every example in it came out as it says, and files that none reads."""
    examples = (*(rule.examples for rule in book.policies), *(rule.examples for rule in book.licenses))
    counts = (
        ("rules", len(book.policies)),
        ("licenses", len(book.licenses)),
        ("families", len(book.families)),
        ("presets", len(book.presets)),
        ("phrases of claims", len(book.claims)),
        ("examples", sum(len(each) for each in examples)),
    )
    return Checked(where=where, mistakes=_unused(unread), notes=tuple(_notes(book)), counts=counts)


def broken_book(error: RulesError, where: str, unread: Iterable[str] = ()) -> Checked:
    """One that could not: the error has a line for each mistake."""
    return Checked(where=where, mistakes=(*str(error).splitlines(), *_unused(unread)), notes=(), counts=())


def found_by_name(book: Rulebook, name: str) -> Rule | LicenseRule | None:
    """The rule or license of this id; a license also by its Hub id, its SPDX id or its name, in any case of letters."""
    wanted = name.casefold()
    for rule in book.policies:
        if rule.id == wanted:
            return rule
    exact = book.license(name) or book.license(wanted)
    return exact or next((rule for rule in book.licenses if wanted in _names(rule)), None)


def near_names(book: Rulebook, name: str) -> list[str]:
    """Ids that somebody may have meant, the likeliest first; at most three."""
    ids = {rule.id: rule.id for rule in book.policies}
    for rule in book.licenses:
        ids |= dict.fromkeys(_names(rule), rule.id)
    near = difflib.get_close_matches(name.casefold(), list(ids), n=5, cutoff=_NEAR)
    return list(dict.fromkeys(ids[each] for each in near))[:3]


def overview_page(book: Rulebook) -> Page:
    """For people."""
    title = f"Rules: {len(book.policies)}. Licenses: {len(book.licenses)}."
    closing = "More about each: hubnotice rules explain ID."
    return Page(title, (rules_table(book.policies), licenses_table(book.licenses), closing))


def overview_document(book: Rulebook) -> Document:
    """``hubnotice.rules/1``."""
    return {
        "schema": "hubnotice.rules/1",
        "rules": [
            {
                "id": rule.id,
                "title": rule.title,
                "severity": rule.severity.value,
                "judged_by": rule.judged_by.value,
                "duties": [duty.value for duty in rule.duties],
                "since": rule.since,
                "page": rule_page_path(rule),
            }
            for rule in book.policies
        ],
        "licenses": [
            {
                "id": rule.id,
                "name": rule.name,
                "spdx": rule.spdx,
                "class": rule.license_class.value,
                "coverage": rule.coverage.value,
                "hub_ids": list(rule.hub_ids),
                "duties": list(dict.fromkeys(duty.duty.value for duty in rule.duties)),
                "page": license_page_path(rule),
            }
            for rule in book.licenses
        ],
    }


def check_page(checked: Checked) -> Page:
    """For people."""
    to_fix, to_note = len(checked.mistakes), len(checked.notes)
    counted = f"Checked: {', '.join(f'{count} {what}' for what, count in checked.counts)}. " if checked.counts else ""
    return Page(
        f"{checked.where}: {'to fix' if to_fix else 'ok'}",
        (
            _listed("FIX", checked.mistakes),
            _listed("note", checked.notes),
            f"{counted}To fix: {to_fix}. To note: {to_note}.",
        ),
    )


def check_document(checked: Checked) -> Document:
    """``hubnotice.rules-check/1``."""
    return {
        "schema": "hubnotice.rules-check/1",
        "where": checked.where,
        "mistakes": list(checked.mistakes),
        "notes": list(checked.notes),
        "checked": dict(checked.counts),
    }


def _listed(mark: str, lines: Sequence[str]) -> Table:
    return Table(("", "what"), tuple((mark, line) for line in lines))


def _unused(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{name}: no rulebook reads this file; folders and endings are those of rules/" for name in names)


def _names(rule: LicenseRule) -> set[str]:
    spdx = {rule.spdx.casefold()} if rule.spdx else set()
    return {rule.id, rule.name.casefold(), *rule.hub_ids, *rule.license_names, *spdx}


def _notes(book: Rulebook) -> Iterator[str]:
    """A license without one kind of examples says nothing about that kind; one that asks nothing cannot make a rule fire."""
    for rule in book.licenses:
        shown = {example.expected for example in rule.examples}
        kinds = {
            Coverage.DUTIES: (Truth.YES, Truth.NO, Truth.UNKNOWN),
            Coverage.NO_DUTY: (Truth.NO,),
            Coverage.UNCOVERED: (Truth.UNKNOWN,),
        }[rule.coverage]
        missing = [ANSWERS[kind] for kind in kinds if kind not in shown]
        if missing:
            yield f"rules/licenses/{rule.id}.yaml: no example where a rule {' or '.join(missing)}"
