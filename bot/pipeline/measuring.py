# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One pass over pairs of tensors: every value of both goes by once, and the numbers that are kept do not grow with them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.evidence.pairing import is_divisor
from bot.model.costs import Reason, Unavailable
from bot.model.differences import MatchedBy, Measured, TensorDifference
from bot.model.errors import InputError, RemoteError
from bot.model.repository import ByteRange
from bot.model.tensors import DType, TensorSpec
from bot.numerics.decoding import DECODABLE, decode
from bot.numerics.differences import DifferenceMeter
from bot.numerics.on_torch import TorchDevice
from bot.numerics.stored import Scales, Stored, row_length
from bot.pipeline.budgeting import unavailable
from bot.pipeline.in_step import Batch, Pair, Read, Segment, TwoReaders
from bot.ports.hub import ModelSource
from bot.ports.progress import Progress

_LARGEST_SCALES = 16 * 1024 * 1024
"""Bytes; what is longer is not taken for the scales of one matrix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two models."""

    source: ModelSource
    scales: Mapping[TensorSpec, TensorSpec]
    """Tensors of codes with what they are multiplied with."""


@dataclass(frozen=True, slots=True)
class Match:
    """Two tensors that belong together."""

    suspect: TensorSpec
    reference: TensorSpec
    matched_by: MatchedBy

    @property
    def shape(self) -> tuple[int, ...] | None:
        """What both have: the same shape, or the first rows of the matrix that has more; ``None`` where they do not fit."""
        one, other = self.suspect.shape, self.reference.shape
        if one == other:
            return one
        if len(one) > 1 and len(other) > 1 and one[1:] == other[1:]:
            return min(one[0], other[0]), *one[1:]
        return None


