# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How the bot is doing: what its database says, and what this process did since it started."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.cases import CaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCounts:
    """The jobs that did not end well, or not yet."""

    waiting: int = 0
    running: int = 0
    set_aside: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PostCounts:
    """Threads that were created lately, and how many the preset allows."""

    last_hour: int
    last_day: int
    hour_cap: int
    day_cap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingStatus:
    """What all processes on one database did and have to do, at one moment."""

    at: datetime
    jobs: JobCounts
    cases: tuple[tuple[CaseState, int], ...]
    """Every state, also those without a case."""
    outbox_waiting: int
    """Intentions that are not made true yet."""
    posts: PostCounts
    watermark: datetime | None
    """The newest change of the Hub that was taken in; ``None`` before the first one."""
    polled_at: datetime | None
    """When the newest poll ended well; ``None`` where none did."""
    breaker_tripped: bool = False
    """Whether posting stopped by itself."""
    kill_switch: bool = False
    """Whether a person stopped posting."""

    @property
    def watermark_lag(self) -> timedelta | None:
        """How old the newest change is that was taken in; ``None`` before the first one, never below zero."""
        return None if self.watermark is None else max(self.at - self.watermark, timedelta())


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessCounts:
    """What this process did since it started."""

    scans: tuple[tuple[str, int], ...] = ()
    """By verdict, sorted."""
    events_taken_in: int = 0
    events_skipped: tuple[tuple[str, int], ...] = ()
    """By reason, sorted."""
    requests: int = 0
    """Sent to the Hub, those that were sent again among them."""
    bytes: int = 0
    """Of the bodies of its answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsLeft:
    """One of the Hub's quotas, as all processes on one database share it."""

    kind: str
    """Of requests: ``api``, ``resolvers`` or ``pages``."""
    quota: int
    """Requests in a window."""
    window_seconds: int
    left: int | None
    """What the Hub says is left of its present window; ``None`` where it did not say lately."""
    closed_seconds: int = 0
    """For so long nothing is sent, because a limit was reached."""
