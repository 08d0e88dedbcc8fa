# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads pairs of tensors in step, in pieces of bounded size, while what came before is still being worked on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeAlias

from bot.model.costs import Cost
from bot.model.repository import ByteRange
from bot.model.tensors import TensorSpec
from bot.ports.hub import ModelSource

PIECE_BYTES = 8 * 1024 * 1024
"""Most bytes of one side that one call asks for: at most three such pieces of each side are in memory at once."""
_AHEAD = 2

Read: TypeAlias = Callable[[], list[bytes]]
"""Waits for the ranges that were asked for. Raises what `ModelSource.read_ranges` does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two tensors of which the first ``elements`` values of both are read, ``row`` of them at least at once."""

    suspect: TensorSpec
    reference: TensorSpec
    elements: int
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Consecutive values of one pair."""

    pair: int
    """Its place in the list of pairs."""
    suspect: ByteRange
    reference: ByteRange
    is_last: bool


Batch: TypeAlias = tuple[Segment, ...]
"""What one call asks of each side: segments of one file of the suspect and one of the reference."""


def batches(pairs: Sequence[Pair]) -> Iterator[Batch]:
    """Everything there is to read, in order. Small tensors that follow one another come together; empty ones do not come at all."""
    waiting: list[Segment] = []
    size, files = 0, ("", "")
    for index, pair in enumerate(pairs):
        own = (pair.suspect.file, pair.reference.file)
        for segment in _segments(index, pair):
            length = max(segment.suspect.length, segment.reference.length)
            if waiting and (own != files or size + length > PIECE_BYTES):
                yield tuple(waiting)
                waiting, size = [], 0
            files = own
            waiting.append(segment)
            size += length
    if waiting:
        yield tuple(waiting)


def _segments(index: int, pair: Pair) -> Iterator[Segment]:
    one, other = (tensor.dtype.block.bytes for tensor in (pair.suspect, pair.reference))
    step = max(1, PIECE_BYTES // max(one, other) // pair.row) * pair.row
    for first in range(0, pair.elements, step):
        last = min(pair.elements, first + step)
        yield Segment(
            pair=index,
            suspect=ByteRange(pair.suspect.start + first * one, pair.suspect.start + last * one),
            reference=ByteRange(pair.reference.start + first * other, pair.reference.start + last * other),
            is_last=last == pair.elements,
        )


class TwoReaders:
    """One thread for each side, so that both read at the same time and each source is used by one thread only. Close it."""

    def __init__(self, suspect: ModelSource, reference: ModelSource) -> None:
        self._suspect = suspect
        self._reference = reference
        self._threads = (ThreadPoolExecutor(1, "suspect"), ThreadPoolExecutor(1, "reference"))

    def __enter__(self) -> Self:
        """Ready to read."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for what is being read, and ask for nothing more."""
        for threads in self._threads:
            threads.shutdown(cancel_futures=True)

    @property
    def cost(self) -> Cost:
        """Of both sides, as far as they are."""
        return self._suspect.cost + self._reference.cost

    def of_suspect(self, path: str, ranges: Sequence[ByteRange]) -> Read:
        """Ask for ranges of a file of the suspect."""
        return self._threads[0].submit(self._suspect.read_ranges, path, ranges).result

    def of_reference(self, path: str, ranges: Sequence[ByteRange]) -> Read:
        """Ask for ranges of a file of the reference."""
        return self._threads[1].submit(self._reference.read_ranges, path, ranges).result

    def in_step(self, pairs: Sequence[Pair], wanted: Callable[[Batch], bool]) -> Iterator[tuple[Batch, Read, Read]]:
        """Every batch that is still wanted when its turn to be asked for comes, with the bytes of both sides."""
        asked: deque[tuple[Batch, Read, Read]] = deque()
        for batch in batches(pairs):
            if wanted(batch):
                asked.append((batch, *self._ask(pairs, batch)))
            if len(asked) > _AHEAD:
                yield asked.popleft()
        while asked:
            yield asked.popleft()

    def _ask(self, pairs: Sequence[Pair], batch: Batch) -> tuple[Read, Read]:
        pair = pairs[batch[0].pair]
        return (
            self.of_suspect(pair.suspect.file, [each.suspect for each in batch]),
            self.of_reference(pair.reference.file, [each.reference for each in batch]),
        )
