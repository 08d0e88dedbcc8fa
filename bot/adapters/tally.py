# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Counts what this process does, in memory."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

from bot.model.costs import Cost
from bot.model.lineage import Verdict
from bot.model.status import ProcessCounts


class ProcessTally:
    """Safe to use from several threads. ``cost`` says what was asked of the Hub so far."""

    def __init__(self, cost: Callable[[], Cost]) -> None:
        self._cost = cost
        self._lock = threading.Lock()
        self._scans: Counter[str] = Counter({verdict.value: 0 for verdict in Verdict})
        self._skipped: Counter[str] = Counter()
        self._taken_in = 0

    def scanned(self, verdict: Verdict) -> None:
        """One scan ended with this verdict."""
        with self._lock:
            self._scans[verdict.value] += 1

    def taken_in(self, events: int) -> None:
        """So many events of one poll are new."""
        with self._lock:
            self._taken_in += events

    def skipped(self, reason: str) -> None:
        """One event was left out."""
        with self._lock:
            self._skipped[reason] += 1

    def counts(self) -> ProcessCounts:
        """Everything so far."""
        cost = self._cost()
        with self._lock:
            return ProcessCounts(
                scans=tuple(sorted(self._scans.items())),
                events_taken_in=self._taken_in,
                events_skipped=tuple(sorted(self._skipped.items())),
                requests=cost.requests,
                bytes=cost.bytes,
            )
