# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How fast we ask: turns by kind of request, and the Hub's own word when it says that enough is enough.

`OwnPace` keeps the turns of one process; `bot.adapters.storage.pace` keeps those of all that share a database.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.adapters.hub.buckets import Bucket
from bot.model.errors import RateLimited

KINDS: Mapping[str, float] = {"api": 1.0, "resolvers": 6.0, "pages": 0.2}
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


class Pace(Protocol):
    """The right to send a request, by kind. Safe to use from several threads."""

    def take(self, quota: str, *, patience_seconds: float) -> float:
        """Take a turn and return the seconds to sleep before it.

        Raises RateLimited, and takes nothing, where that were more than ``patience_seconds``, or where enough others wait already; in
        that case the time after which it is worth asking again is within the patience.
        """

    def heed(self, headers: Mapping[str, str]) -> None:
        """Take over the quotas that the Hub names, and stop asking for what it says is used up."""


@dataclass(frozen=True, slots=True)
class Size:
    """A quota as the Hub names it."""

    kind: str
    requests: float
    window_seconds: float


@dataclass(frozen=True, slots=True)
class Rest:
    """What the Hub says is left of a quota."""

    kind: str
    remaining: int
    seconds: int


def size_in(headers: Mapping[str, str]) -> Size | None:
    """The quota that an answer names; ``None`` for a kind that nobody knows.

    >>> size_in({"ratelimit-policy": '"fixed window";"api";q=1000;w=300'})
    Size(kind='api', requests=1000.0, window_seconds=300.0)
    """
    found = _POLICY.search(headers.get("ratelimit-policy", ""))
    return Size(found[1], float(found[2]), float(found[3])) if found and found[1] in KINDS else None


def rest_in(headers: Mapping[str, str]) -> Rest | None:
    """What an answer says is left; ``None`` for a kind that nobody knows.

    >>> rest_in({"ratelimit": '"api";r=12;t=55'})
    Rest(kind='api', remaining=12, seconds=55)
    """
    found = _LIMIT.search(headers.get("ratelimit", ""))
    return Rest(found[1], int(found[2]), int(found[3])) if found and found[1] in KINDS else None


def used_up(quota: str, wait_seconds: float) -> RateLimited:
    """There is no turn now."""
    return RateLimited(
        f"the Hub's quota '{quota}' is used up for another {wait_seconds:.0f} s", retry_after_seconds=wait_seconds
    )


class OwnPace:
    """Implements `Pace` for the threads of one process.

    ``requests`` in any ``window_seconds`` to the API and in proportion to the rest, until the Hub says what the caller's quotas are.
    """

    def __init__(
        self, *, requests: int, window_seconds: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._buckets = {
            kind: Bucket.full(requests=max(1.0, requests * share), window_seconds=window_seconds, now=monotonic())
            for kind, share in KINDS.items()
        }

    def take(self, quota: str, *, patience_seconds: float) -> float:
        """One turn, and the seconds until it."""
        with self._lock:
            grant = self._buckets[quota].take(self._monotonic(), patience_seconds=patience_seconds)
            self._buckets[quota] = grant.bucket
            if not grant.turns:
                raise used_up(quota, grant.wait_seconds)
            return grant.wait_seconds

    def heed(self, headers: Mapping[str, str]) -> None:
        """What the Hub says counts from now on."""
        size, rest = size_in(headers), rest_in(headers)
        with self._lock:
            now = self._monotonic()
            if size is not None:
                bucket = self._buckets[size.kind]
                self._buckets[size.kind] = bucket.resized(size.requests, size.window_seconds, now)
            if rest is not None:
                self._buckets[rest.kind] = self._buckets[rest.kind].told(rest.remaining, rest.seconds, now)


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
