# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The inbox: snapshots that wait to be scanned, in which order, and who has which of them in hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Protocol

from bot.model.repository import HubEvent, SnapshotKey


class Priority(IntEnum):
    """What is urgent comes first, whatever else waits. The numbers are stored and never change."""

    WEBHOOK = 0
    """Somebody told us, and may be waiting."""
    POLL = 1
    BACKFILL = 2
    """Old models, when there is nothing else to do."""


class Inbox(Protocol):
    """Pairs that wait, shared by every process on one database. Each method is one transaction.

    Of one repository one pair waits at most, and one is in somebody's hands at most. Within a priority owners take turns: whoever
    published a thousand models waits for each of them, and everybody else for one of these at most.
    """

    def add(self, events: Sequence[HubEvent], *, priority: Priority, at: datetime) -> int:
        """Let these wait; how many of them are new here. The same again changes nothing, so a crash in between does no harm.

        What waits already and is more urgent now moves up. An older commit that waits gives its place to the newer one. What is in
        somebody's hands is left alone.
        """

    def claim(self, by: str, *, most: int, at: datetime) -> list[SnapshotKey]:
        """Take the next ones, in order; from now on they are in the hands of this executor. Nobody else is given the same.

        A repository of which one is in somebody's hands is passed over.
        """

    def done(self, keys: Collection[SnapshotKey]) -> None:
        """They have been dealt with, whichever way; nothing where they are not there."""

    def claimants(self) -> set[str]:
        """The executors that have something in their hands."""

    def claimed(self, by: str) -> list[SnapshotKey]:
        """What is in the hands of this executor."""

    def release(self, by: str, *, keep: Collection[SnapshotKey] = ()) -> int:
        """Give back what a dead or restarted executor had in its hands, but for what is kept; how many that were.

        It waits in its old place, unless a newer commit of the repository waits by now.
        """

    def waiting(self) -> int:
        """How many pairs there are, those in somebody's hands among them."""

    def oldest(self) -> datetime | None:
        """Since when the one that came first waits, whoever has it in hand; ``None`` where there is nothing."""
