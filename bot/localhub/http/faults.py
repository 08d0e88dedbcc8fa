# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How the local Hub misbehaves when told to: which requests, and in which way."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from enum import Enum

from bot.localhub.storage.files import Json


class Fault(Enum):
    """What goes wrong."""

    RATE_LIMITED = "rate-limited"
    """429 with ``RateLimit: …;r=0;t=seconds``; nothing takes effect."""
    RETRY_AFTER = "retry-after"
    """429 with ``Retry-After: seconds`` and no other hint; nothing takes effect."""
    BARE_429 = "bare-429"
    """429 without any hint; nothing takes effect."""
    STATUS = "status"
    """The status given in the rule, 500 or 503 for example; nothing takes effect."""
    CONNECTION_CLOSED = "connection-closed"
    """The connection ends without an answer; nothing takes effect."""
    LOST_REPLY = "lost-reply"
    """The request takes effect, then the connection ends without an answer."""
    HANG = "hang"
    """No answer until the client goes away or the server stops; nothing takes effect."""
    TRUNCATED = "truncated"
    """The answer promises its whole length and ends after ``size`` bytes, by default half of it."""
    RANGE_IGNORED = "range-ignored"
    """A request for a part is answered with 200 and everything."""
    DRIP = "drip"
    """The answer's body comes in pieces of ``size`` bytes with a pause of ``seconds`` before each."""
    WRONG_JSON = "wrong-json"
    """200 with JSON of another shape; the request takes effect."""
    NOT_JSON = "not-json"
    """200 with a page that calls itself JSON; the request takes effect."""


@dataclass(slots=True, kw_only=True)
class Rule:
    """One way to misbehave, and for which requests.

    ``method`` is exact, empty for any; ``path`` is a regular expression found in the percent-encoded path without the query.
    Reading a large file takes two requests, ``/org/name/resolve/main/file`` and ``/cdn/org/name/digest/file``; both are counted.
    The first ``skip`` matching requests go well, the next ``times`` (``None``: all) do not.
    """

    fault: Fault
    method: str = ""
    path: str = ""
    skip: int = 0
    times: int | None = 1
    status: int = 503
    seconds: float = 1.0
    size: int | None = None
    seen: int = field(default=0, compare=False)
    """Matching requests so far."""

    @property
    def applied(self) -> int:
        """How often it went wrong so far."""
        unbounded = max(0, self.seen - self.skip)
        return unbounded if self.times is None else min(unbounded, self.times)

    @property
    def spent(self) -> bool:
        """Whether it has done all it was told to."""
        return self.times is not None and self.seen >= self.skip + self.times

    def to_json(self) -> Json:
        """As a test in another process sees it."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return plain | {"fault": self.fault.value, "applied": self.applied}

    @classmethod
    def from_json(cls, value: Json) -> Rule:
        """From what such a test sent. Raises TypeError and ValueError for what is no rule."""
        re.compile(value.get("path", ""))
        return cls(**{**value, "fault": Fault(value["fault"])})


class Faults:
    """The rules in force. Safe to change while requests come in."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules, those that are spent included."""
        with self._lock:
            return tuple(self._rules)

    def add(self, rule: Rule) -> Rule:
        """From now on misbehave by this rule too; an earlier rule that matches comes first."""
        with self._lock:
            self._rules.append(rule)
        return rule

    def clear(self) -> None:
        """Behave."""
        with self._lock:
            self._rules.clear()

    def next(self, method: str, path: str) -> Rule | None:
        """What is to go wrong with this request, if anything; counts it."""
        with self._lock:
            for rule in self._rules:
                if rule.spent or rule.method not in {"", method} or not re.search(rule.path, path):
                    continue
                rule.seen += 1
                if rule.seen > rule.skip:
                    return rule
        return None
