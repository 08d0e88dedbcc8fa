# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Walking through a header whose length nobody tells: asks for the next range of the file and keeps nothing it has passed."""

from __future__ import annotations

import struct
from collections.abc import Generator
from typing import TypeAlias, TypeVar

from bot.model.errors import InputError
from bot.model.repository import ByteRange

T = TypeVar("T")
Reading: TypeAlias = Generator[ByteRange, bytes, T]
"""Yields ranges, is sent their bytes, returns the result."""

FIRST_PIECE = 64 * 1024
_LARGEST_PIECE = 2 * 1024 * 1024
_MARGIN = 1.05
"""Later texts of a tokenizer are a little longer than its first."""
_LENGTH = 8
"""Bytes of the length before a text."""
_LENGTH_OF_TEXT = struct.Struct("<Q")


class Pieces:
    """A place in a file, and the bytes from there on that are known.

    With ``growing`` each piece is twice as long as the one before, for what has many small parts and no end in sight.
    """

    def __init__(self, path: str, *, file_size: int, limit: int, start: int = 0, growing: bool = False) -> None:
        self._path = path
        self._file_size = file_size
        self._limit = limit
        self._known = b""
        self._at = 0
        self._start = start
        self._piece = FIRST_PIECE
        self._growth = 2 if growing else 1

    @property
    def position(self) -> int:
        """Offset in the file."""
        return self._start + self._at

    def take(self, count: int) -> Reading[bytes]:
        """The next bytes."""
        if self._at + count > len(self._known):
            yield from self._need(count)
        self._at += count
        return self._known[self._at - count : self._at]

    def number(self, width: int) -> Reading[int]:
        """The next little-endian number without a sign."""
        return int.from_bytes((yield from self.take(width)), "little")

    def text(self, longest: int, what: str) -> Reading[bytes]:
        """The next bytes with their length before them."""
        length = yield from self.number(_LENGTH)
        if length > longest:
            raise InputError(f"{self._path}: {what} claims {length} bytes, at most {longest} are read")
        return (yield from self.take(length))

    def skip(self, count: int) -> Reading[None]:
        """Go on by so many bytes; those that are not known are not asked for."""
        self._check(count)
        self._at += count
        if self._at > len(self._known):
            self._start, self._at, self._known = self.position, 0, b""
            self._piece = FIRST_PIECE
        yield from ()

    def skip_texts(self, count: int) -> Reading[None]:
        """Go on by so many texts. How much to ask for is reckoned from those that have been passed."""
        self._check(count * _LENGTH)
        first = self.position
        done = self._passed(count)
        while done < count:
            if len(self._known) - self._at < _LENGTH:
                passed = self.position - first
                yield from self._need(_LENGTH, likely=int(_MARGIN * passed * (count - done) / max(1, done)))
            else:
                length = int.from_bytes(self._known[self._at : self._at + _LENGTH], "little")
                yield from self.skip(_LENGTH + length)
                done += 1
            done += self._passed(count - done)

    def _passed(self, most: int) -> int:
        """Go on by at most so many texts that are known whole; how many they were. There may be hundreds of thousands."""
        known, at, last, length_at = self._known, self._at, len(self._known) - _LENGTH, _LENGTH_OF_TEXT.unpack_from
        done = 0
        while done < most and at <= last:
            after = at + _LENGTH + length_at(known, at)[0]
            if after > last + _LENGTH:
                break
            at, done = after, done + 1
        self._at = at
        return done

    def _need(self, count: int, likely: int = 0) -> Reading[None]:
        if self._at + count <= len(self._known):
            return
        self._check(count)
        start = self._start + len(self._known)
        wanted = max(self.position + count, start + self._piece, min(self.position + likely, start + _LARGEST_PIECE))
        self._piece = min(self._piece * self._growth, _LARGEST_PIECE)
        piece = yield ByteRange(start, min(wanted, self._file_size, self._limit))
        self._start, self._at, self._known = self.position, 0, self._known[self._at :] + piece

    def _check(self, count: int) -> None:
        stop = self.position + count
        if stop > self._file_size:
            raise InputError(f"{self._path}: header goes on to byte {stop}, file has {self._file_size}")
        if stop > self._limit:
            raise InputError(f"{self._path}: header goes on to byte {stop}, at most {self._limit} are read")
