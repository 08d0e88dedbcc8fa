# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The inbox in SQL: start-time fair queuing among owners, in a table that stays quick with a hundred thousand rows.

Whoever adds or gives back takes turns with others who do; whoever claims waits for nobody, and passes over what another process is
about to claim. On SQLite there is one writer at a time anyway. After a power cut something may be claimed still or again: whoever claims
asks what became of it before.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    Select,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from bot.adapters.storage.engine import reading, writing, writing_undoably
from bot.adapters.storage.snapshot_tables import INBOX, IS_CLAIMED, IS_WAITING
from bot.model.repository import HubEvent, SnapshotKey
from bot.ports.inbox import Priority

_LOCK = 0x68756F
"""Any number that nobody else who shares a PostgreSQL database locks."""
_ORDER = (INBOX.c.priority, INBOX.c.turn, INBOX.c.received_at, INBOX.c.modified_at)
_DELETION = delete(INBOX).where(INBOX.c.repo == bindparam("its_repo"), INBOX.c.revision == bindparam("its_revision"))
_OTHERS = INBOX.alias("others")


class SqlInbox:
    """An inbox that several threads and processes may use at once.

    The database has to be migrated. Every method raises OperatorError where the database cannot be used.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, events: Sequence[HubEvent], *, priority: Priority, at: datetime) -> int:
        """Let these wait; how many of them are new here."""
        newest = {event.key.repo: event for event in sorted(events, key=_age)}
        if not newest:
            return 0
        with writing(self._engine) as connection:
            _take_turns(connection)
            page = _Page(connection, priority, at)
            page.read(list(newest))
            for event in newest.values():
                page.place(event)
            return page.write()

    def claim(self, by: str, *, most: int, at: datetime) -> list[SnapshotKey]:
        """Take the next ones, in order; nobody else is given the same."""
        # On SQLite a look costs nobody anything, while a write would stop everybody else's, even where there is nothing to write.
        if self._engine.dialect.name == "sqlite":
            with reading(self._engine) as connection:
                if connection.execute(_next(1)).first() is None:
                    return []
        with writing_undoably(self._engine) as connection:
            _follow_the_index(connection)
            keys = [SnapshotKey(row.repo, row.revision) for row in connection.execute(_next(most))]
            if keys:
                # Of one repository one row waits, so its name says which.
                mine = INBOX.c.repo.in_([key.repo for key in keys]) & IS_WAITING
                connection.execute(update(INBOX).where(mine).values(claimed_by=by, claimed_at=at))
        return keys

    def done(self, keys: Collection[SnapshotKey]) -> None:
        """They have been dealt with, whichever way."""
        rows = [{"its_repo": key.repo, "its_revision": key.revision} for key in keys]
        if rows:
            with writing_undoably(self._engine) as connection:
                connection.execute(_DELETION, rows)

    def claimants(self) -> set[str]:
        """The executors that have something in their hands."""
        with reading(self._engine) as connection:
            return set(connection.execute(select(INBOX.c.claimed_by).where(IS_CLAIMED).distinct()).scalars())

    def claimed(self, by: str) -> list[SnapshotKey]:
        """What is in the hands of this executor."""
        with reading(self._engine) as connection:
            rows = connection.execute(_claimed_by(by)).all()
        return [SnapshotKey(row.repo, row.revision) for row in rows]

    def release(self, by: str, *, keep: Collection[SnapshotKey] = ()) -> int:
        """Give back what a dead or restarted executor had in its hands, but for what is kept."""
        with writing(self._engine) as connection:
            _take_turns(connection)
            rows = connection.execute(_claimed_by(by).with_for_update()).mappings().all()
            given = [row for row in rows if SnapshotKey(row["repo"], row["revision"]) not in keep]
            for row in given:
                _give_back(connection, row)
        return len(given)

    def waiting(self) -> int:
        """How many pairs there are, those in somebody's hands among them."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.count()).select_from(INBOX)).scalar_one()

    def oldest(self) -> datetime | None:
        """Since when the one that came first waits."""
        first = select(INBOX.c.received_at).order_by(INBOX.c.received_at).limit(1)
        with reading(self._engine) as connection:
            return connection.execute(first).scalar_one_or_none()


