# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The tables of what we read from the Hub: its quotas, the bytes that came, and what of it never changes."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Double, Index, Integer, LargeBinary, String, Table, Text

from bot.adapters.storage.tables import METADATA, Moment

PAST = Table(
    "past",
    METADATA,
    Column("kind", String(8), primary_key=True),
    Column("repo", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "at"),
)
"""Folders of commits and contents of files, which never change: kept so that they are asked for once, and thrown away freely."""

BUCKETS = Table(
    "buckets",
    METADATA,
    Column("caller", String(32), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("requests", Double, nullable=False),
    Column("window_seconds", Double, nullable=False),
    Column("tokens", Double, nullable=False),
    Column("counted_at", Double, nullable=False),
    Column("closed_until", Double, nullable=False),
    Column("remaining", Double, nullable=True),
    Column("remaining_until", Double, nullable=False),
)
"""Turns of each of the Hub's quotas, by whose they are; times are seconds since 1970. See `pace`."""

MOVED = Table(
    "moved",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("bytes", BigInteger, nullable=False),
)
"""Bytes that came from the Hub on each day in UTC."""
