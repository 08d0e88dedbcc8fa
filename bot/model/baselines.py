# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a publisher knows of already: findings that do not fail their checks, each with a reason, a note and a last day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from bot.model.components import Component
from bot.model.findings import Finding

LONGEST_DAYS = 366
"""What is put aside for longer than a year is forgotten."""


class BaselineReason(Enum):
    """Why a finding does not fail a check. The words are those of the file and never change."""

    AGREEMENT = "agreement"
    """The upstream's authors agreed to something else."""
    ELSEWHERE = "elsewhere"
    """What is asked for is given in another place than the repository."""
    MISTAKEN = "mistaken"
    """The finding appears to be wrong, and we were told so."""
    PLANNED = "planned"
    """It is put right by the last day."""

    @property
    def words(self) -> str:
        """The reason as people read it."""
        return _WORDS[self]


_WORDS = {
    BaselineReason.AGREEMENT: "there is an agreement with the upstream's authors",
    BaselineReason.ELSEWHERE: "what is asked for is given in another place",
    BaselineReason.MISTAKEN: "the finding appears to be wrong",
    BaselineReason.PLANNED: "it is going to be put right",
}


class Standing(Enum):
    """How a finding stands to a baseline."""

    NEW = "new"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    """It is in the baseline, and the last day of that entry has passed: it counts again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineEntry:
    """One finding that is known of: a rule, an upstream at whatever commit, a component."""

    rule: str
    upstream: str
    component: Component
    reason: BaselineReason
    note: str
    since: date
    until: date
    """The last day on which it holds."""

    def __post_init__(self) -> None:
        """An entry without an end, or one that ends before it begins, is a mistake."""
        if not self.note.strip():
            raise ValueError("expected a note that says why, found nothing")
        if not 0 <= (self.until - self.since).days <= LONGEST_DAYS:
            raise ValueError(
                f"expected 'until' from {self.since} to {LONGEST_DAYS} days later, found {self.until}; renew it when it ends"
            )

    def is_about(self, finding: Finding) -> bool:
        """Whether this is the finding that is meant."""
        return (self.rule, self.upstream.casefold(), self.component) == (
            finding.rule,
            finding.upstream.repo.casefold(),
            finding.component,
        )

    def holds(self, day: date) -> bool:
        """Whether it holds on this day."""
        return day <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """Everything that is known of; one entry for a finding at most."""

    where: str = ""
    """The file that says so; empty where there is none."""
    entries: tuple[BaselineEntry, ...] = ()

    def entry(self, finding: Finding) -> BaselineEntry | None:
        """What the baseline says about this finding."""
        return next((each for each in self.entries if each.is_about(finding)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The findings of one scan beside a baseline, on one day."""

    baseline: Baseline = field(default_factory=Baseline)
    standings: Mapping[int, Standing] = field(default_factory=dict)
    """By the place of a finding among those of the report; those that are not named are new."""
    not_found: tuple[BaselineEntry, ...] = ()
    """Entries that no finding of this scan is about."""

    def standing(self, place: int) -> Standing:
        """How the finding at this place stands."""
        return self.standings.get(place, Standing.NEW)

    def count(self, standing: Standing) -> int:
        """How many findings stand so, new ones aside."""
        return sum(each is standing for each in self.standings.values())
