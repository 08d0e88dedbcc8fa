# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads DBOS's table of jobs (its documentation, "System Tables"), so that a process which runs none can say how they stand."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy
from sqlalchemy import Connection, Engine, TableClause, column, func, select

from bot.adapters.storage.engine import reading
from bot.adapters.storage.snapshot_tables import INBOX
from bot.adapters.work.runtime import FAILED, UNFINISHED
from bot.model.status import JobCounts

_TABLE = "workflow_status"
_SCHEMA = "dbos"
"""On PostgreSQL; SQLite has no schemas."""
_RUNNING = "PENDING"
"""DBOS's word for a job that somebody works on."""


class SqlJobBook:
    """Safe to use from several threads. Before an engine ran on the database for the first time there are no jobs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def counts(self) -> JobCounts:
        """How many wait, run and were set aside. Raises OperatorError."""
        with reading(self._engine) as connection:
            inbox = connection.execute(select(func.count()).select_from(INBOX)).scalar_one()
            if not _has_jobs(connection):
                return JobCounts(waiting=inbox)
            table = _table(connection)
            # Naming the states keeps the many that ended well out of the count.
            counted = (
                select(table.c.status, func.count())
                .where(table.c.status.in_([*UNFINISHED, *FAILED]))
                .group_by(table.c.status)
            )
            found = {str(status): int(count) for status, count in connection.execute(counted)}
            scans = select(func.count()).where(table.c.status == _RUNNING, table.c.name == "scan")
            # What is in the inbox waits, or is claimed by a process that has not begun it, or is a scan under way.
            waiting = max(0, inbox - connection.execute(scans).scalar_one())
        return JobCounts(
            waiting=waiting + sum(found.get(each, 0) for each in UNFINISHED if each != _RUNNING),
            running=found.get(_RUNNING, 0),
            set_aside=sum(found.get(each, 0) for each in FAILED),
        )

    def polled_at(self) -> datetime | None:
        """When the newest poll ended well; ``None`` where none did. Raises OperatorError."""
        with reading(self._engine) as connection:
            if not _has_jobs(connection):
                return None
            table = _table(connection)
            newest = (
                select(table.c.completed_at)
                .where(table.c.name == "intake", table.c.status == "SUCCESS")
                .order_by(table.c.created_at.desc())
                .limit(1)
            )
            milliseconds = connection.execute(newest).scalar_one_or_none()
        return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, tz=UTC)


def _schema(connection: Connection) -> str | None:
    return _SCHEMA if connection.dialect.name == "postgresql" else None


def _has_jobs(connection: Connection) -> bool:
    return sqlalchemy.inspect(connection).has_table(_TABLE, schema=_schema(connection))


def _table(connection: Connection) -> TableClause:
    names = ("status", "name", "created_at", "completed_at")
    return sqlalchemy.table(_TABLE, *(column(name) for name in names), schema=_schema(connection))
