# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Puts together how the bot is doing: from the casebook, the jobs and the preset's caps."""

from __future__ import annotations

from datetime import timedelta

from bot.model.cases import CaseState
from bot.model.status import OperatingStatus, PostCounts
from bot.policy.presets import Preset
from bot.ports.casebook import Casebook
from bot.ports.clock import Clock
from bot.ports.status import JobBook


class StatusOfAll:
    """Implements `bot.ports.status.StatusReader`. Nothing is remembered: every reading asks the database."""

    def __init__(self, *, casebook: Casebook, jobs: JobBook, preset: Preset, clock: Clock) -> None:
        self._casebook = casebook
        self._jobs = jobs
        self._preset = preset
        self._clock = clock

    def status(self) -> OperatingStatus:
        """As it is now."""
        now = self._clock.now()
        counted = self._casebook.count_cases()
        return OperatingStatus(
            at=now,
            jobs=self._jobs.counts(),
            cases=tuple((state, counted.get(state, 0)) for state in CaseState),
            outbox_waiting=self._casebook.count_pending(),
            posts=PostCounts(
                last_hour=self._casebook.posted_since(now - timedelta(hours=1)),
                last_day=self._casebook.posted_since(now - timedelta(days=1)),
                hour_cap=self._preset.posts_per_hour,
                day_cap=self._preset.posts_per_day,
            ),
            watermark=self._casebook.watermark(),
            polled_at=self._jobs.polled_at(),
        )
