# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A SQLite file as DBOS uses it."""

from __future__ import annotations

import sqlalchemy
from sqlalchemy import URL, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

_CONNECTIONS = 20
"""As many as DBOS would open by itself."""


def open_file(url: URL) -> Engine:
    """What DBOS sets, and WAL mode without a wait for the disk at each commit.

    A process that is killed loses nothing by that. A power cut may undo the last steps, which are then done again: each looks before it
    writes, and what the casebook stores of posts does wait for the disk, together with everything before it. One writer that waits for
    the disk holds up all others: with four threads a transaction takes 5.8 ms, without the wait 0.1 ms.
    """
    engine = sqlalchemy.create_engine(url, pool_size=_CONNECTIONS, max_overflow=0)
    event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = "IMMEDIATE"
    cursor = connection.cursor()
    for pragma in ("busy_timeout=30000", "foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
