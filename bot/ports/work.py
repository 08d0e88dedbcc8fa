# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Durable work: what the engine runs, and what it offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from bot.model.cases import Action
from bot.model.repository import SnapshotKey
from bot.model.work import FollowUp


class Pace(Enum):
    """When there is more to do of something that is never urgent."""

    AT_ONCE = "at once"
    LATER = "later"
    NEVER = "never"


class Jobs(Protocol):
    """The pieces of work, as the pipeline implements them. Each may be run again after a crash and must then end the same."""

    def intake(self) -> None:
        """Poll the Hub once; what is new waits in the inbox then."""

    def named(self, key: SnapshotKey) -> None:
        """Somebody named this pair: put it into the inbox before everything that a poll found. No request about it."""

    def may_scan(self) -> bool:
        """Whether scans are to be begun now: not where the bytes of today are used up."""

    def backfill(self) -> Pace:
        """Take in one more page of old models where there is room; when to go on."""

    def scan(self, key: SnapshotKey) -> str | None:
        """Examine and assess one snapshot, store the decision; the id of an action to be done, or ``None``."""

    def waiting(self) -> Sequence[Action]:
        """Intentions that are still to be made true, oldest first: put off because of a cap, or given up for a while."""

    def listen(self, repo: str | None = None) -> Sequence[FollowUp]:
        """Hear what owners said in the threads since, or in that of one repository, and store what follows; what else is to be done."""

    def follow_up(self, work: FollowUp) -> str | None:
        """Do what was asked for in a thread; the id of an action to be done, or ``None``."""

    def act(self, action_id: str) -> None:
        """Make one intention true on the other side; looks for the bot's own marker before it writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedJob:
    """A job that was set aside."""

    id: str
    reason: str


class Wake(Protocol):
    """Says that something may have changed. It is a hint: what is true is asked of the Hub, and the same hint twice is one."""

    def repository(self, repo: str, revision: str | None) -> None:
        """This repository changed, and is at this commit now where that is known."""

    def discussions(self, repo: str) -> None:
        """Somebody wrote in a thread of this repository."""


class WorkEngine(Wake, Protocol):
    """Runs jobs durably: each job id once, again after a crash, never lost."""

    def start(self) -> None:
        """Take up what an earlier process left, then accept new work."""

    def poll(self, scheduled_at: datetime | None = None) -> None:
        """Enqueue one intake now. The same scheduled time is one intake, whoever asks; without a time it is a new one."""

    def drain(self, timeout_seconds: float) -> bool:
        """Wait until nothing is left to do; whether that happened in time."""

    def failed(self) -> list[FailedJob]:
        """Every job that was set aside, with the reason, oldest first."""

    @property
    def is_running(self) -> bool:
        """Whether it was started and not stopped since."""

    def stop(self) -> None:
        """Finish the steps under way and stop; what is left is taken up by the next start."""


class Schedule(Protocol):
    """Says when; does no work itself."""

    def start(self) -> None:
        """Begin to call."""

    def stop(self) -> None:
        """Call no more, and wait for a call under way."""
