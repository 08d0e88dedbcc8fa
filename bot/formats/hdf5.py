# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Headers of HDF5 files as Keras and TensorFlow write them (``tf_model.h5``); every way in which one can lie is refused by name.

The format (https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html): a superblock points to the root group, groups point to
object headers, and the header of a dataset tells its type, its shape and where its values lie. Read are superblocks 0 to 3, object
headers 1 and 2, groups with a symbol table or with links in their header, and datasets that lie in one piece; what is chunked, compressed,
big-endian or kept elsewhere is listed and left alone. What an optimizer remembers is no weight and is left out.

Why no library: the C library crashes on damaged files. pyfive, which is pure Python and survived three thousand damaged files without a
hang, raises eight kinds of errors without a place, reads wherever the file points without a bound, and brings numcodecs, a set of
compiled decompressors, for data that is never decompressed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.formats.entries import MOST_TENSORS, checked_header, checked_name
from bot.formats.hdf5_groups import links_of
from bot.formats.hdf5_objects import Message, dataset_at, is_dataset, messages_of
from bot.formats.headers import Header
from bot.formats.pieces import Reading
from bot.formats.places import Places, Spent
from bot.model.errors import InputError
from bot.model.tensors import TensorSpec

MAGIC = b"\x89HDF\r\n\x1a\n"
_OLD_VERSIONS, _NEW_VERSIONS = (0, 1), (2, 3)
_DEEPEST = 32
"""Groups within groups."""
_LEFT_OUT = ("optimizer_weights", "optimizer")


@dataclass(frozen=True, slots=True)
class _Object:
    """A group or a dataset that is still to be looked at."""

    name: str
    address: int
    depth: int


def read_header(path: str, file_size: int, most_jumps: int | None = None) -> Reading[Header]:
    """Yields the next range to read and expects its bytes; returns the datasets, named as ``bert/encoder/layer_._0/dense/kernel:0``.

    A dataset that stands in several groups is listed once. After ``most_jumps`` ranges it returns what it has found until there. Raises
    InputError, naming the file and the object, where anything does not fit.
    """
    places = Places(path, file_size=file_size, most_jumps=most_jumps)
    tensors: list[TensorSpec] = []
    unsupported: list[str] = []
    unread = 0
    try:
        yield from _walk(path, places, tensors, unsupported)
    except Spent:
        unread = file_size - sum(tensor.bytes for tensor in tensors)
    return checked_header(path, tensors, unsupported, file_size=file_size, unread_bytes=unread)


def _walk(path: str, places: Places, tensors: list[TensorSpec], unsupported: list[str]) -> Reading[None]:
    """Every object once, in the order of their names; addresses that were seen are not looked at again, so a cycle ends."""
    waiting = [_Object("", (yield from _root(path, places)), 0)]
    seen: set[int] = set()
    met = 0
    while waiting:
        each = waiting.pop()
        if each.address in seen:
            continue
        seen.add(each.address)
        messages = yield from messages_of(path, places, each.name, each.address)
        if is_dataset(messages):
            found = yield from dataset_at(path, places, each.name, messages)
            if found is None:
                unsupported.append(each.name)
            else:
                tensors.append(found)
            continue
        inner = yield from _members(path, places, each, messages, unsupported)
        met += len(inner)
        if met > MOST_TENSORS:
            raise InputError(f"{path}: {each.name}: groups hold more than {MOST_TENSORS} objects")
        waiting += reversed(inner)


def _members(
    path: str, places: Places, group: _Object, messages: tuple[Message, ...], unsupported: list[str]
) -> Reading[list[_Object]]:
    links = yield from links_of(path, places, group.name, messages)
    if links is None:
        unsupported.append(group.name or "the root group")
        return []
    if links and group.depth >= _DEEPEST:
        raise InputError(f"{path}: {group.name}: more than {_DEEPEST} groups within one another")
    return list(_named(path, group, links))


def _named(path: str, group: _Object, links: list[tuple[bytes, int]]) -> Iterator[_Object]:
    for raw, address in links:
        part = checked_name(path, raw)
        if group.depth == 0 and part in _LEFT_OUT:
            continue
        name = checked_name(path, f"{group.name}/{part}".encode()) if group.name else part
        yield _Object(name, address, group.depth + 1)


def _root(path: str, places: Places) -> Reading[int]:
    """Address of the root group's object header."""
    start = yield from places.take(0, 16)
    if not start.startswith(MAGIC):
        raise InputError(f"{path}: expected an HDF5 file, found one that begins with {start[:8]!r}")
    version = start[8]
    if version in _OLD_VERSIONS:
        widths, base, root = start[13:15], 24 + 4 * version, 24 + 4 * version + 4 * 8 + 8
    elif version in _NEW_VERSIONS:
        widths, base, root = start[9:11], 12, 36
    else:
        raise InputError(f"{path}: superblock of version {version}; versions 0 to 3 are read")
    if widths != b"\x08\x08":
        raise InputError(f"{path}: offsets and lengths of {widths[0]} and {widths[1]} bytes; 8 are read")
    if (yield from places.number(base, 8)):
        raise InputError(f"{path}: addresses count from elsewhere than the start of the file")
    return (yield from places.number(root, 8))
