# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How far the walk through all old models has come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; no walk was begun."""
    op.create_table(
        "walks",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("until", sa.DateTime, nullable=False),
        sa.Column("cursor", sa.Text, nullable=True),
        sa.Column("reached", sa.DateTime, nullable=True),
        sa.Column("done_at", sa.DateTime, nullable=True),
    )
