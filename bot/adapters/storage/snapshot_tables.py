# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The tables of snapshots on their way: how far the Hub was read, what was taken, what waits, what scans said."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from bot.adapters.storage.tables import METADATA, Moment

WATERMARK = Table(
    "watermark",
    METADATA,
    Column("name", String(32), primary_key=True),
    Column("at", Moment, nullable=True),
)

TAKEN = Table(
    "taken",
    METADATA,
    Column("repo", Text, primary_key=True),
    Column("revision", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)

INBOX = Table(
    "inbox",
    METADATA,
    Column("repo", Text, primary_key=True),
    Column("revision", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("turn", BigInteger, nullable=False),
    Column("modified_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("claimed_by", Text, nullable=True),
    Column("claimed_at", Moment, nullable=True),
)
"""Snapshots that wait to be scanned. A row in somebody's hands names the executor."""

IS_WAITING = INBOX.c.claimed_by.is_(None)
IS_CLAIMED = INBOX.c.claimed_by.is_not(None)
"""Of one repository one row waits and one is claimed at most: the database itself refuses a second, whichever process it is from."""

Index(
    "ix_inbox_next",
    *(INBOX.c[name] for name in ("priority", "turn", "received_at", "modified_at")),
    sqlite_where=IS_WAITING,
    postgresql_where=IS_WAITING,
)
Index(
    "ix_inbox_owner",
    *(INBOX.c[name] for name in ("owner", "priority", "turn")),
    sqlite_where=IS_WAITING,
    postgresql_where=IS_WAITING,
)
Index("uq_inbox_waiting", INBOX.c.repo, unique=True, sqlite_where=IS_WAITING, postgresql_where=IS_WAITING)
Index("uq_inbox_claimed", INBOX.c.repo, unique=True, sqlite_where=IS_CLAIMED, postgresql_where=IS_CLAIMED)

WALKS = Table(
    "walks",
    METADATA,
    Column("name", String(32), primary_key=True),
    Column("until", Moment, nullable=False),
    Column("cursor", Text, nullable=True),
    Column("reached", Moment, nullable=True),
    Column("done_at", Moment, nullable=True),
)
"""How far the walk through all old models has come."""

REPORTS = Table(
    "reports",
    METADATA,
    Column("repo", Text, primary_key=True),
    Column("revision", Text, primary_key=True),
    Column("report", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
