# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""An inbox in memory. It passes tests/contract/test_inbox_contract.py as the one in SQL does."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model.repository import HubEvent, SnapshotKey
from bot.ports.inbox import Priority


@dataclass(slots=True, kw_only=True)
class _Row:
    key: SnapshotKey
    priority: Priority
    turn: int
    modified_at: datetime
    received_at: datetime
    claimed_by: str | None = None

    @property
    def owner(self) -> str:
        return self.key.owner.casefold()

    @property
    def place(self) -> tuple[int, int, datetime, datetime]:
        return self.priority, self.turn, self.received_at, self.modified_at


class FakeInbox:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: list[_Row] = []

    def add(self, events: Sequence[HubEvent], *, priority: Priority, at: datetime) -> int:
        ordered = sorted(events, key=lambda event: (event.last_modified, event.key))
        newest = {event.key.repo: event for event in ordered}
        with self._lock:
            before = [row for row in self._rows if row.claimed_by is None and row.priority == priority]
            first = min((row.turn for row in before), default=0)
            return sum(self._place(event, priority, at, first) for event in newest.values())

    def claim(self, by: str, *, most: int, at: datetime) -> list[SnapshotKey]:
        del at
        with self._lock:
            in_hand = {row.key.repo for row in self._rows if row.claimed_by is not None}
            free = [row for row in self._rows if row.key.repo not in in_hand]
            taken = sorted(free, key=lambda row: row.place)[:most]
            for row in taken:
                row.claimed_by = by
            return [row.key for row in taken]

    def done(self, keys: Collection[SnapshotKey]) -> None:
        with self._lock:
            self._rows = [row for row in self._rows if row.key not in keys]

    def claimants(self) -> set[str]:
        return {row.claimed_by for row in self._rows if row.claimed_by is not None}

    def claimed(self, by: str) -> list[SnapshotKey]:
        return sorted(row.key for row in self._rows if row.claimed_by == by)

    def release(self, by: str, *, keep: Collection[SnapshotKey] = ()) -> int:
        with self._lock:
            given = [row for row in self._rows if row.claimed_by == by and row.key not in keep]
            for row in given:
                self._give_back(row)
        return len(given)

    def waiting(self) -> int:
        return len(self._rows)

    def oldest(self) -> datetime | None:
        return min((row.received_at for row in self._rows), default=None)

    def _place(self, event: HubEvent, priority: Priority, at: datetime, first: int) -> bool:
        if any(row.key == event.key and row.claimed_by is not None for row in self._rows):
            return False
        row = self._waiting(event.key.repo)
        if row is None:
            turn = self._turn(event.key.owner.casefold(), priority, first)
            moved = event.last_modified
            self._rows.append(_Row(key=event.key, priority=priority, turn=turn, modified_at=moved, received_at=at))
            return True
        is_new = row.key != event.key and row.modified_at <= event.last_modified
        if is_new:
            row.key, row.modified_at = event.key, event.last_modified
        if priority < row.priority:
            row.turn = self._turn(row.owner, priority, first)
            row.priority = priority
        return is_new

    def _turn(self, owner: str, priority: Priority, first: int) -> int:
        own = [
            row.turn for row in self._rows if row.claimed_by is None and row.owner == owner and row.priority == priority
        ]
        return max([first, *(turn + 1 for turn in own)])

    def _give_back(self, row: _Row) -> None:
        other = self._waiting(row.key.repo)
        if other is not None and other.modified_at >= row.modified_at:
            self._rows.remove(row)
            return
        if other is not None:
            self._rows.remove(other)
        row.claimed_by = None

    def _waiting(self, repo: str) -> _Row | None:
        return next((row for row in self._rows if row.key.repo == repo and row.claimed_by is None), None)
