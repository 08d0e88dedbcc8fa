# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Takes a turn every few seconds, one at a time; and lets several schedules start and stop as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC
from typing import TYPE_CHECKING

from bot.ports.work import Schedule

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler


class TurnSchedule:
    """Calls ``take`` from a thread of its own. A turn that takes longer than the time in between is not overtaken by the next."""

    def __init__(self, take: Callable[[], None], every_seconds: int) -> None:
        if every_seconds < 1:
            raise ValueError(f"expected one second or more between turns, found {every_seconds}")
        self._take = take
        self._every_seconds = every_seconds
        self._scheduler: BackgroundScheduler | None = None

    def start(self) -> None:
        """Take turns from now on; does nothing where it is running."""
        if self._scheduler is not None:
            return
        # Imported here, because the command line starts without it.
        from apscheduler.schedulers.background import BackgroundScheduler  # noqa: PLC0415
        from apscheduler.triggers.interval import IntervalTrigger  # noqa: PLC0415

        scheduler = BackgroundScheduler(timezone=UTC)
        trigger = IntervalTrigger(seconds=self._every_seconds, timezone=UTC)
        scheduler.add_job(self._take, trigger, id="turn", coalesce=True, max_instances=1, misfire_grace_time=None)
        scheduler.start()
        self._scheduler = scheduler

    def stop(self) -> None:
        """Take no more, and wait for one under way; does nothing where it is not running."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=True)
            self._scheduler = None


class Together:
    """Several schedules as one."""

    def __init__(self, schedules: Sequence[Schedule]) -> None:
        self._schedules = schedules

    def start(self) -> None:
        """Start each."""
        for each in self._schedules:
            each.start()

    def stop(self) -> None:
        """Stop each, the last one first."""
        for each in reversed(self._schedules):
            each.stop()
