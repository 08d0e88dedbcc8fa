# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The tables of the catalog: known upstreams, and what they are found and compared by."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.adapters.storage.tables import METADATA, Moment

UPSTREAMS = Table(
    "upstreams",
    METADATA,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("repo", Text, nullable=False),
    Column("revision", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("parameters", BigInteger, nullable=False),
    Column("architecture", Text, nullable=False),
    Column("component_parameters", Text, nullable=False),
    Column("terms", Text, nullable=False),
    Column("created_at", Moment, nullable=True),
    UniqueConstraint("repo", "revision", "method"),
)
"""A replaced upstream gets a new sequence, so the highest one is what was added last."""

UPSTREAM_FILES = Table(
    "upstream_files",
    METADATA,
    Column("upstream", ForeignKey(UPSTREAMS.c.sequence, ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("path", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("blob_id", String(64), nullable=True),
    Column("lfs_sha256", String(64), nullable=True),
    Index(None, "blob_id"),
    Index(None, "lfs_sha256"),
)

UPSTREAM_REFERENCES = Table(
    "upstream_references",
    METADATA,
    Column("upstream", ForeignKey(UPSTREAMS.c.sequence, ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("component", String(32), nullable=False),
    Column("role", String(32), nullable=False),
    Column("part", Text, nullable=False),
    Column("layer", Integer, nullable=True),
    Column("expert", Integer, nullable=True),
    Column("shape", Text, nullable=False),
    Column("first_row", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("columns", BigInteger, nullable=False),
    Column("dtype", String(16), nullable=False),
    Column("codes", LargeBinary, nullable=False),
    Column("row_digests", LargeBinary, nullable=False),
    Index(None, "columns", "upstream"),
)
"""The index holds all that a look-up by width reads, so it never touches the codes."""

UPSTREAM_SEARCH = Table(
    "upstream_search",
    METADATA,
    Column("upstream", ForeignKey(UPSTREAMS.c.sequence, ondelete="CASCADE"), primary_key=True),
    Column("columns", BigInteger, primary_key=True, autoincrement=False),
    Column("places", LargeBinary, nullable=False),
    Column("codes", LargeBinary, nullable=False),
    Index(None, "columns"),
)
"""Corners of the test blocks of one width, in one piece: a thousand upstreams are read at once, without their references."""

UPSTREAM_TOKENIZERS = Table(
    "upstream_tokenizers",
    METADATA,
    Column("upstream", ForeignKey(UPSTREAMS.c.sequence, ondelete="CASCADE"), primary_key=True),
    Column("method", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("tokens", BigInteger, nullable=False),
    Column("long_tokens", BigInteger, nullable=False),
    Column("entries", LargeBinary, nullable=False),
    Column("rows", LargeBinary, nullable=False),
)

UPSTREAM_TABLES = Table(
    "upstream_tables",
    METADATA,
    Column("upstream", ForeignKey(UPSTREAMS.c.sequence, ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("layer", Integer, nullable=True),
    Column("shape", Text, nullable=False),
    Column("first_row", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("columns", BigInteger, nullable=False),
    Column("codes", LargeBinary, nullable=False),
    Column("spreads", LargeBinary, nullable=False),
)

UPSTREAM_VALUES = Table(
    "upstream_values",
    METADATA,
    Column("upstream", ForeignKey(UPSTREAMS.c.sequence, ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("component", String(32), nullable=False),
    Column("shape", Text, nullable=False),
    Column("elements", BigInteger, nullable=False),
    Column("stored", LargeBinary, nullable=False),
    Column("ordered", LargeBinary, nullable=False),
    Column("slices", Text, nullable=True),
    Column("scaled", LargeBinary, nullable=True),
    Index(None, "elements"),
)
