# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The tables of alerts; part of the same metadata as `tables`, and made by the same migrations."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from bot.adapters.storage.tables import METADATA, Moment

HAPPENINGS = Table(
    "happenings",
    METADATA,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("repo", Text, nullable=False),
    Column("is_public", Boolean, nullable=False),
    Column("case", Integer, nullable=True),
    Column("revision", Text, nullable=False),
    Column("root", Text, nullable=False),
    Column("state", String(32), nullable=True),
    Column("tier", String(1), nullable=True),
    Column("severity", String(32), nullable=True),
    Column("confidence", String(32), nullable=True),
    Column("upstreams", Text, nullable=False),
    Column("rules", Text, nullable=False),
    Column("licenses", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("reply", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("is_credited", Boolean, nullable=True),
    Column("correction", Integer, nullable=True),
    Index(None, "repo", "sequence"),
    Index(None, "case", "sequence"),
)
"""Append-only. The counter's lock makes the order of the numbers that of the commits, so that whoever reads on misses none."""

HEARD = Table(
    "heard",
    METADATA,
    Column("name", String(32), primary_key=True),
    Column("sequence", BigInteger, nullable=False),
)
"""Up to which happening everybody who asked for it has an alert."""

SUBSCRIPTIONS = Table(
    "subscriptions",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("owner", Text, nullable=False),
    Column("scope", String(32), nullable=False),
    Column("value", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("cadence", String(16), nullable=False),
    Column("min_state", String(16), nullable=False),
    Column("also", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("timezone", Text, nullable=False),
    Column("quiet_hours", String(16), nullable=True),
    Column("verified_until", Moment, nullable=True),
    Column("expires_at", Moment, nullable=True),
    Column("paused_at", Moment, nullable=True),
    Column("removed_at", Moment, nullable=True),
    Index(None, "owner"),
)

CHANNELS = Table(
    "channels",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("subscription", ForeignKey(SUBSCRIPTIONS.c.id), nullable=False),
    Column("place", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("address", Text, nullable=False),
    Column("token", String(64), nullable=False),
    Column("secret", Text, nullable=True),
    Column("previous_secret", Text, nullable=True),
    Column("previous_until", Moment, nullable=True),
    Column("stopped", String(16), nullable=True),
    Column("bounces", Integer, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("asked_at", Moment, nullable=True),
    Index(None, "subscription"),
    UniqueConstraint("token"),
)

CONFIRMATIONS = Table(
    "confirmations",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("channel", ForeignKey(CHANNELS.c.id), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=True),
    Index(None, "channel", "created_at"),
)
"""Words that confirm an address, by their digests: whoever reads the database can confirm nothing."""

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("channel", ForeignKey(CHANNELS.c.id), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("payload", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claimed_by", Text, nullable=True),
    Column("claimed_until", Moment, nullable=True),
    Column("settled_at", Moment, nullable=True),
    Index(None, "state", "not_before"),
    Index(None, "channel", "created_at"),
)
"""The outbox of alerts. A row that somebody claimed is theirs until the claim ends, whatever becomes of them."""

ALERTS = Table(
    "alerts",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("channel", ForeignKey(CHANNELS.c.id), nullable=False),
    Column("happening", ForeignKey(HAPPENINGS.c.sequence), nullable=False),
    Column("case", Integer, nullable=True),
    Column("key", String(64), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("state", String(16), nullable=False),
    Column("closes", Boolean, nullable=False),
    Column("is_told", Boolean, nullable=False),
    Column("delivery", ForeignKey(DELIVERIES.c.id), nullable=True),
    Index(None, "state", "due_at"),
    Index(None, "channel", "state"),
    Index(None, "case"),
    Index(None, "delivery"),
)

DELIVERY_ATTEMPTS = Table(
    "delivery_attempts",
    METADATA,
    Column("delivery", ForeignKey(DELIVERIES.c.id), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=True),
    Column("status", Integer, nullable=True),
    Column("response", Text, nullable=False),
)
