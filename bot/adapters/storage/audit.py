# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The log of reads in SQL, and the check of every log, a stretch at a time."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Table, insert, select, update

from bot.adapters.storage.counters import last_number
from bot.adapters.storage.engine import Clash, reading, writing_undoably
from bot.adapters.storage.log import LOGS, append, digest_of, stretch
from bot.adapters.storage.overseeing_tables import LOG_CHECKS, READS
from bot.model.audit import LogCheck, Read, ReadEntry, ReadPage

_AGAIN = timedelta(days=1)
_MOST = 200


class SqlAudit:
    """Implements `bot.ports.audit.Audit`. The database has to be migrated."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(self, read: Read) -> None:
        """Append it, without waiting for the disk: a power cut may take the newest with it, whole and in order."""
        row = {"name": read.name, "place": read.place, "origin": read.origin, "at": read.at}
        with writing_undoably(self._engine) as connection:
            append(connection, READS, row)

    def reads(self, *, name: str = "", before: int | None = None, most: int = 50) -> ReadPage:
        """Who read what, the newest first."""
        most = max(1, min(most, _MOST))
        wanted = select(READS).order_by(READS.c.sequence.desc()).limit(most + 1)
        if name:
            wanted = wanted.where(READS.c.name == name)
        if before is not None:
            wanted = wanted.where(READS.c.sequence < before)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).mappings().all()
        entries = tuple(
            ReadEntry(
                sequence=row["sequence"],
                read=Read(name=row["name"], place=row["place"], origin=row["origin"], at=row["at"]),
                digest=row["digest"],
            )
            for row in rows[:most]
        )
        return ReadPage(entries=entries, next=entries[-1].sequence if len(rows) > most else None)

    def checks(self) -> tuple[LogCheck, ...]:
        """How each log stood when it was checked last."""
        with reading(self._engine) as connection:
            return tuple(
                _check(table, _kept(connection, table), written=last_number(connection, table)) for table in LOGS
            )

    def check(self, now: datetime, *, most: int) -> tuple[LogCheck, ...]:
        """Check a stretch of each log."""
        return tuple(self._checked(table, now, most) for table in LOGS)

    def _checked(self, table: Table, now: datetime, most: int) -> LogCheck:
        with reading(self._engine) as connection:
            after = _next(connection, table, _kept(connection, table) or _Kept.first(now), now, most)
            written = last_number(connection, table)
        try:
            _keep(self._engine, table, after)
        except Clash:
            # Another process kept the first check of this log at this moment; ours is as good.
            _keep(self._engine, table, after)
        return _check(table, after, written=written)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What is remembered between two stretches; the fields are the columns of the table."""

    anchor: int
    """The highest row that was ever found to fit."""
    anchor_digest: str
    """The one that it had then: whoever writes the log anew, chain and all, changes it."""
    checked: int
    digest: str
    began_at: datetime
    checked_at: datetime
    whole_to: int | None = None
    whole_at: datetime | None = None
    broken: int | None = None
    reason: str | None = None

    @classmethod
    def first(cls, now: datetime) -> _Kept:
        return cls(anchor=0, anchor_digest="", checked=0, digest="", began_at=now, checked_at=now)

    def begun_again(self, now: datetime) -> _Kept:
        return replace(self, checked=0, digest="", began_at=now)


def _kept(connection: Connection, table: Table) -> _Kept | None:
    mine = select(LOG_CHECKS).where(LOG_CHECKS.c.name == table.name)
    row = connection.execute(mine).mappings().one_or_none()
    return _Kept(**{each.name: row[each.name] for each in fields(_Kept)}) if row else None


def _check(table: Table, kept: _Kept | None, *, written: int) -> LogCheck:
    if kept is None:
        return LogCheck(log=table.name, written=written, checked=0, checked_at=None, digest="", digest_of=0)
    return LogCheck(
        log=table.name,
        written=written,
        checked=kept.checked,
        checked_at=kept.checked_at,
        digest=kept.anchor_digest,
        digest_of=kept.anchor,
        whole_to=kept.whole_to,
        whole_at=kept.whole_at,
        broken=kept.broken,
        reason=kept.reason or "",
    )


def _next(connection: Connection, table: Table, kept: _Kept, now: datetime, most: int) -> _Kept:
    """One more stretch."""
    if kept.anchor and digest_of(connection, table, kept.anchor) != kept.anchor_digest:
        reason = "it is not the row that was checked: the log was cut or written anew"
        return replace(kept, checked_at=now, broken=kept.anchor, reason=reason)
    written = last_number(connection, table)
    came_to_the_end = kept.whole_at is not None and kept.whole_at >= kept.began_at and kept.checked >= written
    if came_to_the_end and now - kept.began_at >= _AGAIN:
        kept = kept.begun_again(now)
    found = stretch(connection, table, after=kept.checked, digest=kept.digest, most=most)
    after = replace(kept, checked=found.sequence, digest=found.digest, checked_at=now, broken=None, reason=None)
    if found.sequence > kept.anchor:
        after = replace(after, anchor=found.sequence, anchor_digest=found.digest)
    if found.broken is not None:
        return replace(after, broken=found.broken.sequence, reason=found.broken.reason)
    return replace(after, whole_to=found.sequence, whole_at=now) if found.sequence >= written else after


def _keep(engine: Engine, table: Table, kept: _Kept) -> None:
    row = asdict(kept)
    with writing_undoably(engine) as connection:
        mine = update(LOG_CHECKS).where(LOG_CHECKS.c.name == table.name).values(row)
        if not connection.execute(mine).rowcount:
            connection.execute(insert(LOG_CHECKS).values(name=table.name, **row))
