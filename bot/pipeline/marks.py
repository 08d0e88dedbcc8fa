# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A source that looks at the marks of a header before it gives out the bytes behind them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from bot.formats.headers import Mark
from bot.model.costs import Cost
from bot.model.errors import InputError
from bot.model.repository import ByteRange, Snapshot
from bot.ports.hub import ModelSource


class CheckedSource:
    """Implements `ModelSource`. Each mark is read once, together with the first bytes that depend on it."""

    def __init__(self, source: ModelSource) -> None:
        self._source = source
        self._marks: dict[str, tuple[Mark, ...]] = {}
        self._seen: dict[str, set[Mark]] = {}

    @property
    def snapshot(self) -> Snapshot:
        """What the listing said."""
        return self._source.snapshot

    @property
    def cost(self) -> Cost:
        """Everything received so far."""
        return self._source.cost

    def rely_on(self, path: str, marks: Sequence[Mark]) -> None:
        """From now on compare these before anything behind them is given out."""
        self._marks[path] = tuple(sorted(marks, key=lambda mark: mark.range))

    def pending(self, path: str, ranges: Sequence[ByteRange]) -> list[Mark]:
        """The marks that come along with these ranges."""
        marks, seen = self._marks.get(path, ()), self._seen.get(path, set())
        starts = [mark.range.stop for mark in marks]
        found: dict[Mark, None] = {}
        for each in ranges if marks else ():
            first = max(0, bisect_left(starts, each.start + 1) - 1)
            for mark in marks[first : bisect_left(starts, each.stop)]:
                if mark.stop > each.start and mark not in seen:
                    found[mark] = None
        return list(found)

    def read(self, path: str, *, limit: int) -> bytes:
        """The whole file, see `ModelSource.read`."""
        return self._source.read(path, limit=limit)

    def read_ranges(self, path: str, ranges: Sequence[ByteRange]) -> list[bytes]:
        """The ranges, see `ModelSource.read_ranges`. Raises InputError where a mark before them is not what it should be."""
        marks = self.pending(path, ranges)
        pieces = self._source.read_ranges(path, [*ranges, *(mark.range for mark in marks)])
        for mark, found in zip(marks, pieces[len(ranges) :], strict=True):
            if found != mark.content:
                raise InputError(
                    f"{path}: tensors behind byte {mark.range.start} are not where they should be: "
                    f"expected {mark.content.hex()} there, found {found.hex()}"
                )
        self._seen.setdefault(path, set()).update(marks)
        return pieces[: len(ranges)]
