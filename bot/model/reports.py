# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What one scan and one comparison say, before anybody prints it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.costs import Cost, Unavailable
from bot.model.differences import FullComparison
from bot.model.findings import CannotTell, Finding
from bot.model.licensing import Obligation, ObligationState
from bot.model.lineage import Lineage
from bot.model.repository import Declared, SnapshotKey
from bot.model.truth import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Transparency:
    """How much the repository tells its readers: each part with yes, no or cannot tell."""

    parts: tuple[tuple[str, Truth], ...]

    @property
    def score(self) -> float | None:
        """Share of yes among the parts that could be told, 0 to 1; ``None`` where none could."""
        told = [truth for _, truth in self.parts if truth is not Truth.UNKNOWN]
        return sum(truth is Truth.YES for truth in told) / len(told) if told else None


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
