# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the numbers of a tensor are: formulas that give element *i* without those before it.

Randomness is Philox (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011), a function of a key and a counter: the
key is a digest of the seed and the tensor's key, the counter says which element. Sixteen bits of it choose one of 65,536
quantiles of the normal distribution.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.localhub.procedural.encodings import E4M3_LARGEST, Floats, as_stored, from_e4m3, to_e4m3

_QUANTILES = 1 << 16
_CHUNKS_PER_STEP = 16
"""A step of the Philox counter gives 256 bits: sixteen chunks of sixteen bits."""

BLOCK = 128
"""Rows and columns that share a scale, as in DeepSeek-V3."""

_SCALE_SPREAD = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Normal:
    """Independent normal numbers. The same seed and key give the same numbers, whatever the tensor is called."""

    seed: int
    key: str
    sigma: float
    mean: float = 0.0

    def values(self, start: int, stop: int) -> Floats:
        """Elements ``start`` to ``stop`` in row-major order."""
        values = _standard_normal(self.seed, self.key, start, stop) * np.float32(self.sigma)
        return values + np.float32(self.mean) if self.mean else values


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """The same number everywhere."""

    value: float

    def values(self, start: int, stop: int) -> Floats:
        """Elements ``start`` to ``stop``."""
        return np.full(stop - start, self.value, np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """One factor for each block of a quantised tensor, a little different from block to block.

    About 4.5 standard deviations of the weights fill the range of E4M3, as if each block's largest weight had been measured.
    """

    seed: int
    key: str
    sigma: float

    def values(self, start: int, stop: int) -> Floats:
        """Elements ``start`` to ``stop``: block (i, j) is element i * (blocks in a row) + j."""
        spread = _standard_normal(self.seed, f"{self.key}\0scale", start, stop) * np.float32(_SCALE_SPREAD)
        factors: Floats = np.clip(1 + spread, np.float32(0.5), np.float32(1.5))
        return factors * np.float32(4.5 * self.sigma / E4M3_LARGEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantised:
    """Weights stored as FP8 codes with a scale for each block of 128 x 128. The values are the dequantised ones."""

    weights: Normal
    scales: Scales
    columns: int

    def codes(self, start: int, stop: int) -> tuple[NDArray[np.uint8], Floats]:
        """The E4M3 codes of elements ``start`` to ``stop``, and the scale of each."""
        scales = self._scale_of_each(start, stop)
        return to_e4m3(self.weights.values(start, stop) / scales), scales

    def values(self, start: int, stop: int) -> Floats:
        """Elements ``start`` to ``stop``: code times scale."""
        codes, scales = self.codes(start, stop)
        return from_e4m3(codes) * scales

    def _scale_of_each(self, start: int, stop: int) -> Floats:
        blocks_in_row = -(-self.columns // BLOCK)
        first_row, last_row = start // self.columns, (stop - 1) // self.columns
        first, last = first_row // BLOCK, last_row // BLOCK
        table = self.scales.values(first * blocks_in_row, (last + 1) * blocks_in_row).reshape(-1, blocks_in_row)
        by_column = np.repeat(table, BLOCK, axis=1)[:, : self.columns]
        rows = by_column[np.arange(first_row, last_row + 1) // BLOCK - first]
        offset = start - first_row * self.columns
        return np.ascontiguousarray(rows.reshape(-1)[offset : offset + stop - start])


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """An upstream's weights as they were stored there, plus independent noise: what fine-tuning looks like."""

    upstream: Normal | Constant | Quantised
    stored_as: str
    noise: Normal

    def values(self, start: int, stop: int) -> Floats:
        """Elements ``start`` to ``stop``."""
        values = self.upstream.values(start, stop)
        kept = values if isinstance(self.upstream, Quantised) else as_stored(values, self.stored_as)
        return kept + self.noise.values(start, stop)


Formula = Normal | Constant | Scales | Quantised | Derived
"""All kinds of numbers that a tensor can be made of."""

_KINDS: Mapping[str, Callable[..., Formula]] = {
    kind.__name__.lower(): kind for kind in (Normal, Constant, Scales, Quantised, Derived)
}


def formula_to_json(formula: Formula) -> dict[str, Any]:
    """As a recipe writes it down."""
    parts = {name: getattr(formula, name) for name in formula.__slots__}
    nested = {name: formula_to_json(part) for name, part in parts.items() if isinstance(part, Formula)}
    return {"kind": type(formula).__name__.lower(), **parts, **nested}


def formula_from_json(value: dict[str, Any]) -> Formula:
    """The reverse of `formula_to_json`. Raises KeyError and TypeError for anything else."""
    parts: dict[str, Any] = {
        name: formula_from_json(part) if isinstance(part, dict) else part
        for name, part in value.items()
        if name != "kind"
    }
    return _KINDS[value["kind"]](**parts)


def _standard_normal(seed: int, key: str, start: int, stop: int) -> Floats:
    digest = hashlib.sha256(f"{seed}\0{key}".encode()).digest()
    first = start // _CHUNKS_PER_STEP
    steps = -(-stop // _CHUNKS_PER_STEP) - first
    stream = np.random.Philox(key=np.frombuffer(digest[:16], "<u8"), counter=first)
    chunks = stream.random_raw(4 * steps).astype("<u8", copy=False).view("<u2")
    offset = start - first * _CHUNKS_PER_STEP
    table: Floats = _quantiles()[chunks[offset : offset + stop - start]]
    return table


@functools.cache
def _quantiles() -> Floats:
    inverse = NormalDist().inv_cdf
    return np.array([inverse((i + 0.5) / _QUANTILES) for i in range(_QUANTILES)], np.float32)
