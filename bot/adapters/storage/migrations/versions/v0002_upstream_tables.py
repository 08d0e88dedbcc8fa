# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Tables of an upstream by which moved neurons are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; upstreams that were taken before have none, and are found in place only."""
    owner = sa.ForeignKey("upstreams.sequence", ondelete="CASCADE")
    op.create_table(
        "upstream_tables",
        sa.Column("upstream", sa.BigInteger, owner, primary_key=True, autoincrement=False),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("layer", sa.Integer, nullable=True),
        sa.Column("shape", sa.Text, nullable=False),
        sa.Column("first_row", sa.BigInteger, nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("columns", sa.BigInteger, nullable=False),
        sa.Column("codes", sa.LargeBinary, nullable=False),
        sa.Column("spreads", sa.LargeBinary, nullable=False),
    )
