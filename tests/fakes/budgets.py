# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Bytes of one day, in memory."""

from __future__ import annotations

from datetime import date

from bot.ports.clock import Clock


class FakeDailyBytes:
    def __init__(self, most: int, clock: Clock) -> None:
        self.most = most
        self._clock = clock
        self._spent: dict[date, int] = {}

    def spend(self, count: int) -> None:
        today = self._clock.now().date()
        self._spent[today] = self._spent.get(today, 0) + count

    def left(self) -> int:
        return max(0, self.most - self._spent.get(self._clock.now().date(), 0))
