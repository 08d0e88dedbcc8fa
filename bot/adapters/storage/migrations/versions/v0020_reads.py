# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Who read what is not public, and how far the log was checked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables; the first check begins at the first row of every log."""
    op.create_table(
        "reads",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_index("ix_reads_name", "reads", ["name"])
    counters = sa.table("counters", sa.column("name"), sa.column("value"))
    op.bulk_insert(counters, [{"name": "reads", "value": 0}])
    op.create_table(
        "log_checks",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("anchor", sa.BigInteger, nullable=False),
        sa.Column("anchor_digest", sa.String(64), nullable=False),
        sa.Column("checked", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("began_at", sa.DateTime, nullable=False),
        sa.Column("checked_at", sa.DateTime, nullable=False),
        sa.Column("whole_to", sa.BigInteger, nullable=True),
        sa.Column("whole_at", sa.DateTime, nullable=True),
        sa.Column("broken", sa.BigInteger, nullable=True),
        sa.Column("reason", sa.Text, nullable=True),
    )
