# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make everything, and the rows that are only ever updated."""
    _work()
    _cases()
    _log()
    _catalog()


def _work() -> None:
    counters = op.create_table(
        "counters",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("value", sa.BigInteger, nullable=False),
    )
    names = ("cases", "actions", "decisions", "receipts", "upstreams")
    op.bulk_insert(counters, [{"name": name, "value": 0} for name in names])
    watermark = op.create_table(
        "watermark",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=True),
    )
    op.bulk_insert(watermark, [{"name": "intake", "at": None}])
    op.create_table(
        "taken",
        sa.Column("repo", sa.Text, primary_key=True),
        sa.Column("revision", sa.Text, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "reports",
        sa.Column("repo", sa.Text, primary_key=True),
        sa.Column("revision", sa.Text, primary_key=True),
        sa.Column("report", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("repo", sa.Text, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("subject_repo", sa.Text, nullable=False),
        sa.Column("subject_revision", sa.Text, nullable=False),
        sa.Column("upstreams", sa.Text, nullable=False),
        sa.Column("findings", sa.Text, nullable=False),
        sa.Column("opened_at", sa.DateTime, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.Column("thread", sa.Integer, nullable=True),
        sa.UniqueConstraint("repo"),
    )
    op.create_table(
        "actions",
        sa.Column("id", sa.String(256), primary_key=True),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("case", sa.Integer, sa.ForeignKey("cases.number"), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("repo", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_index(None, "actions", ["state"])


def _log() -> None:
    op.create_table(
        "decisions",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("case", sa.Integer, sa.ForeignKey("cases.number"), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("decider", sa.String(32), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_index(None, "decisions", ["case"])
    op.create_table(
        "receipts",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("case", sa.Integer, sa.ForeignKey("cases.number"), nullable=False),
        sa.Column("action", sa.String(256), sa.ForeignKey("actions.id"), nullable=False),
        sa.Column("thread", sa.Integer, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("done", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_index(None, "receipts", ["case"])
    op.create_index(None, "receipts", ["done", "at"])


def _catalog() -> None:
    op.create_table(
        "upstreams",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("repo", sa.Text, nullable=False),
        sa.Column("revision", sa.Text, nullable=False),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("parameters", sa.BigInteger, nullable=False),
        sa.Column("architecture", sa.Text, nullable=False),
        sa.Column("component_parameters", sa.Text, nullable=False),
        sa.Column("terms", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=True),
        sa.UniqueConstraint("repo", "revision", "method"),
    )
    _files()
    _references()


def _owner() -> sa.Column[int]:
    owner = sa.ForeignKey("upstreams.sequence", ondelete="CASCADE")
    return sa.Column("upstream", sa.BigInteger, owner, primary_key=True, autoincrement=False)


def _files() -> None:
    op.create_table(
        "upstream_files",
        _owner(),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("blob_id", sa.String(64), nullable=True),
        sa.Column("lfs_sha256", sa.String(64), nullable=True),
    )
    op.create_index(None, "upstream_files", ["blob_id"])
    op.create_index(None, "upstream_files", ["lfs_sha256"])


def _references() -> None:
    op.create_table(
        "upstream_references",
        _owner(),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("component", sa.String(32), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("layer", sa.Integer, nullable=True),
        sa.Column("expert", sa.Integer, nullable=True),
        sa.Column("shape", sa.Text, nullable=False),
        sa.Column("first_row", sa.BigInteger, nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("columns", sa.BigInteger, nullable=False),
        sa.Column("dtype", sa.String(16), nullable=False),
        sa.Column("codes", sa.LargeBinary, nullable=False),
        sa.Column("row_digests", sa.LargeBinary, nullable=False),
    )
    op.create_index(None, "upstream_references", ["columns", "upstream"])
