# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Alerts: what happened, who asked to be told, and what became of each message."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables. Nobody is told of what happened before."""
    _happenings()
    _subscriptions()
    _deliveries()
    counters = sa.table("counters", sa.column("name"), sa.column("value"))
    op.bulk_insert(counters, [{"name": "happenings", "value": 0}])
    heard = sa.table("heard", sa.column("name"), sa.column("sequence"))
    op.bulk_insert(heard, [{"name": "alerts", "sequence": 0}])


def _happenings() -> None:
    op.create_table(
        "happenings",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("repo", sa.Text, nullable=False),
        sa.Column("is_public", sa.Boolean, nullable=False),
        sa.Column("case", sa.Integer, nullable=True),
        sa.Column("revision", sa.Text, nullable=False),
        sa.Column("root", sa.Text, nullable=False),
        sa.Column("state", sa.String(32), nullable=True),
        sa.Column("tier", sa.String(1), nullable=True),
        sa.Column("severity", sa.String(32), nullable=True),
        sa.Column("confidence", sa.String(32), nullable=True),
        sa.Column("upstreams", sa.Text, nullable=False),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("licenses", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("is_credited", sa.Boolean, nullable=True),
        sa.Column("correction", sa.Integer, nullable=True),
    )
    op.create_index("ix_happenings_repo_sequence", "happenings", ["repo", "sequence"])
    op.create_index("ix_happenings_case_sequence", "happenings", ["case", "sequence"])
    op.create_table(
        "heard",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("sequence", sa.BigInteger, nullable=False),
    )


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("scope", sa.String(32), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("cadence", sa.String(16), nullable=False),
        sa.Column("min_state", sa.String(16), nullable=False),
        sa.Column("also", sa.Text, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("timezone", sa.Text, nullable=False),
        sa.Column("quiet_hours", sa.String(16), nullable=True),
        sa.Column("verified_until", sa.DateTime, nullable=True),
        sa.Column("expires_at", sa.DateTime, nullable=True),
        sa.Column("paused_at", sa.DateTime, nullable=True),
        sa.Column("removed_at", sa.DateTime, nullable=True),
    )
    op.create_index("ix_subscriptions_owner", "subscriptions", ["owner"])
    op.create_table(
        "channels",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("subscription", sa.String(64), sa.ForeignKey("subscriptions.id"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("secret", sa.Text, nullable=True),
        sa.Column("previous_secret", sa.Text, nullable=True),
        sa.Column("previous_until", sa.DateTime, nullable=True),
        sa.Column("stopped", sa.String(16), nullable=True),
        sa.Column("bounces", sa.Integer, nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False),
        sa.Column("asked_at", sa.DateTime, nullable=True),
        sa.UniqueConstraint("token"),
    )
    op.create_index("ix_channels_subscription", "channels", ["subscription"])
    op.create_table(
        "confirmations",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("channel", sa.String(64), sa.ForeignKey("channels.id"), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.Column("used_at", sa.DateTime, nullable=True),
    )
    op.create_index("ix_confirmations_channel_created_at", "confirmations", ["channel", "created_at"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("channel", sa.String(64), sa.ForeignKey("channels.id"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("not_before", sa.DateTime, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("claimed_by", sa.Text, nullable=True),
        sa.Column("claimed_until", sa.DateTime, nullable=True),
        sa.Column("settled_at", sa.DateTime, nullable=True),
    )
    op.create_index("ix_deliveries_state_not_before", "deliveries", ["state", "not_before"])
    op.create_index("ix_deliveries_channel_created_at", "deliveries", ["channel", "created_at"])
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("channel", sa.String(64), sa.ForeignKey("channels.id"), nullable=False),
        sa.Column("happening", sa.BigInteger, sa.ForeignKey("happenings.sequence"), nullable=False),
        sa.Column("case", sa.Integer, nullable=True),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("due_at", sa.DateTime, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("closes", sa.Boolean, nullable=False),
        sa.Column("is_told", sa.Boolean, nullable=False),
        sa.Column("delivery", sa.String(64), sa.ForeignKey("deliveries.id"), nullable=True),
    )
    op.create_index("ix_alerts_state_due_at", "alerts", ["state", "due_at"])
    op.create_index("ix_alerts_channel_state", "alerts", ["channel", "state"])
    op.create_index("ix_alerts_case", "alerts", ["case"])
    op.create_index("ix_alerts_delivery", "alerts", ["delivery"])
    op.create_table(
        "delivery_attempts",
        sa.Column("delivery", sa.String(64), sa.ForeignKey("deliveries.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("ended_at", sa.DateTime, nullable=True),
        sa.Column("status", sa.Integer, nullable=True),
        sa.Column("response", sa.Text, nullable=False),
    )
