# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Says when to poll, and does nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.ports.clock import Clock

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""Every scheduler counts from here, so several of them name the same times."""


def last_due(now: datetime, every_seconds: int) -> datetime:
    """The newest scheduled time that is not in the future.

    >>> last_due(datetime(2026, 3, 17, 10, 0, 59, tzinfo=UTC), 60).isoformat()
    '2026-03-17T10:00:00+00:00'
    """
    return now - (now - _EPOCH) % timedelta(seconds=every_seconds)


class PollSchedule:
    """Calls `poll` with the scheduled time, from a thread of its own. A machine that slept catches up with one call, not with many."""

    def __init__(self, poll: Callable[[datetime], None], every_seconds: int, *, clock: Clock) -> None:
        if every_seconds < 1:
            raise ValueError(f"expected one second or more between polls, found {every_seconds}")
        self._poll = poll
        self._every_seconds = every_seconds
        self._clock = clock
        self._scheduler: BackgroundScheduler | None = None

    def start(self) -> None:
        """Call from the next scheduled time on; does nothing where it is running."""
        if self._scheduler is not None:
            return
        # Imported here, because the command line starts without it.
        from apscheduler.schedulers.background import BackgroundScheduler  # noqa: PLC0415
        from apscheduler.triggers.interval import IntervalTrigger  # noqa: PLC0415

        scheduler = BackgroundScheduler(timezone=UTC)
        trigger = IntervalTrigger(seconds=self._every_seconds, start_date=_EPOCH, timezone=UTC)
        scheduler.add_job(self.fire, trigger, id="poll", coalesce=True, max_instances=1, misfire_grace_time=None)
        scheduler.start()
        self._scheduler = scheduler

    def stop(self) -> None:
        """Call no more, and wait for a call under way; does nothing where it is not running."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=True)
            self._scheduler = None

    def fire(self) -> None:
        """One call, as the scheduler makes it."""
        self._poll(last_due(self._clock.now(), self._every_seconds))
