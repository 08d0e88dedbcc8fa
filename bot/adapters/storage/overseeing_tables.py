# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Tables for those who watch over the bot: what was looked at, who read what is not public, how far the log was checked."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, String, Table, Text

from bot.adapters.storage.tables import METADATA, Moment

LOOKS = Table(
    "looks",
    METADATA,
    Column("repo", Text, primary_key=True),
    Column("words", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
"""The newest look at each repository, by the words for which it is counted."""

LOOK_COUNTS = Table(
    "look_counts",
    METADATA,
    Column("kind", String(16), primary_key=True),
    Column("word", String(32), primary_key=True),
    Column("count", BigInteger, nullable=False),
)
"""How many repositories have each word now; written with the look, since counting reports would take seconds."""

READS = Table(
    "reads",
    METADATA,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("digest", String(64), nullable=False),
    Index(None, "name"),
)
"""Who read what is not public; append-only and chained, see `log`."""

LOG_CHECKS = Table(
    "log_checks",
    METADATA,
    Column("name", String(32), primary_key=True),
    Column("anchor", BigInteger, nullable=False),
    Column("anchor_digest", String(64), nullable=False),
    Column("checked", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("checked_at", Moment, nullable=False),
    Column("whole_to", BigInteger, nullable=True),
    Column("whole_at", Moment, nullable=True),
    Column("broken", BigInteger, nullable=True),
    Column("reason", Text, nullable=True),
)
"""How far each log was checked in the present round, and how the last whole round ended."""
