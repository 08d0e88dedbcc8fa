# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What one license asks of whoever passes a model on, by relation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import partial

from bot.model.errors import RulesError
from bot.model.findings import Severity
from bot.model.licensing import Duty
from bot.model.lineage import Relation
from bot.model.truth import Truth
from bot.policy.reading import Entry, each_of, member


class LicenseClass(Enum):
    """Which kind of license it is."""

    PERMISSIVE = "permissive"
    PUBLIC_DOMAIN = "public_domain"
    COPYLEFT = "copyleft"
    ATTRIBUTION = "attribution"
    """Creative Commons and data licenses that ask for credit."""
    SHARE_ALIKE = "share_alike"
    USE_RESTRICTED = "use_restricted"
    """RAIL and its kin: uses are restricted, and the restrictions travel."""
    COMMUNITY = "community"
    """A vendor's own license with conditions on name, size or use."""
    NONCOMMERCIAL = "noncommercial"
    FAMILY = "family"
    """A name for several licenses (``cc``, ``openrail``): only the text tells which."""


class Coverage(Enum):
    """How much of a license is known here."""

    DUTIES = "duties"
    NO_DUTY = "no_duty"
    """It was read, and asks nothing that a repository could lack."""
    UNCOVERED = "uncovered"
    """Nobody has read it for this purpose: nothing is claimed, and reports say so."""


class Place(Enum):
    """Where in a repository a duty can be met."""

    LICENSE_FILE = "license_file"
    NOTICE_FILE = "notice_file"
    CARD = "card"
    METADATA = "metadata"
    """License and origin in the card's metadata."""
    GATE = "gate"
    """The text that a gated repository shows before access (``extra_gated_prompt``)."""
    NAME = "name"
    """The repository's own name."""


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
    places: tuple[Place, ...] = ()
    """Where it can be met; empty for what no file can meet (a license that forbids)."""
    wordings: tuple[str, ...] = ()
    """Words that the license dictates, each enough by itself: a sentence, a phrase, the beginning of a name."""
    verified: bool = False
    """Whether a person or script found the clause word for word in the primary text."""
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relicensing:
    """Which licenses a derivative may declare. Ids are the Hub's, or a group of ``rules/licenses/groups.yaml`` such as ``@permissive``."""

    conflicts: tuple[str, ...] = ()
    """Declaring one of these would give away what the license does not let give away."""
    unless_passed_on: bool = False
    """There is no conflict where the repository passes the restrictions on in its own text."""
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Something the license says that no repository's files can show to be kept; reports mention it, rules never fire on it."""

    id: str
    clause: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseExample:
    """A repository as facts, and what one rule must make of it under this license."""

    note: str
    relation: Relation
    rule: str
    facts: tuple[tuple[str, Truth], ...]
    """Facts about the repository; what the license asks is worked out from its duties (`bot.policy.examples`)."""
    expected: Truth
    declares: str | None = None
    """The license that the repository declares, by any of its ids; None where it declares none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseRule:
    """One license with its duties.

    ``id`` is the Hub's identifier where there is one, otherwise a short name of its own; recognised texts carry the same ids.
    """

    id: str
    name: str
    spdx: str | None
    """SPDX's identifier, or a ``LicenseRef-``; None for a name that stands for several licenses."""
    license_class: LicenseClass
    coverage: Coverage
    hub_ids: tuple[str, ...]
    license_names: tuple[str, ...]
    """What cards with ``license: other`` write as ``license_name``, lower case."""
    url: str | None
    """Where its text can be read by anyone."""
    text: str | None
    """Path of its text below ``rules/licenses/``, where the text may be shipped."""
    terms_first: str | None
    terms_last: str | None
    duties: tuple[DutyRule, ...]
    relicensing: Relicensing
    limits: tuple[Limit, ...]
    examples: tuple[LicenseExample, ...]
    note: str | None = None
    """What a reader of its page should know beside the duties."""

    @classmethod
    def from_mapping(cls, where: str, value: object) -> LicenseRule:
        """A license as its file holds it. Raises RulesError."""
        entry = Entry.of(where, value)
        needed = {"id", "name", "class", "coverage", "hub_ids"}
        entry.allow(
            needed
            | {"spdx", "license_names", "url", "text", "terms", "duties", "relicensing", "limits", "examples", "note"},
            needed=needed,
        )
        terms = entry.entry("terms") if "terms" in entry.values else None
        loaded = cls(
            id=entry.text("id"),
            name=entry.text("name"),
            spdx=entry.optional_text("spdx"),
            license_class=entry.member("class", LicenseClass),
            coverage=entry.member("coverage", Coverage),
            hub_ids=entry.texts("hub_ids"),
            license_names=entry.texts("license_names"),
            url=entry.optional_text("url"),
            text=entry.optional_text("text"),
            terms_first=terms.text("first") if terms else None,
            terms_last=terms.text("last") if terms else None,
            duties=each_of(entry.entries("duties"), _duty),
            relicensing=_relicensing(entry.entry("relicensing")) if "relicensing" in entry.values else Relicensing(),
            limits=each_of(entry.entries("limits"), _limit),
            examples=_examples(entry.entry("examples")) if "examples" in entry.values else (),
            note=entry.optional_text("note"),
        )
        if bool(loaded.duties) is not (loaded.coverage is Coverage.DUTIES):
            raise RulesError(f"{where}: expected duties with the coverage 'duties' and with no other")
        return loaded


def _duty(entry: Entry) -> DutyRule:
    needed = ("duty", "clause", "relations", "strength", "places")
    entry.allow((*needed, "only_if_upstream_ships", "wordings", "verified", "note"), needed=needed)
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
        places=tuple(member(f"{entry.where}, places", word, Place) for word in entry.texts("places")),
        wordings=entry.texts("wordings"),
        verified=entry.flag("verified"),
        note=entry.optional_text("note"),
    )


def _relicensing(entry: Entry) -> Relicensing:
    entry.allow(("conflicts", "unless_passed_on", "clause"), needed=("conflicts", "clause"))
    return Relicensing(
        conflicts=entry.texts("conflicts"), unless_passed_on=entry.flag("unless_passed_on"), clause=entry.text("clause")
    )


def _limit(entry: Entry) -> Limit:
    entry.allow(("id", "clause", "words"), needed=("id", "clause", "words"))
    return Limit(id=entry.text("id"), clause=entry.text("clause"), words=entry.text("words"))


def _examples(entry: Entry) -> tuple[LicenseExample, ...]:
    kinds = {"fires": Truth.YES, "silent": Truth.NO, "cannot_tell": Truth.UNKNOWN}
    entry.allow(kinds)
    examples: list[LicenseExample] = []
    for kind, expected in kinds.items():
        examples += each_of(entry.entries(kind), partial(_example, expected))
    return tuple(examples)


def _example(expected: Truth, entry: Entry) -> LicenseExample:
    entry.allow(("note", "relation", "rule", "facts", "declares"), needed=("note", "relation", "rule"))
    facts = entry.entry("facts").values if "facts" in entry.values else {}
    return LicenseExample(
        note=entry.text("note"),
        relation=entry.member("relation", Relation),
        rule=entry.text("rule"),
        facts=tuple((name, _truth(entry.where, name, value)) for name, value in facts.items()),
        expected=expected,
        declares=entry.optional_text("declares"),
    )


def _truth(where: str, name: str, value: object) -> Truth:
    if value not in (True, False, "unknown"):
        raise RulesError(f"{where}: expected true, false or unknown for '{name}', found {value!r}")
    return Truth.UNKNOWN if value == "unknown" else Truth.of(bool(value))