class Pass:
    """Measures pairs; what cannot be measured is listed with its reason."""

    def __init__(
        self, suspect: Side, reference: Side, matches: Sequence[Match], device: TorchDevice | None = None
    ) -> None:
        self._device = device
        self._sides = (suspect, reference)
        self._matches: list[Match] = []
        self._pairs: list[Pair] = []
        self._measured: dict[int, Measured] = {}
        self._obstacles: dict[int, Unavailable] = {}
        self._broken: dict[tuple[int, str], Unavailable] = {}
        self._unlike: list[Unavailable] = []
        for match in matches:
            self._take(match)

    @property
    def differences(self) -> tuple[TensorDifference, ...]:
        """Of every pair that was measured to its end."""
        return tuple(
            TensorDifference(
                suspect=match.suspect,
                reference=match.reference,
                matched_by=match.matched_by,
                measured=self._measured[index],
            )
            for index, match in enumerate(self._matches)
            if index in self._measured
        )

    @property
    def not_compared(self) -> tuple[Unavailable, ...]:
        """Pairs that do not fit together, then pairs that could not be read."""
        return (*self._unlike, *(self._obstacles[index] for index in sorted(self._obstacles)))

    def read_all(self, progress: Progress) -> None:
        """The whole pass. Raises nothing for what cannot be read."""
        one, other = (side.source for side in self._sides)
        size = one.snapshot.size + other.snapshot.size
        for index, pair in enumerate(self._pairs):
            if not pair.elements:
                empty = DifferenceMeter(Stored(pair.suspect.dtype), Stored(pair.reference.dtype), ())
                self._measured[index] = empty.result()
        with TwoReaders(one, other) as readers:
            meter: tuple[int, DifferenceMeter] | None = None
            for batch, suspect, reference in readers.in_step(self._pairs, self._is_wanted):
                pieces = self._bytes_of(batch, suspect, reference)
                progress.moved(readers.cost, full_size=size)
                for segment, own, others in pieces:
                    meter = self._meter(segment.pair, meter, readers)
                    if meter is None:
                        continue
                    meter[1].add(own, others)
                    if segment.is_last:
                        self._measured[segment.pair] = meter[1].result()

    def _take(self, match: Match) -> None:
        suspect, reference, shape = match.suspect, match.reference, match.shape
        if shape is None:
            why = f"shape {_words(suspect.shape)} against {_words(reference.shape)}"
        else:
            why = self._obstacle(suspect, reference)
        if shape is None or why:
            self._unlike.append(Unavailable(suspect.name, Reason.UNSUPPORTED, why))
            return
        self._matches.append(match)
        self._pairs.append(Pair(suspect=suspect, reference=reference, elements=math.prod(shape), row=row_length(shape)))

    def _obstacle(self, suspect: TensorSpec, reference: TensorSpec) -> str:
        """Why two tensors of fitting shapes cannot be compared; empty where they can."""
        types = f"{suspect.dtype.value} against {reference.dtype.value}"
        both = (suspect, reference)
        if any(tensor.is_text or tensor.is_turned for tensor in both):
            way = "as text" if any(tensor.is_text for tensor in both) else "by columns"
            return f"{types}: matrices that are stored {way} are not compared yet"
        if any(tensor.dtype.block.elements > 1 for tensor in both):
            return f"{types}: several values in one byte are not compared yet"
        if suspect.dtype is not reference.dtype:
            if not all(tensor.dtype in DECODABLE for tensor in both):
                return f"{types}: codes of different types"
            for side, tensor in zip(self._sides, both, strict=True):
                if tensor.dtype in {DType.I8, DType.U8_CODES} and tensor not in side.scales:
                    return f"{types}: codes without their scales"
        for side, tensor in zip(self._sides, both, strict=True):
            scale = side.scales.get(tensor)
            if scale is not None and not _is_usable(scale, tensor):
                return f"scales of shape {_words(scale.shape)} and type {scale.dtype.value} are not understood"
        return ""

    def _is_wanted(self, batch: Batch) -> bool:
        """Whether its files can still be read: after a failure nothing more is asked of a file."""
        pair = self._pairs[batch[0].pair]
        for place, tensor in enumerate((pair.suspect, pair.reference)):
            entry = self._broken.get((place, tensor.file))
            if entry is not None:
                self._give_up(batch, entry)
                return False
        return True

    def _bytes_of(self, batch: Batch, suspect: Read, reference: Read) -> list[tuple[Segment, bytes, bytes]]:
        pair = self._pairs[batch[0].pair]
        read: list[list[bytes]] = []
        for place, (tensor, wait) in enumerate(((pair.suspect, suspect), (pair.reference, reference))):
            try:
                read.append(wait())
            except (RemoteError, InputError) as error:
                entry = unavailable(tensor.file, error)
                self._broken[place, tensor.file] = entry
                self._give_up(batch, entry)
                return []
        return [each for each in zip(batch, *read, strict=True) if each[0].pair not in self._obstacles]

    def _give_up(self, batch: Batch, entry: Unavailable) -> None:
        for segment in batch:
            name = self._pairs[segment.pair].suspect.name
            self._obstacles.setdefault(segment.pair, Unavailable(name, entry.reason, entry.detail))

    def _meter(
        self, index: int, current: tuple[int, DifferenceMeter] | None, readers: TwoReaders
    ) -> tuple[int, DifferenceMeter] | None:
        """The meter of this pair, which is a new one at its first segment; ``None`` where its scales cannot be read."""
        if index in self._obstacles:
            return None
        if current is not None and current[0] == index:
            return current
        pair, shape = self._pairs[index], self._matches[index].shape or ()
        try:
            suspect = _stored(pair.suspect, self._sides[0].scales.get(pair.suspect), readers.of_suspect)
            reference = _stored(pair.reference, self._sides[1].scales.get(pair.reference), readers.of_reference)
        except (RemoteError, InputError) as error:
            self._obstacles[index] = unavailable(pair.suspect.name, error)
            return None
        return index, DifferenceMeter(suspect, reference, shape, self._device)


def _is_usable(scale: TensorSpec, tensor: TensorSpec) -> bool:
    is_number = scale.dtype in DECODABLE and scale.dtype.bits > 8
    return (
        is_number
        and not scale.is_text
        and scale.bytes <= _LARGEST_SCALES
        and Scales.fit(scale.shape, tensor.shape) is not None
    )


def _stored(tensor: TensorSpec, scale: TensorSpec | None, ask: Callable[[str, Sequence[ByteRange]], Read]) -> Stored:
    """How the tensor's bytes become numbers, its scales read. Raises RemoteError or InputError where they cannot be."""
    if scale is None:
        return Stored(tensor.dtype)
    raw = ask(scale.file, [ByteRange(scale.start, scale.stop)])()[0]
    values = decode(raw, scale.dtype, max(1, scale.elements))
    if is_divisor(scale):
        with np.errstate(divide="ignore"):
            values = np.reciprocal(values)
    return Stored(tensor.dtype, Scales.of(values, scale.shape, tensor.shape))


def _words(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) or "scalar"
