# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Slices of whole tensors, whatever each was multiplied with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; upstreams that were catalogued before have none of it until they are added again."""
    op.add_column("upstream_values", sa.Column("slices", sa.Text, nullable=True))
    op.add_column("upstream_values", sa.Column("scaled", sa.LargeBinary, nullable=True))
