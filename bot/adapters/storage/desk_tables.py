# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Tables that answer what the desk asks. The first three repeat what cases, decisions and scans say, see `projection`."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
)
from sqlalchemy.dialects.postgresql import TEXT

from bot.adapters.storage.case_tables import CASES
from bot.adapters.storage.tables import METADATA, Moment

WAY = 1
"""How this release fills the tables of cases. One that fills them in another way counts on, see `rebuilding`."""
BY_BYTES = Text().with_variant(TEXT(collation="C"), "postgresql")
"""Compared byte by byte on every database: what begins with a word is one range of the index, whatever the server's language is."""

CASE_ROWS = Table(
    "case_rows",
    METADATA,
    Column("number", ForeignKey(CASES.c.number), primary_key=True, autoincrement=False),
    Column("repo", Text, nullable=False),
    Column("repo_key", BY_BYTES, nullable=False),
    Column("owner", Text, nullable=False),
    Column("revision", Text, nullable=False),
    Column("state", String(32), nullable=False),
    Column("tier", String(1), nullable=False),
    Column("rules", Text, nullable=False),
    Column("components", Text, nullable=False),
    Column("upstreams", Text, nullable=False),
    Column("share", Double, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("entered_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("was_asked", Boolean, nullable=False),
    Column("is_public", Boolean, nullable=False),
    Column("thread", Integer, nullable=True),
    Column("issue", Text, nullable=True),
    Column("correction", Integer, nullable=True),
    Column("readers", Text, nullable=False),
    Column("readers_missing", Integer, nullable=False),
    Column("needs_second", Boolean, nullable=False),
    Column("assignee", Text, nullable=False, server_default=""),
    Column("snoozed_until", Moment, nullable=True),
    Column("handled_by", Text, nullable=False, server_default=""),
    Column("handled_at", Moment, nullable=True),
    Index(None, "repo_key"),
    Index(None, "state", "number"),
    Index(None, "state", "changed_at", "number"),
    Index(None, "state", "due_at", "number"),
    Index(None, "state", "share", "number"),
    Index(None, "changed_at", "number"),
    Index(None, "due_at", "number"),
    Index(None, "share", "number"),
    Index(None, "assignee"),
    Index(None, "needs_second", "number"),
    Index(None, "opened_at"),
    Index(None, "snoozed_until"),
    Index("ix_case_rows_counts", "state", "tier", "is_public", "opened_at", "share", "snoozed_until"),
)
"""One case as lists show it. An unknown share is -1, and what is never due is due in the year 9999, so that both have a place in the order."""

CASE_COUNTS = Table(
    "case_counts",
    METADATA,
    Column("state", String(32), primary_key=True),
    Column("tier", String(1), primary_key=True),
    Column("is_public", Boolean, primary_key=True),
    Column("cases", Integer, nullable=False),
)
"""How many cases there are of each kind, every kind named, so that a list of all does not count them."""

CASE_TERMS = Table(
    "case_terms",
    METADATA,
    Column("kind", String(16), primary_key=True),
    Column("value", BY_BYTES, primary_key=True),
    Column("case", ForeignKey(CASES.c.number), primary_key=True, autoincrement=False),
    Column("state", String(32), nullable=False),
    Column("tier", String(1), nullable=False),
    Column("is_public", Boolean, nullable=False),
    Index(None, "case", "kind", "value"),
    sqlite_with_rowid=False,
)
"""What cases are found by, in lower case: rules, parts, owners, upstreams, their licenses, and words of names. Each repeats what cases are
counted by, so that forty thousand are counted without looking at one of them."""

DERIVATIVES = Table(
    "derivatives",
    METADATA,
    Column("repo_key", BY_BYTES, primary_key=True),
    Column("upstream_key", BY_BYTES, primary_key=True),
    Column("repo", Text, nullable=False),
    Column("upstream", Text, nullable=False),
    Column("is_declared", Boolean, nullable=False),
    Column("relation", String(32), nullable=False),
    Column("components", Text, nullable=False),
    Column("share", Double, nullable=True),
    Column("is_credited", Boolean, nullable=True),
    Column("license", Text, nullable=True),
    Column("seen_at", Moment, nullable=False),
    Column("case", Integer, nullable=True),
    Column("is_asked", Boolean, nullable=False, server_default=false()),
    Column("is_shown", Boolean, nullable=False),
    Index(None, "upstream_key", "repo_key"),
    Index("ix_derivatives_builders", "upstream_key", "is_shown", "is_asked", "is_credited"),
    Index(None, "seen_at"),
)
"""What each repository builds on, as its newest scan says; with the case about it, whether that asks in public, and whether everybody
may see it: what is declared, and what is asked in public."""

CASE_LABELS = Table(
    "case_labels",
    METADATA,
    Column("label", BY_BYTES, primary_key=True),
    Column("case", ForeignKey(CASES.c.number), primary_key=True, autoincrement=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "case"),
)

VIEWS = Table(
    "views",
    METADATA,
    Column("person", BY_BYTES, primary_key=True),
    Column("name", BY_BYTES, primary_key=True),
    Column("query", Text, nullable=False),
)
"""Questions that people keep."""
