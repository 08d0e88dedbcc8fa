# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The circuit breaker: what stops all posting until a person has looked. Reading goes on, and so does taking back what was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model.findings import Tier

_MOST_WITHDRAWN_DECLARED = 1
_AMONG_POSTS = 300
_MOST_STOPPED_SHARE = 0.2
_LEAST_STOPPED = 2
"""One owner who says stop is their right and no sign; with two posts a week it would be half of all."""
_LEAST_REFUSALS = 3
"""One owner who blocks us is their right; several in a day look like the Hub."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What happened since the breaker was last closed."""

    withdrawn: Sequence[Tier]
    """The tiers of cases that were withdrawn, among the last 300 posts."""
    posts_this_week: int
    stops_this_week: int
    """Owners who said stop, or closed our thread."""
    refusing_owners_today: int
    """Owners on whose pages a post was refused for another reason than that discussions are off there."""


def why_tripped(record: Record) -> str | None:
    """Why posting has to stop, or None."""
    uncertain = sum(tier is not Tier.DECLARED for tier in record.withdrawn)
    declared = len(record.withdrawn) - uncertain
    if uncertain:
        return "a post about an undeclared upstream was withdrawn"
    if declared > _MOST_WITHDRAWN_DECLARED:
        return f"{declared} of the last {_AMONG_POSTS} posts were withdrawn"
    share = record.stops_this_week / max(1, record.posts_this_week)
    if record.stops_this_week >= _LEAST_STOPPED and share > _MOST_STOPPED_SHARE:
        return f"{record.stops_this_week} owners said stop in a week with {record.posts_this_week} posts"
    if record.refusing_owners_today >= _LEAST_REFUSALS:
        return f"{record.refusing_owners_today} owners' pages refused a post within a day, so the account itself may be blocked"
    return None
