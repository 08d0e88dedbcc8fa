# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Plays a file in memory to a reader and holds the reader to what it promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.formats.headers import Header
from bot.formats.pieces import Reading
from bot.model.errors import InputError
from bot.model.repository import ByteRange


class Broken(AssertionError):
    """A reader did not keep a promise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """What a reader never exceeds, whatever the file says."""

    largest_range: int
    """Bytes of one range."""
    most_bytes: int
    """Of all ranges together."""
    beside: Mapping[str, int] = field(default_factory=dict)
    """Further files that the reader was told of, with their sizes in bytes."""


def hold(reading: Reading[Header], path: str, content: bytes, promises: Promises, *, size: int | None = None) -> bool:
    """Whether the file was accepted. Raises Broken where a promise is broken; any error but InputError passes through, and is a finding.

    With ``size`` the file pretends to be larger than its content: what lies behind reads as zeros.
    """
    claimed = len(content) if size is None else size
    try:
        header = _played(reading, content, promises, claimed)
    except InputError as refused:
        if path not in str(refused):
            raise Broken(f"refused without naming the file: {refused}") from refused
        return False
    sizes = {**promises.beside, path: claimed}
    for each in header.tensors:
        if not 0 <= each.start <= each.stop <= sizes.get(each.file, -1):
            raise Broken(
                f"{each.name}: bytes {each.start} to {each.stop} of {each.file}, which has {sizes.get(each.file)}"
            )
        size = each.dtype.size_of(each.elements)
        if not size <= each.bytes <= (2 * size if each.is_text else size):
            raise Broken(f"{each.name}: shape {each.shape} of {each.dtype.value} in {each.bytes} bytes")
    return True


def _played(reading: Reading[Header], content: bytes, promises: Promises, size: int) -> Header:
    total = 0
    try:
        wanted = next(reading)
        while True:
            total += wanted.length
            if wanted.stop > size:
                raise Broken(f"asked for bytes {wanted.start} to {wanted.stop}, file has {size}")
            if wanted.length > promises.largest_range or total > promises.most_bytes:
                raise Broken(f"asked for {wanted.length} bytes, {total} in all")
            wanted = reading.send(_bytes_at(content, wanted))
    except StopIteration as done:
        header: Header = done.value
        return header


def _bytes_at(content: bytes, wanted: ByteRange) -> bytes:
    known = content[wanted.start : wanted.stop]
    return known + bytes(wanted.length - len(known))
