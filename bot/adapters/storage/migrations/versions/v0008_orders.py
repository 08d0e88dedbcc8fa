# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Standing orders, what owners asked for, and posts that wait until a moment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the columns; cases that are there get the owner that their name says."""
    _orders()
    op.add_column("actions", sa.Column("not_before", sa.DateTime, nullable=True))
    op.add_column("actions", sa.Column("tried_at", sa.DateTime, nullable=True))
    op.add_column("actions", sa.Column("banner", sa.Text, nullable=True))
    op.add_column("cases", sa.Column("owner", sa.Text, nullable=False, server_default=""))
    op.add_column("cases", sa.Column("asked", sa.Text, nullable=True))
    op.add_column("cases", sa.Column("correction", sa.Integer, nullable=True))
    connection = op.get_bind()
    cases = sa.table("cases", sa.column("number"), sa.column("repo"), sa.column("owner"))
    for number, repo in connection.execute(sa.select(cases.c.number, cases.c.repo)).all():
        owner = repo.split("/", maxsplit=1)[0].casefold()
        connection.execute(sa.update(cases).where(cases.c.number == number).values(owner=owner))
    op.create_index("ix_cases_state_owner", "cases", ["state", "owner"])
    op.create_index("ix_decisions_state_at", "decisions", ["state", "at"])


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("word", sa.String(32), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_index("ix_orders_scope", "orders", ["scope"])
    counters = sa.table("counters", sa.column("name"), sa.column("value"))
    op.bulk_insert(counters, [{"name": "orders", "value": 0}])
