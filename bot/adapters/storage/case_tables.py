# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The tables of cases, of the outbox, and of the log of what was ruled and written."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from bot.adapters.storage.tables import METADATA, Moment

CASES = Table(
    "cases",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("repo", Text, nullable=False),
    Column("state", String(32), nullable=False),
    Column("subject_repo", Text, nullable=False),
    Column("subject_revision", Text, nullable=False),
    Column("upstreams", Text, nullable=False),
    Column("findings", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("thread", Integer, nullable=True),
    Column("timeline", Text, nullable=True),
    Column("owner", Text, nullable=False),
    Column("asked", Text, nullable=True),
    Column("correction", Integer, nullable=True),
    Column("issue", Text, nullable=True),
    UniqueConstraint("repo"),
    Index(None, "state", "owner"),
    Index(None, "correction"),
)

ACTIONS = Table(
    "actions",
    METADATA,
    Column("id", String(256), primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("case", ForeignKey(CASES.c.number), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("state", String(32), nullable=False),
    Column("repo", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("not_before", Moment, nullable=True),
    Column("tried_at", Moment, nullable=True),
    Column("banner", Text, nullable=True),
    Column("tracker_repo", Text, nullable=True),
    Index(None, "state"),
)
"""The outbox."""

DECISIONS = Table(
    "decisions",
    METADATA,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("case", ForeignKey(CASES.c.number), nullable=False),
    Column("state", String(32), nullable=False),
    Column("decider", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("digest", String(64), nullable=False),
    Index(None, "case"),
    Index(None, "state", "at"),
    Index(None, "at", "sequence"),
    Index(None, "name", "at"),
)
"""Append-only and chained, see `log`."""

RECEIPTS = Table(
    "receipts",
    METADATA,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("case", ForeignKey(CASES.c.number), nullable=False),
    Column("action", ForeignKey(ACTIONS.c.id), nullable=False),
    Column("thread", Integer, nullable=False),
    Column("url", Text, nullable=False),
    Column("done", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("digest", String(64), nullable=False),
    Index(None, "case"),
    Index(None, "done", "at"),
    Index(None, "at", "sequence"),
)
"""Append-only and chained, see `log`."""

ORDERS = Table(
    "orders",
    METADATA,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("scope", Text, nullable=False),
    Column("word", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("digest", String(64), nullable=False),
    Index(None, "scope"),
    Index(None, "at", "sequence"),
    Index(None, "name", "at"),
)
"""Standing orders, append-only and chained, see `log`."""
