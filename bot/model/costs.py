# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a piece of work took, and what could not be had."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall-clock seconds, body bytes received, HTTP requests sent."""

    seconds: float = 0.0
    bytes: int = 0
    requests: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.seconds + other.seconds, self.bytes + other.bytes, self.requests + other.requests)

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.seconds - other.seconds, self.bytes - other.bytes, self.requests - other.requests)


@dataclass(frozen=True, slots=True)
class Budget:
    """How much one examination may take. Reaching it ends the examination with what was found so far, never with an error."""

    max_bytes: int = 8_000_000
    max_requests: int = 60


class Reason(Enum):
    """Why something could not be looked at. The stored words never change."""

    ACCESS_REFUSED = "access_refused"
    DISABLED = "disabled"
    NOT_FOUND = "not_found"
    UNREACHABLE = "unreachable"
    RATE_LIMITED = "rate_limited"
    REMOTE_FAILURE = "remote_failure"
    RANGE_IGNORED = "range_ignored"
    CUT_SHORT = "cut_short"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"
    NOT_OPENED = "not_opened"
    """Another form of the same weights was looked at in its place."""
    BUDGET = "budget"
    NOT_ENOUGH = "not_enough"
    """There is too little of it to decide anything."""


@dataclass(frozen=True, slots=True, order=True)
class Unavailable:
    """Something that could not be had, with the reason: never the same as "nothing found"."""

    what: str
    """A path, a component or a kind of evidence, in words that a reader can find again."""
    reason: Reason
    detail: str = ""
