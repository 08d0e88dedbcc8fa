# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""PyTorch checkpoints from before 1.6, and pickles that hold their arrays themselves.

The layout is that of ``_legacy_save`` in ``torch/serialization.py``: pickles of a magic number, a protocol, facts about the system, the object
and the keys of its storages, then each storage with the number of its elements before it.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.formats.headers import Header, Mark
from bot.formats.pickled.machine import Pickled, read_pickle
from bot.formats.pickled.naming import named_tensors
from bot.formats.pickled.places import NotReadable, placed, remarks
from bot.formats.pickled.values import Storage, Table
from bot.formats.pieces import Pieces, Reading
from bot.formats.windows import Window
from bot.model.errors import InputError
from bot.model.repository import ByteRange

MAGIC = b"\x80"
_MAGIC_NUMBER = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001
_COUNT_BYTES = 8


def read_pickled(window: Window) -> Reading[Header]:
    """The tensors of the file. Raises InputError where it is neither of the two, or contradicts itself."""
    size = window.file_size
    pieces = Pieces(window.path, file_size=size, limit=size, growing=True)
    return (yield from window.played(_read(window.path, pieces, size)))


def read_arrays(window: Window, start: int) -> Reading[Header]:
    """The arrays in the pickle that begins there."""
    path, size = window.path, window.file_size
    pieces = Pieces(path, file_size=size, limit=size, start=start, growing=True)
    pickled = yield from window.played(read_pickle(path, pieces))
    return _header(path, pickled, {}, ())


def _read(path: str, pieces: Pieces, size: int) -> Reading[Header]:
    first = yield from read_pickle(path, pieces)
    if first.value != _MAGIC_NUMBER:
        return _header(path, first, {}, ())
    protocol = yield from read_pickle(path, pieces)
    system = yield from read_pickle(path, pieces)
    if protocol.value != _PROTOCOL:
        raise InputError(f"{path}: expected a PyTorch file of protocol {_PROTOCOL}, found another")
    if isinstance(system.value, Table) and ("little_endian", False) in system.value.entries:
        raise InputError(f"{path}: numbers are in big-endian order; only little-endian ones are read")
    pickled = yield from read_pickle(path, pieces)
    keys = yield from read_pickle(path, pieces)
    starts, marks = _laid_out(path, keys.value, pickled.storages, start=pieces.position, size=size)
    return _header(path, pickled, starts, marks)


def _laid_out(
    path: str, keys: object, storages: Mapping[str, Storage], *, start: int, size: int
) -> tuple[dict[str, int], tuple[Mark, ...]]:
    """Where each storage begins: they follow one another to the end of the file, in the order of their keys."""
    if not isinstance(keys, list):
        raise InputError(f"{path}: expected a list of storages behind the pickle")
    starts: dict[str, int] = {}
    marks: list[Mark] = []
    for key in keys:
        storage = storages.get(key) if isinstance(key, str) else None
        if storage is None or storage.key in starts:
            raise InputError(
                f"{path}: storage {str(key)[:40]!r} is not one of those that the pickle names, or comes twice"
            )
        data = start + _COUNT_BYTES
        starts[storage.key] = data
        content = storage.elements.to_bytes(_COUNT_BYTES, "little")
        start = data + storage.bytes
        if start > size:
            raise InputError(f"{path}: storage {storage.key} ends at {start}, file has {size}")
        marks.append(Mark(range=ByteRange(data - _COUNT_BYTES, data), content=content, stop=start))
    if start != size:
        raise InputError(f"{path}: storages end at {start}, file has {size}")
    return starts, tuple(marks)


def _header(path: str, pickled: Pickled, starts: Mapping[str, int], marks: tuple[Mark, ...]) -> Header:
    def locate(storage: Storage) -> int | NotReadable:
        start = starts.get(storage.key)
        return NotReadable("its storage is not in the file") if start is None else start

    tensors, left = placed(path, named_tensors(path, pickled.value), locate)
    tensors.sort(key=lambda tensor: (tensor.start, tensor.name))
    return Header(tensors=tuple(tensors), unsupported=(*remarks(pickled.names), *sorted(left)), marks=marks)
