# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What stays of a tensor where every slice along one axis was multiplied with a number of its own, and the axes were reordered.

An exporter that folds a normalisation into the kernel before it multiplies each output channel with a gain, and often writes the kernel's
axes in its own framework's order. Divided by its largest value, rounded to 64 steps and counted, a slice is the same afterwards, whichever
axis holds the channels, in whatever order the values lie within it and whatever the sign of the gain.

Of two slices that say nothing of one another, chance is bounded as in `bot.numerics.value_digests`: by that of one histogram under the
distribution that makes it likeliest.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.numerics.floats import Floats

DIGEST_BYTES = 16
MOST_KEPT = 16
"""Slices of one axis that are kept, those with the smallest digests: the same of two tensors that hold the same slices, in any order."""
LEAST_SLICES = 4
"""Along an axis; fewer say too little about whether the tensors are the same in most of them."""
_MOST_SLICES = 4096
"""Rows of token tables and the like: no channels, and work for nothing."""
_SHORTEST = 64
"""Values of a slice: fewer never reach `TELLING`."""
STEPS = 64
"""From zero to the largest value. A product rounded to 32 bits moves a value by 10^-7 of it: of a thousand values one is rounded to
another step in half a per cent of all slices."""
TELLING = -19.0
"""log10 of chance from which on a slice is kept, as `bot.lineage.thresholds.DECISIVE_RAW`."""
_DIGEST_LOG10 = -8 * DIGEST_BYTES * math.log10(2)
_EITHER_SIGN = math.log10(2)
"""A histogram and its mirror image count as the same."""
_Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Slices:
    """The slices along one axis that tell models apart, by their digests in ascending order."""

    digests: tuple[bytes, ...] = ()
    log10_p: tuple[float, ...] = ()
    """For each of them, the bound of chance."""


def scaled_slices(values: Floats) -> tuple[Slices, ...]:
    """One entry for each axis of ``values``, empty where the axis has few slices, or many, or slices of few values.

    Slices that are not finite, all zero, too uniform to be told from chance, or the same as another of their axis are left out.
    """
    return tuple(_along(values, axis) for axis in range(values.ndim))


def _along(values: Floats, axis: int) -> Slices:
    many = values.shape[axis]
    if not LEAST_SLICES <= many <= _MOST_SLICES or values.size // many < _SHORTEST:
        return Slices()
    counts = histograms(np.moveaxis(values, axis, 0).reshape(many, -1))
    bounds = log10_bounds(counts)
    found = [
        (hashlib.blake2b(row, digest_size=DIGEST_BYTES).digest(), float(bound))
        for row, bound in zip(either_way(counts), bounds, strict=True)
        if bound <= TELLING
    ]
    times = Counter(digest for digest, _ in found)
    kept = sorted(each for each in found if times[each[0]] == 1)[:MOST_KEPT]
    return Slices(tuple(digest for digest, _ in kept), tuple(max(_DIGEST_LOG10, bound) for _, bound in kept))


def histograms(rows: Floats, *, steps: int = STEPS) -> _Counts:
    """How many values of each row stand at each step from minus its largest value to plus its largest; rows of zeros have none."""
    peaks = np.abs(rows).max(axis=1)
    usable = np.isfinite(peaks) & (peaks > 0)
    scaled = rows[usable].astype(np.float64) / peaks[usable].astype(np.float64)[:, None]
    width = 2 * steps + 1
    places = np.rint(scaled * steps).astype(np.int64) + steps + width * np.arange(len(scaled))[:, None]
    return np.bincount(places.reshape(-1), minlength=width * len(scaled)).reshape(-1, width)


def either_way(counts: _Counts) -> list[bytes]:
    """Each histogram or its mirror image, whichever comes first: a gain may be negative."""
    return [min(row.tobytes(), row[::-1].tobytes()) for row in counts.astype("<u4")]


def log10_bounds(counts: _Counts) -> NDArray[np.float64]:
    """log10 of 2 n!/(c_1!...c_m!) (c_1/n)^c_1...(c_m/n)^c_m for each row; twice, since the mirror image would do as well."""
    many = int(counts.sum(axis=1).max(initial=0))
    numbers = np.arange(1, many + 1, dtype=np.float64)
    own = np.concatenate([[0.0], numbers * np.log(numbers) - np.cumsum(np.log(numbers))])
    found: NDArray[np.float64] = np.minimum(0.0, (own[counts].sum(axis=1) - own[many]) / math.log(10) + _EITHER_SIGN)
    return found
