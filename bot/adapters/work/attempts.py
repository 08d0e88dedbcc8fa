# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One attempt at a job: what came of it, as JSON, and whether and when to try again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NotRequired, TypedDict

from bot.model.errors import AccessRefused, BotError, Disabled, NotFound, OperatorError, RateLimited, RemoteError
from bot.ports.clock import Clock

_LOG = logging.getLogger(__name__)
_LONGEST_REASON = 2000

Json = None | str | list[dict[str, str | bool | None]]
"""What a job hands on."""

_FINAL = (NotFound, AccessRefused, Disabled)
"""Answers of the other side that another try does not change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How often a job is tried, and how long it waits in between: four times as long each time, or as long as it was asked to."""

    attempts: int = 5
    first_wait_seconds: float = 2.0
    longest_wait_seconds: float = 3600.0
    longest_held_seconds: float = 120.0
    """How long a job may keep a worker waiting."""
    longest_put_off_seconds: float = 86_400.0

    def __post_init__(self) -> None:
        """Refuse what would never try, or never wait."""
        if self.attempts < 1 or not 0 < self.first_wait_seconds <= self.longest_wait_seconds:
            raise ValueError(f"expected one attempt or more and a first wait within the longest, found {self}")

    def wait_seconds(self, attempt: int, error: Exception) -> float:
        """How long to wait after this attempt, counted from 1.

        >>> [Retries().wait_seconds(attempt, RemoteError("busy")) for attempt in (1, 2, 3)]
        [2.0, 8.0, 32.0]
        >>> Retries().wait_seconds(1, RemoteError("busy", retry_after_seconds=90.0))
        90.0
        """
        return min(self._wished_seconds(attempt, error), self.longest_wait_seconds)

    def put_off_seconds(self, attempt: int, error: Exception) -> float | None:
        """How long to put the whole job off; ``None`` where it is tried again or fails like any other.

        >>> Retries().put_off_seconds(1, RateLimited("busy", retry_after_seconds=90.0))
        >>> Retries().put_off_seconds(1, RateLimited("tomorrow", retry_after_seconds=7200.0))
        7200.0
        """
        if not isinstance(error, RateLimited):
            return None
        wished = min(self._wished_seconds(attempt, error), self.longest_put_off_seconds)
        return wished if wished > self.longest_held_seconds or attempt >= self.attempts else None

    def _wished_seconds(self, attempt: int, error: Exception) -> float:
        own = self.first_wait_seconds * 4.0 ** (attempt - 1)
        asked = error.retry_after_seconds if isinstance(error, RemoteError) else None
        return max(own, asked or 0.0)


class Outcome(TypedDict):
    """What came of one attempt; stored by the engine, so that it is told the same again after a crash."""

    value: Json
    failure: str | None
    """The reason, or None where it went well."""
    again_at: str | None
    """When to try again; None where another try would not help."""
    put_off_until: NotRequired[str | None]
    """When to begin anew, where a limit is to blame that is no fault of the job: it lasts too long to hold a worker, or all tries were
    used up on it."""


def attempt(call: Callable[[], Json], *, job: str, number: int, retries: Retries, clock: Clock) -> Outcome:
    """Try once. Never raises an Exception: what went wrong is part of the outcome."""
    try:
        return Outcome(value=call(), failure=None, again_at=None)
    except BotError as error:
        failure = _reason(error)
        again = _may_help(error) and number < retries.attempts
        wait = timedelta(seconds=retries.wait_seconds(number, error))
        again_at = (clock.now() + wait).isoformat() if again else None
        _LOG.info("attempt_failed", extra={"job": job, "number": number, "reason": failure, "again_at": again_at})
        outcome = Outcome(value=None, failure=failure, again_at=again_at)
        put_off = retries.put_off_seconds(number, error)
        if put_off is not None:
            outcome["put_off_until"] = (clock.now() + timedelta(seconds=put_off)).isoformat()
        return outcome
    except Exception as error:  # noqa: BLE001 - logged and kept
        # The outer loop of a worker: a bug ends this job and no other.
        _LOG.exception("attempt_broke", extra={"job": job, "number": number})
        return Outcome(value=None, failure=_reason(error), again_at=None)


def seconds_until(again_at: str, clock: Clock) -> float:
    """How long to wait from now, at least 0."""
    return max(0.0, (datetime.fromisoformat(again_at) - clock.now()).total_seconds())


def _may_help(error: BotError) -> bool:
    """Whether the same call may go better later; an operator may also have put things right by then."""
    return isinstance(error, RemoteError | OperatorError) and not isinstance(error, _FINAL)


def _reason(error: Exception) -> str:
    """Kept in a database, so in characters that every database takes."""
    text = f"{type(error).__name__}: {error}".encode("ascii", "backslashreplace").decode("ascii")
    return text.replace("\x00", "")[:_LONGEST_REASON]
