# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How fast we ask: a token bucket for all threads, and the Hub's own word when it says that enough is enough."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.model.errors import RateLimited

_BURST_SHARE = 0.1
"""Share of a quota that may be used at once. The rest comes in evenly, so that no window ever holds more than the quota."""
_KINDS = {"api": 1.0, "resolvers": 6.0, "pages": 0.2}
"""What a caller without a token may make of each kind, in calls of the API: 500, 3000 and 100 (Hub documentation, "Rate limits")."""

_LIMIT = re.compile(r'"(\w{1,40})"\s*;\s*r\s*=\s*(\d{1,9})\s*;\s*t\s*=\s*(\d{1,9})')
_POLICY = re.compile(r'"(\w{1,40})"\s*;\s*q\s*=\s*([1-9]\d{0,8})\s*;\s*w\s*=\s*([1-9]\d{0,5})')


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """What the Hub says is left of one quota."""

    name: str
    left: int
    size: int | None
    """``None`` where it was not said."""
    resets_in_seconds: int


class Pace:
    """The right to send a request, by kind. Safe to use from several threads.

    ``requests`` in any ``window_seconds`` to the API and in proportion to the rest, until the Hub says what the caller's quotas are.
    """

    def __init__(
        self, *, requests: int, window_seconds: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._buckets = {
            kind: _Bucket(max(1.0, requests * share), window_seconds, monotonic()) for kind, share in _KINDS.items()
        }
        self._closed_until: dict[str, float] = {}

    def take(self, quota: str, *, patience_seconds: float) -> float:
        """Take a turn and return the seconds to sleep before it.

        Raises RateLimited, and takes nothing, where that were more than ``patience_seconds``.
        """
        with self._lock:
            now = self._monotonic()
            bucket = self._buckets[quota]
            wait = max(0.0, bucket.wait(now), self._closed_until.get(quota, now) - now)
            if wait > patience_seconds:
                raise RateLimited(
                    f"the Hub's quota '{quota}' is used up for another {wait:.0f} s", retry_after_seconds=wait
                )
            bucket.tokens -= 1.0
            return wait

    def heed(self, headers: Mapping[str, str]) -> None:
        """Take over the quotas that the Hub names, and stop asking for what it says is used up."""
        policy = _POLICY.search(headers.get("ratelimit-policy", ""))
        told = _LIMIT.search(headers.get("ratelimit", ""))
        with self._lock:
            now = self._monotonic()
            if policy is not None and policy[1] in self._buckets:
                self._buckets[policy[1]].resize(float(policy[2]), float(policy[3]), now)
            if told is not None and int(told[2]) == 0:
                self._closed_until[told[1]] = now + int(told[3])


class _Bucket:
    """Tokens of one quota."""

    def __init__(self, requests: float, window_seconds: float, now: float) -> None:
        self._size = (requests, window_seconds)
        self._counted_at = now
        self._measure()
        self.tokens = self._burst

    def wait(self, now: float) -> float:
        """Seconds until there is a token."""
        self.tokens = min(self._burst, self.tokens + (now - self._counted_at) * self._per_second)
        self._counted_at = now
        return (1.0 - self.tokens) / self._per_second

    def resize(self, requests: float, window_seconds: float, now: float) -> None:
        """Another quota from now on; what was used stays used."""
        if (requests, window_seconds) == self._size:
            return
        self.wait(now)
        before = self._burst
        self._size = (requests, window_seconds)
        self._measure()
        self.tokens += self._burst - before

    def _measure(self) -> None:
        requests, window_seconds = self._size
        self._burst = max(1.0, requests * _BURST_SHARE)
        self._per_second = max(requests - self._burst, 1.0) / window_seconds


def quota_of(path: str) -> str:
    """Which of the Hub's quotas a path counts against (Hub documentation, "Rate limits").

    >>> quota_of("/api/models/acme/tiny"), quota_of("/acme/tiny/resolve/main/config.json"), quota_of("/acme/tiny")
    ('api', 'resolvers', 'pages')
    """
    if "/resolve/" in path or path.startswith("/api/resolve-cache/"):
        return "resolvers"
    return "api" if path.startswith("/api/") else "pages"


def quota_told(headers: Mapping[str, str]) -> Quota | None:
    """The quota that an answer tells about; ``None`` where it tells none.

    >>> quota_told({"ratelimit": '"api";r=991;t=212', "ratelimit-policy": '"fixed window";"api";q=1000;w=300'})
    Quota(name='api', left=991, size=1000, resets_in_seconds=212)
    """
    told = _LIMIT.search(headers.get("ratelimit", ""))
    policy = _POLICY.search(headers.get("ratelimit-policy", ""))
    if told is None:
        return None
    size = int(policy[2]) if policy is not None and policy[1] == told[1] else None
    return Quota(name=told[1], left=int(told[2]), size=size, resets_in_seconds=int(told[3]))


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
