# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the search among many upstreams reads of each: a small corner of every test block, all in one piece."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

from bot.model.components import Role
from bot.model.fingerprints import Fingerprint, TensorReference
from bot.model.repository import SnapshotKey

SEARCH_ROWS = 32
"""Rows of a block: all of a test block."""
SEARCH_BYTES = 8
"""Of each row's signs: 64 columns, the fewest that are read of any block."""
PLACE = struct.Struct("<iiq")
"""Layer and expert, -1 where there is none, and rows of the whole tensor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSheet:
    """The corners of an upstream's test blocks of neurons, of one width."""

    upstream: SnapshotKey
    columns: int
    """Width of the whole rows."""
    places: bytes
    """One `PLACE` for each block."""
    codes: bytes
    """For each block ``SEARCH_ROWS`` times ``SEARCH_BYTES``, filled up with zeros where rows are narrower."""


def sheets_of(fingerprint: Fingerprint) -> tuple[SearchSheet, ...]:
    """One sheet for each width, narrow ones first; only of neurons, since only they are searched by."""
    by_columns: dict[int, list[TensorReference]] = {}
    for reference in fingerprint.references:
        if reference.role is Role.UNIT_IN and reference.rows == SEARCH_ROWS:
            by_columns.setdefault(reference.columns, []).append(reference)
    return tuple(
        SearchSheet(
            upstream=fingerprint.key,
            columns=columns,
            places=b"".join(_place(each) for each in own),
            codes=b"".join(corner(each.codes) for each in own),
        )
        for columns, own in sorted(by_columns.items())
    )


def corner(codes: bytes) -> bytes:
    """The first bytes of each of the block's ``SEARCH_ROWS`` rows."""
    width = len(codes) // SEARCH_ROWS
    rows: Iterable[bytes] = (codes[row * width : (row + 1) * width][:SEARCH_BYTES] for row in range(SEARCH_ROWS))
    return b"".join(row.ljust(SEARCH_BYTES, b"\0") for row in rows)


def _place(reference: TensorReference) -> bytes:
    layer = -1 if reference.layer is None else reference.layer
    expert = -1 if reference.expert is None else reference.expert
    return PLACE.pack(layer, expert, reference.shape[0])
