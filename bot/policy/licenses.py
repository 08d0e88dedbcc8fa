# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What one license asks of whoever passes a model on, by relation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.model.errors import RulesError
from bot.model.findings import Severity
from bot.model.licensing import Duty
from bot.model.lineage import Relation
from bot.policy.reading import Entry, member


class LicenseClass(Enum):
    """Which kind of license it is."""

    PERMISSIVE = "permissive"


class Shipped(Enum):
    """Something that can only be passed on where the upstream itself ships it."""

    LICENSE_TEXT = "license_text"
    COPYRIGHT_LINE = "copyright_line"
    NOTICE_FILE = "notice_file"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRule:
    """One thing that the license asks."""

    duty: Duty
    clause: str
    """Where the license says so."""
    relations: frozenset[Relation]
    strength: Severity
    """The most that a finding about it may say: an unsettled duty is advice."""
    only_if_upstream_ships: Shipped | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseRule:
    """One license with its duties."""

    id: str
    name: str
    spdx: str
    license_class: LicenseClass
    hub_ids: tuple[str, ...]
    url: str
    """Where its text can be read by anyone."""
    text: str
    """Path of its text below ``rules/licenses/``."""
    terms_first: str
    terms_last: str
    duties: tuple[DutyRule, ...]

    @classmethod
    def from_mapping(cls, where: str, value: object) -> LicenseRule:
        """A license as its file holds it. Raises RulesError."""
        entry = Entry.of(where, value)
        known = {"id", "name", "spdx", "class", "hub_ids", "url", "text", "terms", "duties", "note"}
        entry.allow(known, needed=known - {"note"})
        terms = entry.entry("terms")
        terms.allow(("first", "last"), needed=("first", "last"))
        return cls(
            id=entry.text("id"),
            name=entry.text("name"),
            spdx=entry.text("spdx"),
            license_class=entry.member("class", LicenseClass),
            hub_ids=entry.texts("hub_ids"),
            url=entry.text("url"),
            text=entry.text("text"),
            terms_first=terms.text("first"),
            terms_last=terms.text("last"),
            duties=tuple(_duty(each) for each in entry.entries("duties")),
        )


def _duty(entry: Entry) -> DutyRule:
    entry.allow(
        ("duty", "clause", "relations", "strength", "only_if_upstream_ships", "note"),
        needed=("duty", "clause", "relations", "strength"),
    )
    strength = entry.member("strength", Severity)
    if strength is Severity.CONFLICT:
        raise RulesError(f"{entry.where}: a duty is an obligation or advice, not a conflict")
    conditional = "only_if_upstream_ships" in entry.values
    return DutyRule(
        duty=entry.member("duty", Duty),
        clause=entry.text("clause"),
        relations=frozenset(member(f"{entry.where}, relations", word, Relation) for word in entry.texts("relations")),
        strength=strength,
        only_if_upstream_ships=entry.member("only_if_upstream_ships", Shipped) if conditional else None,
    )
