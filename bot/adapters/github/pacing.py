# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How fast we write, and when GitHub has said that enough is enough."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from bot.model.errors import RateLimited

_MINUTE, _HOUR = 60.0, 3600.0


class Pace:
    """The right to send a request. Safe to use from several threads."""

    def __init__(
        self,
        *,
        seconds_between_writes: float,
        writes_per_minute: int,
        writes_per_hour: int,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._between = seconds_between_writes
        self._windows = ((_MINUTE, writes_per_minute), (_HOUR, writes_per_hour))
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._writes: deque[float] = deque(maxlen=max(writes_per_minute, writes_per_hour))
        """When the latest writes were, or will be, sent."""
        self._closed_until = 0.0

    def take(self, *, writes: bool, patience_seconds: float) -> float:
        """Take a turn and return the seconds to sleep before it.

        Raises RateLimited, and takes nothing, where that were more than ``patience_seconds``.
        """
        with self._lock:
            now = self._monotonic()
            at = max(now, self._closed_until, self._next_write() if writes else now)
            if at - now > patience_seconds:
                raise RateLimited(
                    f"GitHub: no request for another {at - now:.0f} s, so as to stay within its limits",
                    retry_after_seconds=at - now,
                )
            if writes:
                self._writes.append(at)
            return at - now

    def close(self, seconds: float) -> None:
        """Send nothing for so long: GitHub bans programs that go on asking."""
        with self._lock:
            self._closed_until = max(self._closed_until, self._monotonic() + seconds)

    def _next_write(self) -> float:
        """When the next write fits into every window; before now where it does already."""
        at = self._writes[-1] + self._between if self._writes else 0.0
        for seconds, most in self._windows:
            if len(self._writes) >= most:
                at = max(at, self._writes[-most] + seconds)
        return at
