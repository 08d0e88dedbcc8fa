# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Tables that answer what the desk asks, and indexes for the log as one trail. What they repeat is filled in after all steps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_BYTES = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    """Add tables and indexes. The counter says which way of repeating filled them: none so far."""
    _case_rows()
    _found_by()
    _derivatives()
    _handling()
    op.bulk_insert(sa.table("counters", sa.column("name"), sa.column("value")), [{"name": "case_rows", "value": 0}])
    for table in ("decisions", "receipts", "orders"):
        op.create_index(f"ix_{table}_at_sequence", table, ["at", "sequence"])
    for table in ("decisions", "orders"):
        op.create_index(f"ix_{table}_name_at", table, ["name", "at"])
    op.create_index("ix_cases_correction", "cases", ["correction"])


def _case_rows() -> None:
    op.create_table(
        "case_rows",
        sa.Column("number", sa.Integer, sa.ForeignKey("cases.number"), primary_key=True, autoincrement=False),
        sa.Column("repo", sa.Text, nullable=False),
        sa.Column("repo_key", _BYTES, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("revision", sa.Text, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("tier", sa.String(1), nullable=False),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("components", sa.Text, nullable=False),
        sa.Column("upstreams", sa.Text, nullable=False),
        sa.Column("share", sa.Double, nullable=False),
        sa.Column("opened_at", sa.DateTime, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.Column("entered_at", sa.DateTime, nullable=False),
        sa.Column("due_at", sa.DateTime, nullable=False),
        sa.Column("was_asked", sa.Boolean, nullable=False),
        sa.Column("is_public", sa.Boolean, nullable=False),
        sa.Column("thread", sa.Integer, nullable=True),
        sa.Column("issue", sa.Text, nullable=True),
        sa.Column("correction", sa.Integer, nullable=True),
        sa.Column("readers", sa.Text, nullable=False),
        sa.Column("readers_missing", sa.Integer, nullable=False),
        sa.Column("needs_second", sa.Boolean, nullable=False),
        sa.Column("assignee", sa.Text, nullable=False, server_default=""),
        sa.Column("snoozed_until", sa.DateTime, nullable=True),
        sa.Column("handled_by", sa.Text, nullable=False, server_default=""),
        sa.Column("handled_at", sa.DateTime, nullable=True),
    )
    for columns in (
        ["repo_key"],
        ["state", "number"],
        ["state", "changed_at", "number"],
        ["state", "due_at", "number"],
        ["state", "share", "number"],
        ["changed_at", "number"],
        ["due_at", "number"],
        ["share", "number"],
        ["assignee"],
        ["needs_second", "number"],
        ["opened_at"],
        ["snoozed_until"],
    ):
        op.create_index(f"ix_case_rows_{'_'.join(columns)}", "case_rows", columns)
    op.create_table(
        "case_counts",
        sa.Column("state", sa.String(32), primary_key=True),
        sa.Column("tier", sa.String(1), primary_key=True),
        sa.Column("is_public", sa.Boolean, primary_key=True),
        sa.Column("cases", sa.Integer, nullable=False),
    )
    counted = ["state", "tier", "is_public", "opened_at", "share", "snoozed_until"]
    op.create_index("ix_case_rows_counts", "case_rows", counted)


def _found_by() -> None:
    op.create_table(
        "case_terms",
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("value", _BYTES, primary_key=True),
        sa.Column("case", sa.Integer, sa.ForeignKey("cases.number"), primary_key=True, autoincrement=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("tier", sa.String(1), nullable=False),
        sa.Column("is_public", sa.Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_terms_case_kind_value", "case_terms", ["case", "kind", "value"])


def _derivatives() -> None:
    op.create_table(
        "derivatives",
        sa.Column("repo_key", _BYTES, primary_key=True),
        sa.Column("upstream_key", _BYTES, primary_key=True),
        sa.Column("repo", sa.Text, nullable=False),
        sa.Column("upstream", sa.Text, nullable=False),
        sa.Column("is_declared", sa.Boolean, nullable=False),
        sa.Column("relation", sa.String(32), nullable=False),
        sa.Column("components", sa.Text, nullable=False),
        sa.Column("share", sa.Double, nullable=True),
        sa.Column("is_credited", sa.Boolean, nullable=True),
        sa.Column("license", sa.Text, nullable=True),
        sa.Column("seen_at", sa.DateTime, nullable=False),
        sa.Column("case", sa.Integer, nullable=True),
        sa.Column("is_asked", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("is_shown", sa.Boolean, nullable=False),
    )
    builders = ["upstream_key", "is_shown", "is_asked", "is_credited"]
    op.create_index("ix_derivatives_builders", "derivatives", builders)
    op.create_index("ix_derivatives_upstream_key_repo_key", "derivatives", ["upstream_key", "repo_key"])
    op.create_index("ix_derivatives_seen_at", "derivatives", ["seen_at"])


def _handling() -> None:
    op.create_table(
        "case_labels",
        sa.Column("label", _BYTES, primary_key=True),
        sa.Column("case", sa.Integer, sa.ForeignKey("cases.number"), primary_key=True, autoincrement=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_case_labels_case", "case_labels", ["case"])
    op.create_table(
        "views",
        sa.Column("person", _BYTES, primary_key=True),
        sa.Column("name", _BYTES, primary_key=True),
        sa.Column("query", sa.Text, nullable=False),
    )
