# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The numerical rank of a matrix of differences, from a random projection that is taken while its rows go by.

Rows are projected on random vectors and only the products of the projections are kept: 80 x 80 numbers, whatever the matrix
(Halko, Martinsson and Tropp, "Finding structure with randomness", 2011). An adapter that was merged leaves a difference of its own
low rank; training everything leaves one of full rank.
"""

from __future__ import annotations

import functools

import numpy as np

from bot.model.differences import RANK_LIMIT
from bot.numerics.floats import Floats

_VECTORS = RANK_LIMIT + 16
"""A few more than the largest rank that is told: otherwise full rank shows as a little less."""
_MIXED_ROWS = 512
"""Rows of a taller matrix are first mixed, with random signs, into about as many, which keeps every lower rank."""
_ENERGY = 0.99
_LEAST_OVER_ROUNDING = 4.0
"""Only a difference of so many times the energy of rounding can be told from it."""
_ROWS_AT_ONCE = 64


class RankSketch:
    """Takes a matrix row by row, and tells its numerical rank at the end. The same rows always give the same rank."""

    def __init__(self, rows: int, columns: int) -> None:
        self._share = min(1.0, _MIXED_ROWS / rows) if rows else 1.0
        self._mixing = np.empty((0, 0), np.float32)
        self._columns = columns
        self._products = np.zeros((_VECTORS, _VECTORS))
        self._waiting: list[Floats] = []
        self._waiting_rows = 0

    def add(self, rows: Floats) -> None:
        """Further rows, taken over as they are now."""
        mixing = self.mixing(len(rows))
        self.add_mixed(rows.copy() if mixing is None else mixing @ rows)

    def add_mixed(self, rows: Floats) -> None:
        """Further rows that were mixed already, or need not be; kept, so they may not change any more."""
        self._waiting.append(rows)
        self._waiting_rows += len(rows)
        if self._waiting_rows >= _ROWS_AT_ONCE:
            self._project()

    def rank(self, rounding_energy: float = 0.0) -> int | None:
        """Smallest number of directions that hold 99 % of the energy (the sum of squares), at most `RANK_LIMIT`; 0 of no difference.

        A sketch spreads equal directions a little, so a rank from about 32 on may show as one or two less.

        ``rounding_energy`` is what rounding alone would leave. It lies evenly in all directions and is taken away first, where the whole
        is clearly more. ``None`` where the rows hold numbers that are too large.
        """
        self._project()
        if not np.isfinite(self._products).all():
            return None
        energies = np.clip(np.linalg.eigvalsh(self._products)[::-1], 0.0, None)
        total = float(energies.sum())
        if total == 0.0:
            return 0
        if total >= _LEAST_OVER_ROUNDING * rounding_energy:
            energies = np.clip(energies - rounding_energy / _VECTORS, 0.0, None)
        held = np.cumsum(energies)
        return min(RANK_LIMIT, int(np.searchsorted(held, _ENERGY * held[-1])) + 1)

    def mixing(self, count: int) -> Floats | None:
        """What mixes so many rows into fewer, with the same energy on average; ``None`` where rows are taken as they are.

        Drawn once for all blocks of the same height.
        """
        if self._share >= 1.0:
            return None
        if self._mixing.shape[1] != count:
            mixed = max(1, round(count * self._share))
            bits = np.random.default_rng(count).integers(0, 2, (mixed, count))
            self._mixing = ((2.0 * bits - 1.0) / np.sqrt(mixed)).astype(np.float32)
        return self._mixing

    def _project(self) -> None:
        if not self._waiting:
            return
        with np.errstate(over="ignore", invalid="ignore"):
            projected = (np.concatenate(self._waiting) @ _vectors(self._columns)).astype(np.float64)
            self._products += projected.T @ projected
        self._waiting.clear()
        self._waiting_rows = 0


@functools.lru_cache(maxsize=4)
def _vectors(columns: int) -> Floats:
    """Random signs, scaled so that the energy of a projected row is on average that of the row."""
    bits = np.random.default_rng(columns).integers(0, 2, (columns, _VECTORS), dtype=np.int8)
    vectors: Floats = ((2.0 * bits - 1.0) / np.sqrt(_VECTORS)).astype(np.float32)
    return vectors
