# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Bytes of each day, counted by all processes that share a database."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Engine, delete, insert, update

from bot.adapters.storage.engine import Clash, writing
from bot.adapters.storage.hub_tables import MOVED
from bot.model.costs import Cost
from bot.model.errors import OperatorError
from bot.ports.clock import Clock

_LOG = logging.getLogger(__name__)
_AT_ONCE = 32 * 1024 * 1024
"""Bytes after which they are written down without being asked for. What is not written down is lost with the process."""
_KEPT = timedelta(days=90)
_PLENTY = 1_000_000_000
"""Where more than this is left of a day, what others moved within the last second makes no difference."""
_FRESH_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was written down of a day when somebody looked, in seconds of the monotonic clock."""

    day: date
    count: int
    at: float

    def is_fresh(self, today: date) -> bool:
        return self.day == today and time.monotonic() - self.at < _FRESH_SECONDS


class SqlDailyBytes:
    """Implements `bot.ports.budgets.DailyBytes`, and is told costs by connections. The database has to be migrated.

    A byte counts for the day on which it is written down, which is the day it came or, right after midnight, the next.
    """

    def __init__(self, engine: Engine, *, most: int, clock: Clock, at_once: int = _AT_ONCE) -> None:
        self._engine = engine
        self._most = most
        self._clock = clock
        self._at_once = at_once
        self._lock = threading.Lock()
        self._pending = 0
        self._seen: _Seen | None = None

    def add(self, cost: Cost) -> None:
        """The bytes of it were moved."""
        if cost.bytes:
            self.spend(cost.bytes)

    def spend(self, count: int) -> None:
        """Count them. A database that cannot be used is for `left` to tell, since what was moved was moved."""
        with self._lock:
            self._pending += count
            if self._pending < self._at_once:
                return
        try:
            self.flush()
        except OperatorError as error:
            _LOG.warning("bytes_not_counted", extra={"reason": str(error)})

    def left(self) -> int:
        """What is left of today. Asked before every scan, so where plenty is left a look of this second will do."""
        with self._lock:
            seen = self._seen
            if seen is not None and seen.is_fresh(self._clock.now().date()):
                left = self._most - seen.count - self._pending
                if left > _PLENTY:
                    return left
        return max(0, self._most - self.flush())

    def flush(self) -> int:
        """Write down what was not yet; all of today. Raises OperatorError where the database cannot be used."""
        with self._lock:
            count, self._pending = self._pending, 0
        try:
            return self._write(count)
        except OperatorError:
            with self._lock:
                self._pending += count
            raise

    def _write(self, count: int) -> int:
        today = self._clock.now().date()
        try:
            total = self._once(today, count)
        except Clash:
            # Another process began the day at this moment, so it is there now.
            total = self._once(today, count)
        with self._lock:
            self._seen = _Seen(today, total, time.monotonic())
        return total

    def _once(self, today: date, count: int) -> int:
        more = update(MOVED).where(MOVED.c.day == today).values(bytes=MOVED.c.bytes + count).returning(MOVED.c.bytes)
        with writing(self._engine) as connection:
            found: int | None = connection.execute(more).scalar_one_or_none()
            if found is not None:
                return found
            connection.execute(delete(MOVED).where(MOVED.c.day < today - _KEPT))
            connection.execute(insert(MOVED).values(day=today, bytes=count))
            return count
