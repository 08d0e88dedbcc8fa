# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Two tensors against each other, piece by piece: sums that a few numbers hold, so memory does not grow with the tensor."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.model.differences import TOLERANCE, Measured
from bot.numerics.on_torch import TorchDevice
from bot.numerics.sketches import RankSketch
from bot.numerics.stored import Reals, Stored, row_length

_BLOCK = 131_072
"""Values that are worked on at once: three arrays of them fit into the cache of a core (measured 2026-11-25 on values of 32 bits)."""
_FAR_FROM_ZERO = 2.0
"""Means of more than so many spreads are taken away first, or the sums of squares would drown the spread."""
_Flags = NDArray[np.bool_]


@dataclass(slots=True)
class _Sums:
    """Over all pairs of finite values so far, the suspect's called x, the reference's y, both after ``shift`` was taken away."""

    values: int = 0
    finite: int = 0
    equal: int = 0
    close: int = 0
    x: float = 0.0
    y: float = 0.0
    xx: float = 0.0
    yy: float = 0.0
    difference: float = 0.0
    """Sum of the squared differences."""

    @property
    def spread(self) -> float:
        """Of the reference."""
        return math.sqrt(_variation(self.y, self.yy, self.finite) / self.finite) if self.finite else 0.0


class DifferenceMeter:
    """Takes two tensors in step, from their first value to their last. Each piece holds as many whole rows of both."""

    def __init__(
        self, suspect: Stored, reference: Stored, shape: tuple[int, ...], device: TorchDevice | None = None
    ) -> None:
        """``shape`` is that of the part that both have. The types are numbers on both sides, or the same type of code.

        Without a ``device`` numpy does the work.
        """
        self._device = device
        self._suspect = suspect
        self._reference = reference
        self._row = row_length(shape)
        self._sums = _Sums()
        self._shift: float | None = None
        is_matrix = len(shape) == 2 and min(shape) >= 2 and self._row == shape[1]
        self._sketch = RankSketch(shape[0], shape[1]) if is_matrix and self._is_number else None
        room = self._row * max(1, min(_BLOCK // self._row, math.prod(shape) // self._row))
        wide = "F64" in {suspect.dtype.value, reference.dtype.value}
        kind: type[np.floating[Any]] = np.float64 if wide else np.float32
        self._x: Reals = np.empty(room, kind)
        self._y: Reals = np.empty(room, kind)
        self._d: Reals = np.empty(room, kind)
        self._ones: Reals = np.ones(room, kind)
        self._flags: _Flags = np.empty(room, np.bool_)

    @property
    def _is_number(self) -> bool:
        return self._suspect.is_number and self._reference.is_number

    def add(self, suspect: bytes, reference: bytes) -> None:
        """The next values of both. Raises ValueError where they are not as many, or no whole rows."""
        width, other = self._suspect.dtype.block.bytes, self._reference.dtype.block.bytes
        count = len(suspect) // width
        if count * width != len(suspect) or count * other != len(reference) or count % self._row:
            raise ValueError(f"expected as many whole rows, found {len(suspect)} and {len(reference)} bytes")
        if not self._is_number:
            self._count_codes(suspect, reference, width, count)
            return
        with np.errstate(over="ignore", invalid="ignore"):
            own, other_side = memoryview(suspect), memoryview(reference)
            is_same = self._is_stored_alike and suspect == reference
            if is_same or self._device is None or not self._measured_there(self._device, own, other_side):
                self._measure(own, other_side, count, is_same=is_same)

    def _measure(self, suspect: memoryview, reference: memoryview, count: int, *, is_same: bool) -> None:
        width, other = self._suspect.dtype.block.bytes, self._reference.dtype.block.bytes
        for start in range(0, count, len(self._x)):
            stop = min(count, start + len(self._x))
            first = self._sums.values
            x, y = self._x[: stop - start], self._y[: stop - start]
            self._reference.decode(reference[start * other : stop * other], first, y)
            if self._shift is None:
                self._shift = _shift_for(y)
            if is_same:
                self._same_block(y)
            else:
                self._suspect.decode(suspect[start * width : stop * width], first, x)
                self._block(x, y)

    def _measured_there(self, device: TorchDevice, suspect: memoryview, reference: memoryview) -> bool:
        """Whether the device could measure this; it leaves values to numpy that are no finite numbers, or have too large squares."""
        first, kind, room, total = self._sums.values, self._x.dtype.type, len(self._x), self._sums
        x, y = (
            device.values(stored, raw, first, kind)
            for stored, raw in ((self._suspect, suspect), (self._reference, reference))
        )
        if self._shift is None:
            self._shift = _shift_for(device.host(y[:room]))
        blocks, differences = device.sums(x, y, self._shift, room)
        if not all(math.isfinite(each.xx + each.yy) for each in blocks):
            return False
        spreads = []
        for each in blocks:
            total.values += each.values
            total.finite += each.values
            total.equal += each.equal
            total.x += each.x
            total.y += each.y
            total.xx += each.xx
            total.yy += each.yy
            total.difference += each.difference
            spreads.append(total.spread)
        total.close += sum(device.close(differences, spreads))
        if self._sketch is not None:
            for part in differences:
                for rows in device.mixed(part, self._row, self._sketch.mixing(part.shape[1] // self._row)):
                    self._sketch.add_mixed(rows)
        return True

    def result(self) -> Measured:
        """What was found in everything that was added."""
        sums = self._sums
        if not self._is_number:
            return Measured(
                values=sums.values,
                equal=sums.equal,
                close=None,
                not_finite=0,
                correlation=None,
                difference=None,
                rank=None,
            )
        spread = sums.spread
        size = math.sqrt(sums.difference / sums.finite) if sums.finite else 0.0
        return Measured(
            values=sums.values,
            equal=sums.equal,
            close=sums.close,
            not_finite=sums.values - sums.finite,
            correlation=_correlation(sums),
            difference=_told(size / spread) if spread > 0 else None,
            rank=self._sketch.rank(self._rounding_energy()) if self._sketch is not None else None,
        )

    @property
    def _is_stored_alike(self) -> bool:
        """Whether the same bytes mean the same numbers."""
        own, other = self._suspect.scales, self._reference.scales
        if self._suspect.dtype is not self._reference.dtype or (own is None) != (other is None):
            return False
        return own is None or other is None or np.array_equal(own.values, other.values)

    def _count_codes(self, suspect: bytes, reference: bytes, width: int, count: int) -> None:
        self._sums.values += count
        if suspect == reference:
            self._sums.equal += count
            return
        rows = (np.frombuffer(each, np.uint8).reshape(count, width) for each in (suspect, reference))
        self._sums.equal += int(np.count_nonzero((next(rows) == next(rows)).all(axis=1)))

    def _block(self, x: Reals, y: Reals) -> None:
        sums, ones = self._sums, self._ones[: len(y)]
        flags, difference = self._flags[: len(y)], self._d[: len(y)]
        # Before anything is taken away from them: small numbers beside a large shift would become equal.
        np.equal(x, y, out=flags)
        np.subtract(x, y, out=difference)
        if self._shift:
            y -= y.dtype.type(self._shift)
            x -= x.dtype.type(self._shift)
        xx, yy = float(np.dot(x, x)), float(np.dot(y, y))
        if not math.isfinite(xx + yy):
            self._odd_block(x, y, flags)
            return
        sums.values += len(y)
        sums.finite += len(y)
        sums.xx += xx
        sums.yy += yy
        sums.x += float(np.dot(x, ones))
        sums.y += float(np.dot(y, ones))
        sums.equal += int(np.count_nonzero(flags))
        sums.difference += float(np.dot(difference, difference))
        self._sketched(difference)
        np.abs(difference, out=difference)
        np.less_equal(difference, difference.dtype.type(TOLERANCE * sums.spread), out=flags)
        sums.close += int(np.count_nonzero(flags))

    def _same_block(self, y: Reals) -> None:
        """Of values that are stored alike on both sides."""
        sums = self._sums
        if self._shift:
            y -= y.dtype.type(self._shift)
        yy = float(np.dot(y, y))
        if not math.isfinite(yy):
            self._odd_block(y, y, np.ones(len(y), np.bool_))
            return
        total = float(np.dot(y, self._ones[: len(y)]))
        sums.values += len(y)
        sums.finite += len(y)
        sums.equal += len(y)
        sums.close += len(y)
        sums.x += total
        sums.y += total
        sums.xx += yy
        sums.yy += yy

    def _odd_block(self, x: Reals, y: Reals, same: _Flags) -> None:
        """With infinities, not-a-number, or numbers whose squares are too large for 32 bits."""
        sums = self._sums
        alike = same | (np.isnan(x) & np.isnan(y))
        finite = np.isfinite(x) & np.isfinite(y)
        one, other = (np.where(finite, each, 0.0).astype(np.float64) for each in (x, y))
        difference = one - other
        sums.values += len(y)
        sums.finite += int(np.count_nonzero(finite))
        sums.equal += int(np.count_nonzero(alike))
        sums.x += float(one.sum())
        sums.y += float(other.sum())
        sums.xx += float(np.dot(one, one))
        sums.yy += float(np.dot(other, other))
        sums.difference += float(np.dot(difference, difference))
        near = finite & (np.abs(difference) <= TOLERANCE * sums.spread)
        sums.close += int(np.count_nonzero(near | alike))
        self._sketched(difference)

    def _sketched(self, difference: Reals) -> None:
        if self._sketch is not None:
            self._sketch.add(difference.astype(np.float32, copy=False).reshape(-1, self._row))

    def _rounding_energy(self) -> float:
        sums, shift = self._sums, self._shift or 0.0
        size = sums.xx + 2 * shift * sums.x + sums.finite * shift * shift
        return max(self._suspect.rounding, self._reference.rounding) * size


def _shift_for(block: Reals) -> float:
    """What to take away from all values of a tensor, from its first ones; 0 for most."""
    known = block[np.isfinite(block)].astype(np.float64)
    if not len(known):
        return 0.0
    with np.errstate(over="ignore", invalid="ignore"):
        mean, spread = float(known.mean()), float(known.std())
    shift = float(block.dtype.type(mean)) if math.isfinite(mean) else 0.0
    return shift if math.isfinite(spread) and abs(mean) > _FAR_FROM_ZERO * spread else 0.0


def _variation(total: float, squares: float, count: int) -> float:
    """Sum of the squared distances from the mean; zero rather than a rounding error below it."""
    kept = squares - total * total / count if count else 0.0
    return kept if math.isfinite(kept) and kept > 1e-6 * squares else 0.0


def _correlation(sums: _Sums) -> float | None:
    """From the difference instead of from products: near one it is exact to many more digits."""
    x, y = _variation(sums.x, sums.xx, sums.finite), _variation(sums.y, sums.yy, sums.finite)
    if not x or not y:
        return None
    offset = sums.x - sums.y
    apart = sums.difference - offset * offset / sums.finite
    one, other = math.sqrt(x), math.sqrt(y)
    return _told(max(-1.0, min(1.0, 1.0 - (apart - (one - other) * (one - other)) / (2 * one * other))))


def _told(value: float) -> float | None:
    return value if math.isfinite(value) else None
