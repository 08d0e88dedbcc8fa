# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The tables of people who sign in."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text

from bot.adapters.storage.tables import METADATA, Moment

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("digest", LargeBinary, primary_key=True),
    Column("name", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Index(None, "name"),
    Index(None, "ends_at"),
)
"""People who signed in, by the digest of an id that only their browser has; roles are not kept."""

LOCAL_ACCOUNTS = Table(
    "local_accounts",
    METADATA,
    Column("account", String(64), primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)
"""People who sign in with a password; ``password`` is a digest with its parameters."""

ATTEMPTS = Table(
    "sign_in_attempts",
    METADATA,
    Column("key", LargeBinary, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
    Index(None, "last_at"),
)
"""Wrong passwords in a row, by the digest of the name that was given."""
