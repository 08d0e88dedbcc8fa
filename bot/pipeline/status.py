# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Puts together how the bot is doing: from the casebook, the jobs and the preset's caps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.model.cases import CaseState
from bot.model.orders import POSTING
from bot.model.status import OperatingStatus, PostCounts
from bot.policy.presets import Preset
from bot.ports.casebook import Casebook
from bot.ports.clock import Clock
from bot.ports.status import JobBook


class StatusOfAll:
    """Implements `bot.ports.status.StatusReader`. Nothing is remembered: every reading asks the database."""

    def __init__(
        self,
        *,
        casebook: Casebook,
        jobs: JobBook,
        preset: Preset,
        clock: Clock,
        kill_switch: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._kill_switch = kill_switch
        self._casebook = casebook
        self._jobs = jobs
        self._preset = preset
        self._clock = clock

    def status(self) -> OperatingStatus:
        """As it is now."""
        now = self._clock.now()
        lately = [each.at for each in self._casebook.threads_since(now - timedelta(days=1))]
        posting = self._casebook.standing(POSTING)
        counted = self._casebook.count_cases()
        return OperatingStatus(
            at=now,
            jobs=self._jobs.counts(),
            cases=tuple((state, counted.get(state, 0)) for state in CaseState),
            outbox_waiting=self._casebook.count_pending(),
            posts=PostCounts(
                last_hour=sum(at >= now - timedelta(hours=1) for at in lately),
                last_day=len(lately),
                hour_cap=self._preset.posts_per_hour,
                day_cap=self._preset.posts_per_day,
            ),
            watermark=self._casebook.watermark(),
            polled_at=self._jobs.polled_at(),
            breaker_tripped=posting is not None and posting.is_off,
            kill_switch=self._kill_switch() is not None,
        )
