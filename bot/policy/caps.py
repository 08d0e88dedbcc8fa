# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How much may be written: by the hour, by the day, and with one owner. Pure; whoever writes counts and asks under one lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.orders import CreatedThread
from bot.policy.presets import Preset

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
FIRST_DAYS = timedelta(days=30)
"""After the very first post, in which fewer are written."""
COUNTED = _WEEK
"""How far back threads have to be known."""
MOST_COMMENTS_WITHOUT_A_REPLY = 2
"""Comments of ours in one thread, one after the other, before a person says something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What was written so far."""

    threads: Sequence[CreatedThread]
    """Those of the last week at least."""
    first_at: datetime | None
    """When the very first thread was created."""
    open_with_owner: int
    """Threads with an open question that stand with this owner now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Full:
    """A cap that leaves no room now."""

    reason: str
    seconds: float
    """After which to look again; it may not be enough."""


def full(used: Used, owner: str, preset: Preset, now: datetime) -> Full | None:
    """The cap that keeps a new thread with this owner from being created now, or None."""
    a_day = preset.posts_per_day
    if used.first_at is None or now - used.first_at < FIRST_DAYS:
        a_day = min(a_day, preset.posts_per_day_at_first)
    theirs = [each for each in used.threads if _owner(each.repo) == owner.casefold()]
    caps = (
        ("in the last hour", _HOUR, preset.posts_per_hour, used.threads),
        ("in the last day", _DAY, a_day, used.threads),
        ("with this owner in the last week", _WEEK, preset.new_per_owner_per_week, theirs),
    )
    for words, span, cap, threads in caps:
        within = sorted(each.at for each in threads if each.at > now - span)
        if len(within) >= cap:
            until = within[len(within) - cap] + span if cap else now + span
            return Full(
                reason=f"{cap} threads {words}, which is the cap", seconds=max(1.0, (until - now).total_seconds())
            )
    if used.open_with_owner >= preset.open_per_owner:
        return Full(
            reason=f"{used.open_with_owner} threads stand open with this owner, and the cap is {preset.open_per_owner}",
            seconds=_DAY.total_seconds(),
        )
    return None


def _owner(repo: str) -> str:
    return repo.split("/", maxsplit=1)[0].casefold()
