# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Random access to a file by ranges; what was read once is not asked for again."""

from __future__ import annotations

from bot.formats.pieces import FIRST_PIECE, Reading, T
from bot.model.errors import InputError
from bot.model.repository import ByteRange

MOST_KNOWN = 100_000_000
"""Bytes of one file that are read to find its tensors, and kept."""


class Window:
    """The parts of a file that are known."""

    def __init__(self, path: str, file_size: int) -> None:
        self.path = path
        self.file_size = file_size
        self._known: list[tuple[int, bytes]] = []
        self._total = 0

    def take(self, start: int, stop: int, *, ahead: int = FIRST_PIECE) -> Reading[bytes]:
        """These bytes. Where they are not known, at least ``ahead`` bytes from ``start`` on are asked for.

        Raises InputError where the file does not have them, or where too much of it was asked for.
        """
        if not 0 <= start <= stop <= self.file_size:
            raise InputError(f"{self.path}: names bytes {start} to {stop}, file has {self.file_size}")
        if start == stop:
            return b""
        for first, known in self._known:
            if first <= start and stop <= first + len(known):
                return known[start - first : stop - first]
        wanted = ByteRange(start, min(self.file_size, max(stop, start + ahead)))
        self._total += wanted.length
        if self._total > MOST_KNOWN:
            raise InputError(
                f"{self.path}: its header takes more than the {MOST_KNOWN} bytes that are read of one file"
            )
        piece = yield wanted
        self._known.append((start, piece))
        return piece[: stop - start]

    def played(self, reading: Reading[T]) -> Reading[T]:
        """Another reader's result, its ranges served from here."""
        try:
            wanted = next(reading)
            while True:
                piece = yield from self.take(wanted.start, wanted.stop)
                wanted = reading.send(piece)
        except StopIteration as done:
            result: T = done.value
            return result
