# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""When we were wrong in public, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.rates import Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One time that we were wrong in public."""

    number: int
    case: int
    repo: str
    said: tuple[str, ...]
    """The messages of the findings as they were posted."""
    wrong: str
    """What was wrong with it, as the person wrote who withdrew it."""
    by: str
    """Who withdrew it."""
    found_by_owner: bool
    """Whether its owners had said so in the thread; otherwise we found it ourselves."""
    posted_at: datetime | None
    told_at: datetime | None
    """When its owners first said so."""
    corrected_at: datetime

    @property
    def hours_to_correct(self) -> float | None:
        """From when we were told, or else from the post, until it was withdrawn; ``None`` where neither is known."""
        since = self.told_at or self.posted_at
        return None if since is None else (self.corrected_at - since) / timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """Every correction, the newest first, and how often one was needed."""

    rows: tuple[Correction, ...]
    withdrawn: Rate
    """Of all cases that were ever posted."""
    disputed: int
    """Cases that are disputed now."""
    resolved: int
    """Cases that were posted and are resolved."""
    median_answer_hours: float | None
    """From an owner's dispute until a person ruled on it; ``None`` before the first such ruling."""
