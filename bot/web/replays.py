# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Remembers for a while which bodies came: the Hub signs nothing and names no time, so the same delivery can come again."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable

_SECONDS = 600.0
_MOST = 4096
"""Digests of 32 bytes. The Hub sends at most 1000 deliveries a day for one webhook (its documentation)."""


class Replays:
    """Safe to use from several threads. Whatever is forgotten too early does no harm: waking twice is waking once."""

    def __init__(self, monotonic: Callable[[], float], *, seconds: float = _SECONDS, most: int = _MOST) -> None:
        self._monotonic = monotonic
        self._seconds = seconds
        self._most = most
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, float] = OrderedDict()

    def is_new(self, body: bytes) -> bool:
        """Whether this body did not come lately; from now on it did."""
        digest = hashlib.sha256(body).digest()
        with self._lock:
            now = self._monotonic()
            while self._known and next(iter(self._known.values())) <= now - self._seconds:
                self._known.popitem(last=False)
            if digest in self._known:
                return False
            self._known[digest] = now
            if len(self._known) > self._most:
                self._known.popitem(last=False)
            return True

    def forget(self, body: bytes) -> None:
        """It came, but nothing could be done about it: the next time it is new."""
        with self._lock:
            self._known.pop(hashlib.sha256(body).digest(), None)
