# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The preset as it stands at a moment: which rules may speak without a reader changes with every post and every withdrawal."""

from __future__ import annotations

import threading
from dataclasses import replace

from bot.policy.precision import earned
from bot.policy.presets import Preset
from bot.ports.clock import Clock
from bot.ports.records import RuleRecords

_LASTS_SECONDS = 60.0
"""Scans come many in a second, and what they decide is asked again before anything is written."""


class Earning:
    """Asks the records where the preset depends on them, and nothing where it does not, or where nobody keeps any."""

    def __init__(self, preset: Preset, records: RuleRecords | None, clock: Clock) -> None:
        self._preset = preset
        self._records = records if preset.asks_for_records else None
        self._clock = clock
        self._lock = threading.Lock()
        self._last: tuple[float, Preset] | None = None

    def now(self) -> Preset:
        """With what is earned at this moment. Raises OperatorError."""
        if self._records is None:
            return self._preset
        preset = replace(self._preset, earned=earned(self._records.rules()))
        with self._lock:
            self._last = (self._clock.monotonic(), preset)
        return preset

    def lately(self) -> Preset:
        """As it was within the last minute. Raises OperatorError."""
        with self._lock:
            last = self._last
        if last is not None and self._clock.monotonic() - last[0] < _LASTS_SECONDS:
            return last[1]
        return self.now()
