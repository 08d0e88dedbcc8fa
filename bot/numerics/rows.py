# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Blocks of rows made comparable, and their signs as bits.

Everything here treats rows alike whatever their order, so that the exact test of `bot.numerics.fixed_points` stays exact.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from bot.numerics.floats import Floats

_RUN = 32
"""Weights that share a scale in the finest common quantisations."""
_EIGHT_BITS = 256
_NEARLY_EVERY = 0.9
_LEAST_VARIED = 0.5
"""Share of columns that have to vary from row to row: a block of constant columns holds nothing to tell models apart by."""


def prepare(block: Floats) -> Floats | None:
    """The block without its mean row, every column divided by its spread, every row of length one.

    This removes what models share without being related (offsets and spreads of channels) and what belongs to storage rather than to
    the weights: gains of norms, scales of quantisation. ``None`` where the block is too uniform to compare.
    """
    if len(block) < 2:
        return None
    centred = block - block.mean(axis=0, dtype=np.float64).astype(np.float32)
    # A power of two: exact, and the largest value becomes about one, so that squares neither overflow nor vanish.
    largest = float(np.abs(centred).max())
    if not np.isfinite(largest) or largest == 0.0:
        return None
    centred = centred * np.float32(2.0 ** -np.clip(np.floor(np.log2(largest)), -120, 120))
    spread = centred.std(axis=0)
    varied = spread > 0
    if varied.mean() < _LEAST_VARIED:
        return None
    scaled = centred / spread if varied.all() else np.divide(centred, spread, out=np.zeros_like(centred), where=varied)
    lengths = np.linalg.norm(scaled, axis=1, keepdims=True)
    if not (lengths > 0).all():
        return None
    unit: Floats = scaled / lengths
    return unit


def sign_codes(prepared: Floats) -> bytes:
    """One bit a value, rows padded to whole bytes, most significant bit first; set where the value is positive."""
    return np.packbits(prepared > 0, axis=1).tobytes()


def packed(codes: bytes, rows: int) -> NDArray[np.uint8]:
    """The bits of `sign_codes` as one row of bytes for each row of values."""
    return np.frombuffer(codes, np.uint8).reshape(rows, -1)


def signs(codes: bytes, rows: int, columns: int) -> Floats:
    """Minus one and one for each value, rows of length one."""
    bits = np.unpackbits(packed(codes, rows), axis=1, count=columns)
    scale = np.float32(1.0 / np.sqrt(columns))
    values: Floats = bits.astype(np.float32)
    # Exact: the one is the scale, the other nothing less the scale.
    values *= 2 * scale
    values -= scale
    return values


def row_correlations(one: NDArray[np.uint8], other: NDArray[np.uint8], columns: int) -> NDArray[np.float64]:
    """Correlation of each row of one packed block with the row at the same index of the other, from their signs.

    For elliptical distributions the signs of two variables agree with probability 1 - arccos(r) / pi (Sheppard, 1899), which is
    solved for r. Leading axes broadcast.
    """
    differing = np.bitwise_count(one ^ other).sum(axis=-1, dtype=np.int64)
    correlations: NDArray[np.float64] = np.cos(np.pi * differing / columns)
    return correlations


def takes_few_levels(values: Floats) -> bool:
    """Whether the values were rounded to few levels: at most 16 in nearly every run of 32, or at most 256 in rows of a thousand and more.

    Of 32 numbers of a float type hardly two are the same by chance.
    """
    columns = values.shape[1]
    runs = values[:, : columns - columns % _RUN].reshape(-1, _RUN)
    if len(runs) and _have_few_levels(runs, _RUN // 2):
        return True
    return columns >= 4 * _EIGHT_BITS and _have_few_levels(values, _EIGHT_BITS)


def _have_few_levels(rows: Floats, most: int) -> bool:
    """Whether nearly every row has so few; where so many of the first quarter have more that it cannot be, the rest is not sorted."""
    first = _levels(rows[: -(-len(rows) // 4)]) <= most
    if np.count_nonzero(~first) > (1.0 - _NEARLY_EVERY) * len(rows) + 1:
        return False
    return bool(np.concatenate([first, _levels(rows[len(first) :]) <= most]).mean() >= _NEARLY_EVERY)


def _levels(rows: Floats) -> NDArray[np.int64]:
    ordered = np.sort(rows, axis=1)
    counts: NDArray[np.int64] = 1 + (np.diff(ordered, axis=1) > 0).sum(axis=1)
    return counts


def row_digests(raw: bytes, rows: int, dtype: str) -> tuple[bytes, ...]:
    """BLAKE2b-64 of each row's bytes with the element type."""
    width = len(raw) // rows
    return tuple(
        hashlib.blake2b(raw[row * width : (row + 1) * width], digest_size=8, person=dtype.encode()).digest()
        for row in range(rows)
    )
