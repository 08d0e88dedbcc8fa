# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Snapshots that wait to be scanned."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and its indexes, each over the rows that wait or over those that are claimed."""
    op.create_table(
        "inbox",
        sa.Column("repo", sa.Text, primary_key=True),
        sa.Column("revision", sa.Text, primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("turn", sa.BigInteger, nullable=False),
        sa.Column("modified_at", sa.DateTime, nullable=False),
        sa.Column("received_at", sa.DateTime, nullable=False),
        sa.Column("claimed_by", sa.Text, nullable=True),
        sa.Column("claimed_at", sa.DateTime, nullable=True),
    )
    waits, claimed = sa.text("claimed_by IS NULL"), sa.text("claimed_by IS NOT NULL")
    for name, columns, where, unique in (
        ("ix_inbox_next", ["priority", "turn", "received_at", "modified_at"], waits, False),
        ("ix_inbox_owner", ["owner", "priority", "turn"], waits, False),
        ("uq_inbox_waiting", ["repo"], waits, True),
        ("uq_inbox_claimed", ["repo"], claimed, True),
    ):
        op.create_index(name, "inbox", columns, unique=unique, sqlite_where=where, postgresql_where=where)
