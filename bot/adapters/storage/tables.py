# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The tables as the program uses them; `migrations` makes them, and a test holds the two together."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Moment(TypeDecorator[datetime]):
    """A time in UTC, to the microsecond, on every database; a time without a zone is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Strip the zone after moving to UTC."""
        del dialect
        if value is not None and value.tzinfo is None:
            raise ValueError(f"expected a time with a zone, found {value.isoformat()}")
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say the zone again."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

COUNTERS = Table(
    "counters",
    METADATA,
    Column("name", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""The last number given out of each kind. Updating a row also locks it, which puts writers of one kind in a row."""

WATERMARK = Table(
    "watermark",
    METADATA,
    Column("name", String(32), primary_key=True),
    Column("at", Moment, nullable=True),
)

TAKEN = Table(
    "taken",
    METADATA,
    Column("repo", Text, primary_key=True),
    Column("revision", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)

REPORTS = Table(
    "reports",
    METADATA,
    Column("repo", Text, primary_key=True),
    Column("revision", Text, primary_key=True),
    Column("report", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

CASES = Table(
    "cases",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("repo", Text, nullable=False),
    Column("state", String(32), nullable=False),
    Column("subject_repo", Text, nullable=False),
    Column("subject_revision", Text, nullable=False),
    Column("upstreams", Text, nullable=False),
    Column("findings", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("thread", Integer, nullable=True),
    Column("timeline", Text, nullable=True),
    Column("owner", Text, nullable=False),
    Column("asked", Text, nullable=True),
    Column("correction", Integer, nullable=True),
    Column("issue", Text, nullable=True),
    UniqueConstraint("repo"),
    Index(None, "state", "owner"),
    Index(None, "correction"),
)

ACTIONS = Table(
    "actions",
    METADATA,
    Column("id", String(256), primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("case", ForeignKey(CASES.c.number), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("state", String(32), nullable=False),
    Column("repo", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("not_before", Moment, nullable=True),
    Column("tried_at", Moment, nullable=True),
    Column("banner", Text, nullable=True),
    Column("tracker_repo", Text, nullable=True),
    Index(None, "state"),
)
"""The outbox."""

DECISIONS = Table(
    "decisions",
    METADATA,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("case", ForeignKey(CASES.c.number), nullable=False),
    Column("state", String(32), nullable=False),
    Column("decider", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("digest", String(64), nullable=False),
    Index(None, "case"),
    Index(None, "state", "at"),
    Index(None, "at", "sequence"),
    Index(None, "name", "at"),
)
"""Append-only and chained, see `log`."""

RECEIPTS = Table(
    "receipts",
    METADATA,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("case", ForeignKey(CASES.c.number), nullable=False),
    Column("action", ForeignKey(ACTIONS.c.id), nullable=False),
    Column("thread", Integer, nullable=False),
    Column("url", Text, nullable=False),
    Column("done", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("digest", String(64), nullable=False),
    Index(None, "case"),
    Index(None, "done", "at"),
    Index(None, "at", "sequence"),
)
"""Append-only and chained, see `log`."""

ORDERS = Table(
    "orders",
    METADATA,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("scope", Text, nullable=False),
    Column("word", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("digest", String(64), nullable=False),
    Index(None, "scope"),
    Index(None, "at", "sequence"),
    Index(None, "name", "at"),
)
"""Standing orders, append-only and chained, see `log`."""

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

PAST = Table(
    "past",
    METADATA,
    Column("kind", String(8), primary_key=True),
    Column("repo", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "at"),
)
"""Folders of commits and contents of files, which never change: kept so that they are asked for once, and thrown away freely."""

BUCKETS = Table(
    "buckets",
    METADATA,
    Column("caller", String(32), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("requests", Double, nullable=False),
    Column("window_seconds", Double, nullable=False),
    Column("tokens", Double, nullable=False),
    Column("counted_at", Double, nullable=False),
    Column("closed_until", Double, nullable=False),
    Column("remaining", Double, nullable=True),
    Column("remaining_until", Double, nullable=False),
)
"""Turns of each of the Hub's quotas, by whose they are; times are seconds since 1970. See `pace`."""

MOVED = Table(
    "moved",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("bytes", BigInteger, nullable=False),
)
"""Bytes that came from the Hub on each day in UTC."""
INBOX = Table(
    "inbox",
    METADATA,
    Column("repo", Text, primary_key=True),
    Column("revision", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("turn", BigInteger, nullable=False),
    Column("modified_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("claimed_by", Text, nullable=True),
    Column("claimed_at", Moment, nullable=True),
)
"""Snapshots that wait to be scanned. A row in somebody's hands names the executor."""

IS_WAITING = INBOX.c.claimed_by.is_(None)
IS_CLAIMED = INBOX.c.claimed_by.is_not(None)
"""Of one repository one row waits and one is claimed at most: the database itself refuses a second, whichever process it is from."""

Index(
    "ix_inbox_next",
    *(INBOX.c[name] for name in ("priority", "turn", "received_at", "modified_at")),
    sqlite_where=IS_WAITING,
    postgresql_where=IS_WAITING,
)
Index(
    "ix_inbox_owner",
    *(INBOX.c[name] for name in ("owner", "priority", "turn")),
    sqlite_where=IS_WAITING,
    postgresql_where=IS_WAITING,
)
Index("uq_inbox_waiting", INBOX.c.repo, unique=True, sqlite_where=IS_WAITING, postgresql_where=IS_WAITING)
Index("uq_inbox_claimed", INBOX.c.repo, unique=True, sqlite_where=IS_CLAIMED, postgresql_where=IS_CLAIMED)

WALKS = Table(
    "walks",
    METADATA,
    Column("name", String(32), primary_key=True),
    Column("until", Moment, nullable=False),
    Column("cursor", Text, nullable=True),
    Column("reached", Moment, nullable=True),
    Column("done_at", Moment, nullable=True),
)
"""How far the walk through all old models has come."""

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("digest", LargeBinary, primary_key=True),
    Column("name", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Index(None, "name"),
    Index(None, "ends_at"),
)
"""People who signed in, by the digest of an id that only their browser has; roles are not kept."""

LOCAL_ACCOUNTS = Table(
    "local_accounts",
    METADATA,
    Column("account", String(64), primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)
"""People who sign in with a password; ``password`` is a digest with its parameters."""

ATTEMPTS = Table(
    "sign_in_attempts",
    METADATA,
    Column("key", LargeBinary, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
    Index(None, "last_at"),
)
"""Wrong passwords in a row, by the digest of the name that was given."""
