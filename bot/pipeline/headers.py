# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The weight formats that are read, and how the header of each is got: by ranges, and never by running anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from bot.formats import binaries, gguf
from bot.formats.headers import Header
from bot.formats.pieces import Reading
from bot.formats.safetensors import LENGTH_BYTES, header_range, parse_header
from bot.model.errors import InputError
from bot.model.repository import ByteRange
from bot.pipeline.budgeting import BudgetedSource

_FIRST_READ = 64 * 1024
"""Bytes of a file that are read at once: the headers of most shards fit."""
Read: TypeAlias = Callable[[BudgetedSource, str, int], Header]


@dataclass(frozen=True, slots=True)
class WeightFormat:
    """One way to store weights."""

    suffix: str
    read: Read


def read_header(source: BudgetedSource, path: str, size: int) -> Header:
    """The header of a file of this size. Raises InputError for one that lies or whose format is not read, and what the source raises."""
    for each in FORMATS:
        if path.endswith(each.suffix):
            header = each.read(source, path, size)
            source.rely_on(path, header.marks)
            return header
    raise InputError(f"{path}: expected one of {', '.join(each.suffix for each in FORMATS)}")


def is_readable(path: str) -> bool:
    """Whether the format is read, by the file's ending."""
    return path.endswith(tuple(each.suffix for each in FORMATS))


def _safetensors(source: BudgetedSource, path: str, size: int) -> Header:
    if size < LENGTH_BYTES:
        raise InputError(f"{path}: expected a safetensors file of 8 bytes or more, found {size}")
    first = source.read_ranges(path, [ByteRange(0, min(_FIRST_READ, size))])[0]
    place = header_range(path, first, size)
    text = first[place.start : place.stop]
    if place.stop > len(first):
        text += source.read_ranges(path, [ByteRange(len(first), place.stop)])[0]
    return parse_header(path, text, size)


def _gguf(source: BudgetedSource, path: str, size: int) -> Header:
    return _read(source, path, gguf.read_header(path, size))


def _binary(source: BudgetedSource, path: str, size: int) -> Header:
    return _read(source, path, binaries.read_header(path, size))


def _read(source: BudgetedSource, path: str, reading: Reading[Header]) -> Header:
    try:
        wanted = next(reading)
        while True:
            wanted = reading.send(source.read_ranges(path, [wanted])[0])
    except StopIteration as done:
        header: Header = done.value
        return header


FORMATS = (
    WeightFormat(".safetensors", _safetensors),
    WeightFormat(".gguf", _gguf),
    *(WeightFormat(suffix, _binary) for suffix in binaries.SUFFIXES),
)
