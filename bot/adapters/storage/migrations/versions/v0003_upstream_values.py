# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Digests of an upstream's whole tensors, by which conversions are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; upstreams that were taken before have none, and are found by their rows only."""
    owner = sa.ForeignKey("upstreams.sequence", ondelete="CASCADE")
    op.create_table(
        "upstream_values",
        sa.Column("upstream", sa.BigInteger, owner, primary_key=True, autoincrement=False),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("component", sa.String(32), nullable=False),
        sa.Column("shape", sa.Text, nullable=False),
        sa.Column("elements", sa.BigInteger, nullable=False),
        sa.Column("stored", sa.LargeBinary, nullable=False),
        sa.Column("ordered", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_upstream_values_elements", "upstream_values", ["elements"])
