# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the search among many upstreams reads of each, in one piece."""

from __future__ import annotations

import json
import struct

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ROWS, _BYTES = 32, 8


def upgrade() -> None:
    """Add the table, and fill it for upstreams that were taken before."""
    owner = sa.ForeignKey("upstreams.sequence", ondelete="CASCADE")
    made = op.create_table(
        "upstream_search",
        sa.Column("upstream", sa.BigInteger, owner, primary_key=True, autoincrement=False),
        sa.Column("columns", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("places", sa.LargeBinary, nullable=False),
        sa.Column("codes", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_upstream_search_columns", "upstream_search", ["columns"])
    connection = op.get_bind()
    for (upstream,) in connection.execute(sa.text("SELECT sequence FROM upstreams")).all():
        rows = _sheets(connection, upstream)
        if rows:
            op.bulk_insert(made, rows)


def _sheets(connection: sa.Connection, upstream: int) -> list[dict[str, object]]:
    wanted = (
        "SELECT r.columns, r.layer, r.expert, r.shape, r.codes FROM upstream_references r "
        "WHERE r.upstream = :upstream AND r.role = 'unit_in' AND r.rows = :rows ORDER BY r.columns, r.place"
    )
    places: dict[int, bytes] = {}
    codes: dict[int, bytes] = {}
    for row in connection.execute(sa.text(wanted), {"upstream": upstream, "rows": _ROWS}):
        columns, layer, expert, shape, signs = row
        place = struct.pack(
            "<iiq", -1 if layer is None else layer, -1 if expert is None else expert, json.loads(shape)[0]
        )
        places[columns] = places.get(columns, b"") + place
        codes[columns] = codes.get(columns, b"") + _corner(bytes(signs))
    return [
        {"upstream": upstream, "columns": columns, "places": places[columns], "codes": codes[columns]}
        for columns in places
    ]


def _corner(codes: bytes) -> bytes:
    width = len(codes) // _ROWS
    rows = (codes[row * width : (row + 1) * width][:_BYTES] for row in range(_ROWS))
    return b"".join(row.ljust(_BYTES, b"\0") for row in rows)
