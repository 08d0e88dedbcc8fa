# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a request is allowed to bring, and who counts it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from bot.model.costs import Cost
from bot.model.errors import BotError, RemoteFailure


class Counter(Protocol):
    """What is told every cost as it arises, from several threads."""

    def add(self, cost: Cost) -> None:
        """Count this too."""


class Meter:
    """Counts requests and body bytes, here and in what stands above it. Safe to use from several threads."""

    def __init__(self, above: Counter | None = None, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._above = above
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._cost = Cost()

    @property
    def cost(self) -> Cost:
        """Everything so far."""
        with self._lock:
            return self._cost

    def add(self, cost: Cost) -> None:
        """Count this too."""
        with self._lock:
            self._cost += cost
        if self._above is not None:
            self._above.add(cost)

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Count the seconds that pass inside."""
        start = self._monotonic()
        try:
            yield
        finally:
            self.add(Cost(seconds=self._monotonic() - start))


def _anything(_: int, __: Mapping[str, str]) -> None:
    """Any answer will do."""


def _too_long() -> BotError:
    return RemoteFailure("the answer is longer than an answer of its kind can be; it was cut off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What one request may bring: travels with the request to the transport."""

    meter: Meter
    largest: int
    """Bytes of the body; beyond it the connection is cut and `too_long` is raised."""
    inspect: Callable[[int, Mapping[str, str]], None] = _anything
    """Looks at status and headers of an answer before its body is read, and raises what is wrong with them."""
    too_long: Callable[[], BotError] = _too_long
    verbatim: bool = False
    """The bytes of a file, which must not be packed on the way."""


ASK = "hubnotice.ask"
"""Key of an `Ask` among the extensions of a request."""
