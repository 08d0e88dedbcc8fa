# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Cases whose owners were asked in an issue of a code forge, and where it is written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; nobody was asked in an issue before."""
    op.add_column("cases", sa.Column("issue", sa.Text, nullable=True))
    op.add_column("actions", sa.Column("tracker_repo", sa.Text, nullable=True))
