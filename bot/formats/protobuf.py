# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Protocol buffer messages of any length, walked field by field where they lie; what a field holds is read only where it is asked for.

The encoding: https://protobuf.dev/programming-guides/encoding/. Messages that are small enough to hold are taken apart by `bot.formats.wire`.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.formats.pieces import Reading
from bot.formats.places import Places
from bot.formats.wire import varint_at
from bot.model.errors import InputError

_MOST_FIELDS = 1 << 19
"""Fields of one file that are walked over: each takes microseconds, and a file can hold a billion."""
_LONGEST_TAG = 20
"""Bytes of a tag and the number behind it."""
_VARINT, _BYTES = 0, 2
_FIXED = {1: 8, 5: 4}
_LARGEST_TAG = 1 << 32


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a message and where its content lies."""

    number: int
    value: int
    """Of a number; 0 for all else."""
    start: int
    stop: int
    is_bytes: bool
    """Whether it is a text, a message, or packed numbers."""

    @property
    def length(self) -> int:
        """Bytes of its content."""
        return self.stop - self.start


class Walk:
    """A place in a message."""

    def __init__(self, path: str, places: Places) -> None:
        self._path = path
        self._places = places
        self._fields = 0

    def field(self, start: int, stop: int, what: str) -> Reading[Field]:
        """The field that begins there, in a message that ends at ``stop``.

        Raises InputError, naming the file and ``what``, where it does not end within the message, or is of a kind that is no longer in use.
        """
        self._fields += 1
        if self._fields > _MOST_FIELDS:
            raise InputError(f"{self._path}: more than {_MOST_FIELDS} fields")
        raw = yield from self._places.take(start, min(_LONGEST_TAG, stop - start))
        tag, at = varint_at(self._path, what, raw, 0)
        number, kind = tag >> 3, tag & 7
        if not 0 < tag < _LARGEST_TAG or not number:
            raise InputError(f"{self._path}: {what}: impossible field {number}")
        if kind == _VARINT:
            value, end = varint_at(self._path, what, raw, at)
            return Field(number, value, start + at, start + end, is_bytes=False)
        if kind == _BYTES:
            length, at = varint_at(self._path, what, raw, at)
        elif kind in _FIXED:
            length = _FIXED[kind]
        else:
            raise InputError(f"{self._path}: {what}: field {number} of the unknown kind {kind}")
        if start + at + length > stop:
            raise InputError(
                f"{self._path}: {what}: field {number} claims {length} bytes, {stop - start - at} are left"
            )
        return Field(number, 0, start + at, start + at + length, is_bytes=kind == _BYTES)

    def content(self, field: Field, longest: int, what: str) -> Reading[bytes]:
        """What the field holds. Raises InputError where that is longer than ``longest``."""
        if field.length > longest:
            raise InputError(f"{self._path}: {what} claims {field.length} bytes, at most {longest} are read")
        return (yield from self._places.take(field.start, field.length))
