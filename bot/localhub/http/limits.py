# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The Hub's quotas: so many requests of a kind in five minutes, told in the headers of every answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.localhub.http.messages import Reply, json_reply

_DEFAULT_QUOTA = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotas:
    """Requests that one caller may make in a window, by kind."""

    api: int = _DEFAULT_QUOTA
    resolvers: int = _DEFAULT_QUOTA
    pages: int = _DEFAULT_QUOTA
    window_seconds: int = 300


def bucket_of(path: str) -> str:
    """Which quota a request counts against (Hub documentation, "Rate limits").

    >>> bucket_of("/api/models"), bucket_of("/acme/tiny/resolve/main/config.json"), bucket_of("/acme/tiny")
    ('api', 'resolvers', 'pages')
    """
    if "/resolve/" in path or path.startswith("/api/resolve-cache/"):
        return "resolvers"
    return "api" if path.startswith("/api/") or ".git/info/lfs" in path else "pages"


class Limits:
    """Counts requests in fixed windows, each caller's and each kind's by itself."""

    def __init__(self, quotas: Quotas, clock: Callable[[], float] = time.monotonic) -> None:
        self.quotas = quotas
        self._clock = clock
        self._lock = threading.Lock()
        self._windows: dict[tuple[str, str], tuple[float, int]] = {}

    def spend(self, caller: str, path: str) -> tuple[bool, Mapping[str, str]]:
        """Count one request: whether it is within the quota, and the headers that say what is left."""
        bucket = bucket_of(path)
        quota: int = getattr(self.quotas, bucket)
        with self._lock:
            now = self._clock()
            start, used = self._windows.get((caller, bucket), (now, 0))
            if now - start >= self.quotas.window_seconds:
                start, used = now, 0
            self._windows[caller, bucket] = (start, used + 1)
        left = max(0, quota - used - 1)
        seconds = max(1, round(start + self.quotas.window_seconds - now))
        return used < quota, limit_headers(bucket, left=left, seconds=seconds, quotas=self.quotas)


def limit_headers(bucket: str, *, left: int, seconds: int, quotas: Quotas) -> Mapping[str, str]:
    """What is left of a quota, in the Hub's spelling of the IETF draft."""
    quota = getattr(quotas, bucket)
    return {
        "RateLimit": f'"{bucket}";r={left};t={seconds}',
        "RateLimit-Policy": f'"fixed window";"{bucket}";q={quota};w={quotas.window_seconds}',
    }


def too_many_requests(headers: Mapping[str, str]) -> Reply:
    """The answer to a request beyond the quota."""
    return json_reply({"error": "Too Many Requests"}, status=429, headers=headers)
