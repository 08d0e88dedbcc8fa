# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Groups of HDF5 files: the names of what they hold and where that lies (File Format Specification, sections III.A, III.D and IV)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.formats.entries import LONGEST_NAME, MOST_TENSORS
from bot.formats.hdf5_objects import UNDEFINED, Message
from bot.formats.pieces import Reading
from bot.formats.places import Places
from bot.model.errors import InputError

Link = tuple[bytes, int]
"""Name and address of an object header."""
_LINK_INFO, _LINK, _SYMBOL_TABLE = 0x02, 0x06, 0x11
_TREE_HEAD = 24
_LEAF_HEAD = 8
_LEAF_ENTRY = 40
_SOFT = 2
"""Kind of an entry that is only another name."""
_MOST_NODES = 1 << 14
_HIGHEST = 16
"""Levels of a B-tree; a group of a hundred million members has eight."""


def links_of(path: str, places: Places, name: str, messages: Sequence[Message]) -> Reading[list[Link] | None]:
    """What a group holds, by name; ``None`` where its links lie in a fractal heap, as those of new-style groups of more than eight do."""
    found: list[Link] = []
    for each in messages:
        if each.kind == _SYMBOL_TABLE:
            tree = yield from places.number(each.start, 8)
            heap = yield from places.number(each.start + 8, 8)
            found += yield from _old_links(path, places, name, (tree, heap))
        elif each.kind == _LINK:
            link = yield from _new_link(path, places, name, each)
            found += [link] if link else []
        elif each.kind == _LINK_INFO:
            flags = yield from places.number(each.start + 1, 1)
            if (yield from places.number(each.start + 2 + (8 if flags & 1 else 0), 8)) != UNDEFINED:
                return None
        if len(found) > MOST_TENSORS:
            raise InputError(f"{path}: {_shown(name)}: groups hold more than {MOST_TENSORS} objects")
    return sorted(found)


def _new_link(path: str, places: Places, name: str, message: Message) -> Reading[Link | None]:
    """A link of an object header of version 2; ``None`` for one that is only another name."""
    flags = yield from places.number(message.start + 1, 1)
    at = message.start + 2
    kind = 0
    if flags & 8:
        kind = yield from places.number(at, 1)
        at += 1
    at += (8 if flags & 4 else 0) + (1 if flags & 16 else 0)
    width = 1 << (flags & 3)
    length = yield from places.number(at, width)
    if length > LONGEST_NAME or at + width + length > message.start + message.size:
        raise InputError(f"{path}: {_shown(name)}: the name of a link claims {length} bytes")
    if kind:
        return None
    raw = yield from places.take(at + width, length)
    return raw, (yield from places.number(at + width + length, 8))


def _old_links(path: str, places: Places, name: str, table: tuple[int, int]) -> Reading[list[Link]]:
    """All entries of the leaves below the root of a B-tree."""
    tree, heap = table
    head = yield from places.take(heap, 32)
    if not head.startswith(b"HEAP"):
        raise InputError(f"{path}: {_shown(name)}: expected a heap of names at {heap}, found {head[:4]!r}")
    names, size = int.from_bytes(head[24:32], "little"), int.from_bytes(head[8:16], "little")
    found: list[Link] = []
    seen: set[int] = set()
    nodes = [(tree, _HIGHEST)]
    while nodes:
        address, below = nodes.pop()
        if address in seen or len(seen) > _MOST_NODES:
            raise InputError(f"{path}: {_shown(name)}: its tree comes to {address} twice, or has too many nodes")
        seen.add(address)
        if below == -1:
            found += yield from _leaf(path, places, name, address, (names, names + size))
        else:
            nodes += yield from _children(path, places, name, address, below)
        if len(found) > MOST_TENSORS:
            raise InputError(f"{path}: {_shown(name)}: groups hold more than {MOST_TENSORS} objects")
    return found


def _children(path: str, places: Places, name: str, address: int, below: int) -> Reading[list[tuple[int, int]]]:
    """Addresses of a node's children with their levels; leaves stand below level 0."""
    head = yield from places.take(address, _TREE_HEAD)
    level, count = head[5], int.from_bytes(head[6:8], "little")
    if not head.startswith(b"TREE") or head[4] != 0 or level > below:
        raise InputError(f"{path}: {_shown(name)}: expected a node of a group's tree at {address}, found {head[:6]!r}")
    raw = yield from places.take(address + _TREE_HEAD, 8 + 16 * count)
    return [(int.from_bytes(raw[at : at + 8], "little"), level - 1) for at in range(8, 8 + 16 * count, 16)]


def _leaf(path: str, places: Places, name: str, address: int, names: tuple[int, int]) -> Reading[list[Link]]:
    head = yield from places.take(address, _LEAF_HEAD)
    if not head.startswith(b"SNOD"):
        raise InputError(f"{path}: {_shown(name)}: expected entries at {address}, found {head[:4]!r}")
    count = int.from_bytes(head[6:8], "little")
    raw = yield from places.take(address + _LEAF_HEAD, _LEAF_ENTRY * count)
    found = []
    for at in range(0, len(raw), _LEAF_ENTRY):
        entry = raw[at : at + _LEAF_ENTRY]
        if int.from_bytes(entry[16:20], "little") == _SOFT:
            continue
        start = names[0] + int.from_bytes(entry[:8], "little")
        found.append(((yield from _text(path, places, name, (start, names[1]))), int.from_bytes(entry[8:16], "little")))
    return found


def _text(path: str, places: Places, name: str, place: tuple[int, int]) -> Reading[bytes]:
    """A text that a zero ends."""
    start, stop = place
    text = b""
    while start < stop and len(text) <= LONGEST_NAME:
        step = min(64, stop - start)
        piece, zero, _ = (yield from places.take(start, step)).partition(b"\0")
        text += piece
        if zero:
            return text
        start += step
    raise InputError(f"{path}: {_shown(name)}: a name in its heap does not end")


def _shown(name: str) -> str:
    return name or "the root group"
