# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Tables of FlatBuffers, read where they lie (https://flatbuffers.dev/internals/); whoever follows their offsets never goes back."""

from __future__ import annotations

from dataclasses import dataclass

from bot.formats.pieces import Reading
from bot.formats.places import Places
from bot.model.errors import InputError

_OFFSET = 4
_MOST_FIELDS = 64


@dataclass(frozen=True, slots=True)
class Table:
    """One table: where it lies, and of its fields the offsets within it, 0 for what is absent."""

    start: int
    fields: tuple[int, ...]

    def place(self, number: int) -> int | None:
        """Offset of a field in the file; ``None`` where it is absent."""
        offset = self.fields[number] if number < len(self.fields) else 0
        return self.start + offset if offset else None


class Tables:
    """The tables of one file. What is asked for by its offset raises InputError where the file does not have it."""

    def __init__(self, path: str, places: Places) -> None:
        self._path = path
        self._places = places

    def table_at(self, start: int) -> Reading[Table]:
        """The table that begins there."""
        back = int.from_bytes((yield from self._places.take(start, 4)), "little", signed=True)
        at = start - back
        size = yield from self._places.number(at, 2)
        count = (size - 4) // 2
        if size < 4 or size % 2 or count > _MOST_FIELDS:
            raise InputError(f"{self._path}: table at {start}: claims {size} bytes for the places of its fields")
        raw = yield from self._places.take(at + 4, 2 * count)
        return Table(start, tuple(int.from_bytes(raw[at : at + 2], "little") for at in range(0, 2 * count, 2)))

    def number(self, table: Table, number: int, width: int) -> Reading[int]:
        """A field that is a number without a sign; 0 where it is absent, as the schema of TFLite has it for all that is read."""
        place = table.place(number)
        return 0 if place is None else (yield from self._places.number(place, width))

    def vector(self, table: Table, number: int, most: int) -> Reading[tuple[int, int]]:
        """Offset of the first element and number of elements; none where the field is absent."""
        place = table.place(number)
        if place is None:
            return 0, 0
        start = place + (yield from self._places.number(place, _OFFSET))
        count = yield from self._places.number(start, 4)
        if count > most:
            raise InputError(f"{self._path}: table at {table.start}: field {number} claims {count} elements")
        return start + 4, count

    def tables(self, table: Table, number: int, most: int) -> Reading[list[int]]:
        """Offsets of the tables that a field lists."""
        first, count = yield from self.vector(table, number, most)
        found = []
        for at in range(first, first + count * _OFFSET, _OFFSET):
            offset = yield from self._places.number(at, _OFFSET)
            found.append(at + offset)
        return found
