# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What one scan and one comparison say, before anybody prints it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.model.claims import Claim
from bot.model.costs import Cost, Unavailable
from bot.model.differences import FullComparison
from bot.model.findings import CannotTell, Finding
from bot.model.licensing import Obligation, ObligationState, RecognisedText, UncoveredText
from bot.model.lineage import Lineage
from bot.model.repository import Declared, SnapshotKey
from bot.model.timeline import Timeline
from bot.model.truth import Truth
from bot.model.wishes import Wishes

_ENOUGH_TOLD = 0.5
"""A score over less than half of its points would be a guess about the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransparencyPart:
    """One thing that a repository can tell its readers."""

    name: str
    """A stable word (``architecture``)."""
    possible: float
    """Points that it is worth; all parts together are worth ten."""
    earned: float | None
    """Points for what was found; ``None`` where it cannot be told."""
    source: str = ""
    """Path of the file, or the words, that earned it, inert and at most 160 signs; empty where nothing was found."""

    def __post_init__(self) -> None:
        """More than everything would hide what is missing elsewhere."""
        if self.earned is not None and not 0 <= self.earned <= self.possible:
            raise ValueError(f"{self.name}: expected 0 to {self.possible} points, found {self.earned}")

    @property
    def truth(self) -> Truth:
        """Yes for all points, no for fewer, unknown where it cannot be told."""
        return Truth.of(None if self.earned is None else self.earned >= self.possible)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transparency:
    """How much the repository tells its readers. It is never a finding and never stands in a post."""

    parts: tuple[TransparencyPart, ...]

    @property
    def told(self) -> float:
        """Share of all points about which something can be said, 0 to 1."""
        possible = sum(part.possible for part in self.parts)
        return sum(part.possible for part in self._told) / possible if possible else 0.0

    @property
    def score(self) -> float | None:
        """0 to 10, to one decimal, over the parts that can be told; ``None`` where those are less than half of all points."""
        possible = sum(part.possible for part in self._told)
        if self.told < _ENOUGH_TOLD:
            return None
        return round(10 * sum(part.earned or 0.0 for part in self._told) / possible, 1)

    @property
    def _told(self) -> tuple[TransparencyPart, ...]:
        return tuple(part for part in self.parts if part.earned is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What follows from lineage, licenses and contents. Pure: stored evidence can be assessed again under other rules."""

    obligations: tuple[Obligation, ...]
    findings: tuple[Finding, ...]
    cannot_tell: tuple[CannotTell, ...]
    transparency: Transparency
    states: tuple[ObligationState, ...] = ()
    """One for each obligation, in the same order; empty in reports stored by versions that did not know them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanReport:
    """Everything that one scan found out about one repository at one commit."""

    subject: SnapshotKey
    declared: Declared
    size: int
    """Bytes of all files of the repository."""
    lineage: Lineage
    upstream_licenses: tuple[tuple[SnapshotKey, str | None], ...]
    """License identifier of every upstream that the lineage names."""
    assessment: Assessment
    not_checked: tuple[Unavailable, ...]
    cost: Cost
    claims: tuple[Claim, ...] = ()
    """What the card says about the model's making; empty also where the card was not read."""
    timeline: Timeline | None = None
    """What is known of the repository's past; ``None`` where nobody asked about it."""
    texts: tuple[RecognisedText, ...] | None = None
    """License texts that stand in the repository; ``None`` where not every file that may hold one was read."""
    uncovered: tuple[UncoveredText, ...] = ()
    """Parts of license files that read like terms and are no license that is known here: a person has to read them."""

    wishes: Wishes = field(default_factory=Wishes)
    """What its owners ask of us in a file of theirs."""

    @property
    def unchecked(self) -> tuple[Unavailable, ...]:
        """Everything that was asked for and could not be looked at, of the snapshot and of its past."""
        return (*self.not_checked, *(self.timeline.not_checked if self.timeline else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What comparing two models said: the suspect's lineage against the reference alone."""

    suspect: SnapshotKey
    reference: SnapshotKey
    lineage: Lineage
    cost: Cost
    """Of both sides together."""
    full: FullComparison | None = None
    """Every tensor, where that was asked for."""
