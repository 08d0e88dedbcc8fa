# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How much of the Hub was looked at, and what could not be checked and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.model.costs import Reason
from bot.model.lineage import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The newest look at one repository, as far as it is counted."""

    verdict: Verdict | None = None
    """``None`` where it could not be opened, or where its report does not say."""
    gaps: frozenset[Reason] = frozenset()
    """Why something in it could not be checked, each reason once."""
    refused: Reason | None = None
    """Why nothing of it could be read at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Counts of repositories, each by its newest look alone."""

    upstreams: int = 0
    """Known upstreams, by repository."""
    fingerprints: int = 0
    """Of these, by snapshot and method."""
    repositories: int = 0
    """Looked at, or at least tried."""
    verdicts: tuple[tuple[Verdict, int], ...] = ()
    """Every verdict, also those that nothing has."""
    gaps: tuple[tuple[Reason, int], ...] = ()
    """Repositories in which something could not be checked for this reason, the most frequent first; one may count in several."""
    refused: tuple[tuple[Reason, int], ...] = ()
    """Repositories of which nothing could be read, the most frequent first."""
    moved: tuple[tuple[date, int], ...] = ()
    """Bytes that came from the Hub on each day in UTC, the newest first."""

    @property
    def opened(self) -> int:
        """Repositories that could be read."""
        return self.repositories - sum(count for _, count in self.refused)
