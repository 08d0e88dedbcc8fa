# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Mirrors of threads, statements of owners, notes of the desk, fixes that somebody asked to see, and how owners want to be spoken to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; nothing of it was kept before."""
    op.create_table(
        "thread_comments",
        _case(primary_key=True),
        sa.Column("comment", sa.String(64), primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("side", sa.String(16), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("gone_at", sa.DateTime, nullable=True),
    )
    _statements()
    _notes()
    op.create_table(
        "planned_fixes",
        _case(primary_key=True),
        sa.Column("revision", sa.Text, nullable=False),
        sa.Column("diff", sa.Text, nullable=False),
        sa.Column("remarks", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "offered_fixes",
        _case(primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("remark", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "reachable",
        sa.Column("owner", sa.String(256), primary_key=True),
        sa.Column("contact", sa.Text, nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )


def _statements() -> None:
    op.create_table(
        "statements",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        _case(nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_index("ix_statements_case", "statements", ["case"])
    counters = sa.table("counters", sa.column("name"), sa.column("value"))
    op.bulk_insert(counters, [{"name": "statements", "value": 0}, {"name": "notes", "value": 0}])


def _notes() -> None:
    op.create_table(
        "notes",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        _case(nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("asks_for_evidence", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_index("ix_notes_case", "notes", ["case"])


def _case(*, primary_key: bool = False, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(
        "case",
        sa.Integer,
        sa.ForeignKey("cases.number"),
        primary_key=primary_key,
        nullable=nullable,
        autoincrement=False,
    )
