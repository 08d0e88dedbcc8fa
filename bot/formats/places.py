# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reading here and there in a file whose descriptions lie scattered among its tensors."""

from __future__ import annotations

from bot.formats.pieces import Reading
from bot.model.errors import InputError
from bot.model.repository import ByteRange

PAGE = 8192
"""Bytes that are read at once where nothing tells how much will be needed: a few descriptions."""
_LARGEST_READ = 1 << 20
"""Bytes asked for at once while one page after the other is wanted."""
_LONGEST_TAKE = 1 << 20
MOST_READ = 64_000_000
"""Bytes of descriptions that are read of one file: eight thousand places."""
_MOST_KEPT = 1024
"""Pages that are remembered."""
_MOST_TAKEN = 1 << 27
"""Bytes that are taken, the same ones as often as they are: descriptions that point to one another must end."""
_COST_OF_TAKE = 64
"""Bytes that could be taken in the time that taking any takes."""


class Spent(Exception):
    """As many ranges were asked for as the reader may; it tells how far it came."""


class Places:
    """The bytes of a file by their offsets, page by page, the pages seen last at hand."""

    def __init__(self, path: str, *, file_size: int, most_jumps: int | None = None) -> None:
        self._path = path
        self._file_size = file_size
        self._left = most_jumps
        self._pages: dict[int, bytes] = {}
        self._next = -1
        """The page after those that were asked for last."""
        self._ahead = 1
        self._read = 0
        self._taken = 0

    def take(self, start: int, count: int) -> Reading[bytes]:
        """So many bytes from there. Raises InputError where the file does not have them, and Spent where no more may be asked for."""
        if start < 0 or count < 0 or start + count > self._file_size:
            raise InputError(f"{self._path}: header goes on to byte {start + count}, file has {self._file_size}")
        if count > _LONGEST_TAKE:
            raise InputError(f"{self._path}: header holds {count} bytes in one piece, at most {_LONGEST_TAKE} are read")
        self._taken += count + _COST_OF_TAKE
        if self._taken > _MOST_TAKEN:
            raise InputError(f"{self._path}: descriptions point to one another without an end")
        if not count:
            return b""
        first, last = start // PAGE, (start + count - 1) // PAGE
        missing = [page for page in range(first, last + 1) if page not in self._pages]
        if missing:
            yield from self._ask(missing[0], missing[-1])
        found = b"".join(self._pages[page] for page in range(first, last + 1))
        return found[start - first * PAGE :][:count]

    def number(self, start: int, width: int) -> Reading[int]:
        """The little-endian number without a sign that stands there."""
        return int.from_bytes((yield from self.take(start, width)), "little")

    def _ask(self, first: int, last: int) -> Reading[None]:
        self._ahead = min(2 * self._ahead, _LARGEST_READ // PAGE) if first == self._next else 1
        if self._left is not None:
            if not self._left:
                raise Spent
            self._left -= 1
        last = max(last, first + self._ahead - 1)
        wanted = ByteRange(first * PAGE, min((last + 1) * PAGE, self._file_size))
        self._read += wanted.length
        if self._read > MOST_READ:
            raise InputError(f"{self._path}: descriptions take more than {MOST_READ} bytes")
        piece = yield wanted
        for number in range(first, last + 1):
            self._pages[number] = piece[(number - first) * PAGE :][:PAGE]
        while len(self._pages) > _MOST_KEPT:
            self._pages.pop(next(iter(self._pages)))
        self._next = last + 1
