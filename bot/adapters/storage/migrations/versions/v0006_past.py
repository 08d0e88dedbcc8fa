# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What is kept of the past of repositories, and the timeline of a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, and the column where cases have no timeline yet."""
    op.create_table(
        "past",
        sa.Column("kind", sa.String(8), primary_key=True),
        sa.Column("repo", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_past_at", "past", ["at"])
    op.add_column("cases", sa.Column("timeline", sa.Text, nullable=True))
