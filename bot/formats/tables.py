# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Sorted tables of LevelDB (https://github.com/google/leveldb/blob/main/doc/table_format.md), small ones, from memory."""

from __future__ import annotations

from collections.abc import Iterator

from bot.formats.wire import varint_at
from bot.model.errors import InputError

_FOOTER = 48
_MAGIC = 0xDB4775248B80FB57
_TRAILER = 5
"""Bytes after a block: how it is compressed, and a checksum."""
_LONGEST_KEY = 4096
_MOST_BLOCKS = 1 << 16


def entries_of(path: str, table: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Keys and values in the order of the keys. Raises InputError where blocks lie outside the table, overlap or are compressed."""
    if len(table) < _FOOTER or int.from_bytes(table[-8:], "little") != _MAGIC:
        raise InputError(f"{path}: expected a table of LevelDB, found {len(table)} bytes that do not end like one")
    footer = table[-_FOOTER:]
    at = 0
    for _ in range(2):
        _, at = varint_at(path, "footer", footer, at)
    index, _ = _handle(path, footer, at)
    end = 0
    for number, (_, handle) in enumerate(_entries_in(path, _block(path, table, index))):
        place, _ = _handle(path, handle, 0)
        # Blocks follow one another; what lies apart cannot be read more often than the file is long.
        if place[0] < end or number >= _MOST_BLOCKS:
            raise InputError(f"{path}: block {number} starts at {place[0]}, the one before it ends at {end}")
        end = sum(place)
        yield from _entries_in(path, _block(path, table, place))


def _handle(path: str, raw: bytes, at: int) -> tuple[tuple[int, int], int]:
    """Offset and size of a block."""
    offset, at = varint_at(path, "place of a block", raw, at)
    size, at = varint_at(path, "place of a block", raw, at)
    return (offset, size), at


def _block(path: str, table: bytes, place: tuple[int, int]) -> bytes:
    offset, size = place
    end = offset + size
    if size < 4 or end + _TRAILER > len(table) - _FOOTER:
        raise InputError(f"{path}: block of {size} bytes at {offset}, the table has {len(table)}")
    if table[end]:
        raise InputError(f"{path}: block at {offset} is compressed; only plain ones are read")
    return table[offset:end]


def _entries_in(path: str, block: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Entries of a block: each key tells how many bytes it shares with the one before it."""
    restarts = int.from_bytes(block[-4:], "little")
    end = len(block) - 4 - 4 * restarts
    if end < 0:
        raise InputError(f"{path}: block of {len(block)} bytes claims {restarts} places to start from")
    key, at = b"", 0
    while at < end:
        shared, at = varint_at(path, "a key", block, at)
        own, at = varint_at(path, "a key", block, at)
        length, at = varint_at(path, "a value", block, at)
        if shared > len(key) or shared + own > _LONGEST_KEY or at + own + length > end:
            raise InputError(f"{path}: a key of {shared} and {own} bytes with {length} of value, {end - at} are left")
        key = key[:shared] + block[at : at + own]
        yield key, block[at + own : at + own + length]
        at += own + length
