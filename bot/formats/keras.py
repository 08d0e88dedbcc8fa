# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Models of Keras 3 (``.keras``): a zip file, and in it an HDF5 file with the weights, stored as it is (keras/src/saving/saving_lib.py)."""

from __future__ import annotations

from dataclasses import replace

from bot.formats import hdf5
from bot.formats.headers import Header
from bot.formats.pieces import Reading
from bot.formats.windows import Window
from bot.formats.zips import read_members, read_start
from bot.model.errors import InputError
from bot.model.repository import ByteRange

_WEIGHTS = "model.weights.h5"


def read_header(path: str, file_size: int, most_jumps: int | None = None) -> Reading[Header]:
    """Yields the next range to read and expects its bytes; returns the datasets of the HDF5 file, as `bot.formats.hdf5` does.

    Raises InputError where there is none, where it is compressed or encrypted, and where anything does not fit.
    """
    window = Window(path, file_size)
    members = yield from read_members(window)
    member = members.get(_WEIGHTS)
    if member is None or member.obstacle:
        found = member.obstacle if member else f"{len(members)} members"
        raise InputError(f"{path}: expected a zip file with {_WEIGHTS}, found {found}")
    start = yield from read_start(window, member)
    header = yield from _shifted(hdf5.read_header(path, member.size, most_jumps), start)
    return replace(
        header,
        tensors=tuple(
            replace(tensor, start=tensor.start + start, stop=tensor.stop + start) for tensor in header.tensors
        ),
    )


def _shifted(reading: Reading[Header], start: int) -> Reading[Header]:
    """Another reader's result, whose file begins there in this one."""
    try:
        wanted = next(reading)
        while True:
            wanted = reading.send((yield ByteRange(wanted.start + start, wanted.stop + start)))
    except StopIteration as done:
        header: Header = done.value
        return header