class _Page:
    """What becomes of events that are added together: read what is there, place each, write all."""

    def __init__(self, connection: Connection, priority: Priority, at: datetime) -> None:
        self._connection = connection
        self._priority = priority
        self._at = at
        self._waiting: dict[str, RowMapping] = {}
        self._claimed: set[SnapshotKey] = set()
        self._turns: dict[str, int] = {}
        self._new: list[dict[str, object]] = []
        self._replaced = 0
        self._first = self._smallest()

    def read(self, repos: Sequence[str]) -> None:
        """What is there of these repositories; it stays as it is until the end of the transaction."""
        for row in self._connection.execute(select(INBOX).where(INBOX.c.repo.in_(repos)).with_for_update()).mappings():
            if row["claimed_by"] is None:
                self._waiting[row["repo"]] = row
            else:
                self._claimed.add(SnapshotKey(row["repo"], row["revision"]))

    def place(self, event: HubEvent) -> None:
        """A place for one event: a new one, that of an older commit, or the one that it has."""
        if event.key in self._claimed:
            return
        row = self._waiting.get(event.key.repo)
        if row is None:
            self._new.append(self._row(event))
        else:
            self._move(row, event)

    def write(self) -> int:
        """How many of the events are new here."""
        if self._new:
            self._connection.execute(insert(INBOX), self._new)
        return len(self._new) + self._replaced

    def _move(self, row: RowMapping, event: HubEvent) -> None:
        changes: dict[str, object] = {}
        if row["revision"] != event.key.revision and row["modified_at"] <= event.last_modified:
            changes |= {"revision": event.key.revision, "modified_at": event.last_modified}
            self._replaced += 1
        if row["priority"] > self._priority:
            changes |= {"priority": int(self._priority), "turn": self._turn(row["owner"])}
        if changes:
            mine = _is(SnapshotKey(row["repo"], row["revision"]))
            self._connection.execute(update(INBOX).where(mine).values(changes))

    def _row(self, event: HubEvent) -> dict[str, object]:
        owner = event.key.owner.casefold()
        return {
            "repo": event.key.repo,
            "revision": event.key.revision,
            "owner": owner,
            "priority": int(self._priority),
            "turn": self._turn(owner),
            "modified_at": event.last_modified,
            "received_at": self._at,
            "claimed_by": None,
            "claimed_at": None,
        }

    def _turn(self, owner: str) -> int:
        """The owner's next turn: after its own last one, and never before those who wait now."""
        last = self._turns[owner] if owner in self._turns else self._largest(owner)
        turn = self._first if last is None else max(self._first, last + 1)
        self._turns[owner] = turn
        return turn

    def _smallest(self) -> int:
        alike = select(func.min(INBOX.c.turn)).where(IS_WAITING, INBOX.c.priority == int(self._priority))
        return self._connection.execute(alike).scalar_one() or 0

    def _largest(self, owner: str) -> int | None:
        alike = select(func.max(INBOX.c.turn)).where(
            IS_WAITING, INBOX.c.owner == owner, INBOX.c.priority == int(self._priority)
        )
        found: int | None = self._connection.execute(alike).scalar_one()
        return found


def _next(most: int) -> Select[tuple[str, str]]:
    in_hand = exists().where(_OTHERS.c.repo == INBOX.c.repo, _OTHERS.c.claimed_by.is_not(None))
    wanted = select(INBOX.c.repo, INBOX.c.revision).where(IS_WAITING, ~in_hand).order_by(*_ORDER).limit(most)
    return wanted.with_for_update(of=INBOX, skip_locked=True)


def _claimed_by(by: str) -> Select[tuple[str, str, datetime]]:
    wanted = select(INBOX.c.repo, INBOX.c.revision, INBOX.c.modified_at)
    return wanted.where(IS_CLAIMED, INBOX.c.claimed_by == by).order_by(INBOX.c.repo)


def _give_back(connection: Connection, row: RowMapping) -> None:
    waits = (INBOX.c.repo == row["repo"]) & IS_WAITING
    mine = _is(SnapshotKey(row["repo"], row["revision"]))
    waiting = connection.execute(select(INBOX.c.modified_at).where(waits)).scalar_one_or_none()
    if waiting is not None and waiting >= row["modified_at"]:
        connection.execute(delete(INBOX).where(mine))
        return
    connection.execute(delete(INBOX).where(waits))
    connection.execute(update(INBOX).where(mine).values(claimed_by=None, claimed_at=None))


def _take_turns(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def _follow_the_index(connection: Connection) -> None:
    """Read the next rows in the order of the index, whatever PostgreSQL believes.

    What it knows of a table is a minute old, so after a burst it takes it for small and sorts all of it: 0.2 s for each claim instead of
    2 ms with a hundred thousand rows (benchmarks/engine_rate.py, 2026-11-25).
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.set_config("enable_sort", "off", True)))


def _is(key: SnapshotKey) -> ColumnElement[bool]:
    return (INBOX.c.repo == key.repo) & (INBOX.c.revision == key.revision)


def _age(event: HubEvent) -> tuple[datetime, SnapshotKey]:
    return event.last_modified, event.key
