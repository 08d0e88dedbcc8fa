# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""When something is told: by how often somebody wants to hear, and when not. Pure.

Hours are those of the clock on the subscriber's wall, also on the days on which it is put forward or back: an hour that a day leaves out
counts as the moment at which it would have begun, one that comes twice counts the first time.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model.alerts import Cadence, QuietHours, Subscription, zone_of

MORNING = time(9)
"""When daily and weekly digests go out."""
_MONDAY = 0
_WAITS_SECONDS = (5, 60, 300, 1800, 7200, 18_000, 36_000, 86_400)
"""After each try that failed; with the first try these are nine in a little less than two days."""
LONGEST_WAIT_SECONDS = 86_400.0
_JITTER = 0.2


def due_at(subscription: Subscription, happened_at: datetime, cadence: Cadence | None = None) -> datetime:
    """When a subscriber is told of what happened at this moment, in UTC; never before it, and never in quiet hours."""
    zone = zone_of(subscription.timezone)
    at = _by_cadence(cadence or subscription.cadence, happened_at, zone)
    return after_quiet(at, subscription.quiet_hours, zone)


def after_quiet(at: datetime, quiet: QuietHours | None, zone: ZoneInfo) -> datetime:
    """This moment, or the end of the quiet hours that it lies in."""
    if quiet is None or not quiet.holds(at.astimezone(zone).time()):
        return at
    return _next(at, quiet.end, zone)


def retry_seconds(attempts: int, *, chance: random.Random, asked_seconds: float | None = None) -> float | None:
    """How long to wait after this many tries; ``None`` where that were enough.

    Spread by a fifth either way, so that many messages to a receiver that was down do not come back together. What the receiver asks for
    counts where it is longer, up to a day.

    >>> round(retry_seconds(1, chance=random.Random(1)), 1), retry_seconds(9, chance=random.Random(1))
    (4.3, None)
    """
    if attempts > len(_WAITS_SECONDS):
        return None
    own = _WAITS_SECONDS[attempts - 1] * (1 + chance.uniform(-_JITTER, _JITTER))
    return min(max(own, asked_seconds or 0.0), LONGEST_WAIT_SECONDS)


def _by_cadence(cadence: Cadence, at: datetime, zone: ZoneInfo) -> datetime:
    match cadence:
        case Cadence.NOW:
            return at
        case Cadence.HOURLY:
            whole = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
            return whole if whole == at else whole + timedelta(hours=1)
        case Cadence.DAILY:
            return _next(at, MORNING, zone)
        case Cadence.WEEKLY:
            return _next(at, MORNING, zone, weekday=_MONDAY)


def _next(at: datetime, wall: time, zone: ZoneInfo, *, weekday: int | None = None) -> datetime:
    """The first moment after this one at which the wall's clock shows that time, on that day of the week."""
    day = at.astimezone(zone).date()
    while True:
        if weekday is None or day.weekday() == weekday:
            found = _moment(day, wall, zone)
            if found > at:
                return found
        day += timedelta(days=1)


def _moment(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """That time on that day; where the day leaves it out, the moment at which the clock is put forward."""
    local = datetime.combine(day, wall, zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).time() == wall:
        return moment
    # Within the gap the offset before it maps the time to as much after it: step back by that much.
    before, after = local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset()
    if before is None or after is None:
        return moment
    transition = _transition(moment - abs(after - before), moment, zone)
    return transition.astimezone(UTC)


def _transition(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The first whole minute in a stretch from which the offset is the one of its end."""
    offset = high.astimezone(zone).utcoffset()
    while low.astimezone(zone).utcoffset() != offset:
        low += timedelta(minutes=1)
    return low
