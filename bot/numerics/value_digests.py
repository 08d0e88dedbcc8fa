# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The values of a tensor in ascending order, as digests: no transposition or permutation changes them.

Of two tensors with the same values that say nothing of one another, whatever the distribution that their values are drawn from, the
chance is bounded by that of one histogram: with c_i of n values at the i-th level it is at most n!/(c_1!...c_m!) (c_1/n)^c_1...(c_m/n)^c_m,
since no distribution makes a histogram likelier than the one with these very shares.
"""

from __future__ import annotations

import hashlib
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.numerics.floats import Floats

_DIGEST_BYTES = 16
_DIGEST_LOG10 = -8 * _DIGEST_BYTES * math.log10(2)
_Sorted = NDArray[Any]


def stored_digest(values: Floats) -> bytes:
    """Of the values in the order in which they are stored."""
    return _digest(np.ascontiguousarray(values, "<f4"))


def ordered_digests(values: Floats) -> tuple[bytes, ...]:
    """Of the values in ascending order: as they are, rounded to half precision, rounded to bfloat16."""
    return tuple(_digest(each) for each in _in_order(values))


def histogram_log10_p(values: Floats) -> tuple[float, ...]:
    """The bound of chance for each of `ordered_digests`, never below that of two digests being equal by accident.

    >>> histogram_log10_p(np.zeros(8, np.float32))
    (0.0, 0.0, 0.0)
    """
    return tuple(max(_DIGEST_LOG10, _log10_p(each)) for each in _in_order(values))


def _in_order(values: Floats) -> tuple[_Sorted, _Sorted, _Sorted]:
    # Minus zero is zero.
    exact = np.sort(values.reshape(-1).astype("<f4") + np.float32(0))
    with np.errstate(over="ignore"):
        half = exact.astype("<f2")
    bits = exact.view("<u4")
    # To the nearest, and to an even last bit where two are as near.
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16
    return exact, half + np.float16(0), rounded.astype("<u2")


def _digest(values: _Sorted) -> bytes:
    return hashlib.blake2b(values.tobytes(), digest_size=_DIGEST_BYTES).digest()


def _log10_p(ordered: _Sorted) -> float:
    sizes, times = np.unique(np.unique(ordered, return_counts=True)[1], return_counts=True)
    many = len(ordered)
    # Most levels hold as many values as most others, so that few sizes have to be looked at.
    levels = sum(
        count * (size * math.log(size / many) - math.lgamma(size + 1))
        for size, count in zip(sizes.tolist(), times.tolist(), strict=True)
    )
    return float(min(0.0, (math.lgamma(many + 1) + levels) / math.log(10)))
