# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The tables of programs that speak to the API, beside `tables`."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text

from bot.adapters.storage.tables import METADATA, Moment

SERVICE_TOKENS = Table(
    "service_tokens",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("person", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("revoked_at", Moment, nullable=True),
)
"""Without the tokens themselves. ``scopes`` are words, sorted, a space between them."""

API_ATTEMPTS = Table(
    "api_attempts",
    METADATA,
    Column("person", String(200), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("request", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("status", Integer, nullable=True),
    Column("body", Text, nullable=False),
    Index(None, "at"),
)
"""Requests that may be sent again, for a day."""
