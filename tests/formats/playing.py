# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Plays a file to a reader that asks for ranges, and damages files."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.formats.headers import Header
from bot.formats.pieces import Reading
from bot.model.errors import InputError
from bot.model.repository import ByteRange


def play(reading: Reading[Header], file: bytes, asked: list[ByteRange] | None = None) -> Header:
    """What the reader returns; every range lies within the file."""
    try:
        wanted = next(reading)
        while True:
            assert wanted.stop <= len(file)
            if asked is not None:
                asked.append(wanted)
            wanted = reading.send(file[wanted.start : wanted.stop])
    except StopIteration as done:
        header: Header = done.value
        return header


def is_refused_or_inside(reading: Reading[Header], file: bytes, size: int | None = None) -> bool:
    """Whether the file was refused by name, or every tensor lies within it, or within another file of this size."""
    try:
        found = play(reading, file)
    except InputError as refused:
        return "model" in str(refused)
    return all(0 <= each.start <= each.stop <= (len(file) if size is None else size) for each in found.tensors)


def damages(size: int) -> st.SearchStrategy[list[tuple[int, int]]]:
    """A few bytes of a file of this size to change."""
    return st.lists(st.tuples(st.integers(0, size - 1), st.sampled_from(range(256))), max_size=4)


def damaged(file: bytes, changes: list[tuple[int, int]]) -> bytes:
    """The file with these bytes changed."""
    content = bytearray(file)
    for place, value in changes:
        content[place] = value
    return bytes(content)
