# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How fast we ask: a token bucket for all threads, and the Hub's own word when it says that enough is enough."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping

from bot.model.errors import RateLimited

_BURST_SHARE = 0.1
"""Share of the quota that may be used at once. The rest comes in evenly, so that no window ever holds more than the quota."""

_LIMIT = re.compile(r'"(\w{1,40})"\s*;\s*r\s*=\s*(\d{1,9})\s*;\s*t\s*=\s*(\d{1,9})')


class Pace:
    """The right to send a request. Safe to use from several threads."""

    def __init__(
        self, *, requests: int, window_seconds: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._monotonic = monotonic
        self._burst = max(1.0, requests * _BURST_SHARE)
        self._per_second = max(requests - self._burst, 1.0) / window_seconds
        self._lock = threading.Lock()
        self._tokens = self._burst
        self._counted_at = monotonic()
        self._closed_until: dict[str, float] = {}

    def take(self, quota: str, *, patience_seconds: float) -> float:
        """Take a turn and return the seconds to sleep before it.

        Raises RateLimited, and takes nothing, where that were more than ``patience_seconds``.
        """
        with self._lock:
            now = self._monotonic()
            tokens = min(self._burst, self._tokens + (now - self._counted_at) * self._per_second)
            wait = max(0.0, (1.0 - tokens) / self._per_second, self._closed_until.get(quota, now) - now)
            self._tokens, self._counted_at = tokens, now
            if wait > patience_seconds:
                raise RateLimited(
                    f"the Hub's quota '{quota}' is used up for another {wait:.0f} s", retry_after_seconds=wait
                )
            self._tokens -= 1.0
            return wait

    def heed(self, headers: Mapping[str, str]) -> None:
        """Stop asking for what the Hub says is used up, until the moment it names."""
        told = _LIMIT.search(headers.get("ratelimit", ""))
        if told is None or int(told[2]) > 0:
            return
        with self._lock:
            self._closed_until[told[1]] = self._monotonic() + int(told[3])


def quota_of(path: str) -> str:
    """Which of the Hub's quotas a path counts against (Hub documentation, "Rate limits").

    >>> quota_of("/api/models/acme/tiny"), quota_of("/acme/tiny/resolve/main/config.json"), quota_of("/acme/tiny")
    ('api', 'resolvers', 'pages')
    """
    if "/resolve/" in path or path.startswith("/api/resolve-cache/"):
        return "resolvers"
    return "api" if path.startswith("/api/") else "pages"


def seconds_asked(headers: Mapping[str, str]) -> float | None:
    """How long the other side asks us to wait; ``None`` where it does not say.

    >>> seconds_asked({"ratelimit": '"api";r=0;t=55'}), seconds_asked({"retry-after": "7"}), seconds_asked({})
    (55.0, 7.0, None)
    """
    told = _LIMIT.search(headers.get("ratelimit", ""))
    if told is not None and int(told[2]) == 0:
        return float(told[3])
    after = headers.get("retry-after", "").strip()
    return float(after) if re.fullmatch(r"[0-9]{1,9}", after) else None
