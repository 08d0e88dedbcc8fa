# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What all processes together may ask of the Hub, and what they moved each day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; every bucket begins with its first request, every day with its first byte."""
    op.create_table(
        "buckets",
        sa.Column("caller", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("requests", sa.Double, nullable=False),
        sa.Column("window_seconds", sa.Double, nullable=False),
        sa.Column("tokens", sa.Double, nullable=False),
        sa.Column("counted_at", sa.Double, nullable=False),
        sa.Column("closed_until", sa.Double, nullable=False),
        sa.Column("remaining", sa.Double, nullable=True),
        sa.Column("remaining_until", sa.Double, nullable=False),
    )
    op.create_table(
        "moved",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("bytes", sa.BigInteger, nullable=False),
    )
