# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The tables of what people said about cases, beside `tables`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from bot.adapters.storage.case_tables import CASES
from bot.adapters.storage.tables import METADATA, Moment

THREAD_COMMENTS = Table(
    "thread_comments",
    METADATA,
    Column("case", ForeignKey(CASES.c.number), primary_key=True),
    Column("comment", String(64), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("side", String(16), nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("gone_at", Moment, nullable=True),
)
"""Mirrors of our threads."""

STATEMENTS = Table(
    "statements",
    METADATA,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("case", ForeignKey(CASES.c.number), nullable=False),
    Column("owner", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("digest", String(64), nullable=False),
    Index(None, "case"),
)
"""What owners say beside a question, append-only and chained, see `log`."""

NOTES = Table(
    "notes",
    METADATA,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("case", ForeignKey(CASES.c.number), nullable=False),
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("asks_for_evidence", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Column("digest", String(64), nullable=False),
    Index(None, "case"),
)
"""What people at the desk wrote beside a case, append-only and chained, see `log`."""

PLANNED_FIXES = Table(
    "planned_fixes",
    METADATA,
    Column("case", ForeignKey(CASES.c.number), primary_key=True),
    Column("revision", Text, nullable=False),
    Column("diff", Text, nullable=False),
    Column("remarks", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

OFFERED_FIXES = Table(
    "offered_fixes",
    METADATA,
    Column("case", ForeignKey(CASES.c.number), primary_key=True),
    Column("url", Text, nullable=False),
    Column("remark", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

REACHABLE = Table(
    "reachable",
    METADATA,
    Column("owner", String(256), primary_key=True),
    Column("contact", Text, nullable=False),
    Column("language", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
"""How owners want to be spoken to; not part of any log, so that it can be forgotten."""
