# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The fixed-point test: exact evidence that two blocks of rows share an origin.

Rows are matched by content alone, as mutual nearest neighbours. Where the order of one model's rows carries no meaning (neurons of an
MLP) and the models are independent, every labelling of those rows was equally likely, so a match lands on its own label only by chance.
With ``s`` matches among ``n`` rows the chance that ``k`` or more do is at most C(s, k) (n - k)! / n!, whatever the weights look
like: each set of k matches is fixed by (n - k)! of the n! labellings, and there are C(s, k) such sets (union bound).
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from bot.numerics.floats import Floats


@dataclass(frozen=True, slots=True)
class FixedPoints:
    """What the test found in one pair of blocks."""

    hits: int
    """Matches that land on their own label."""
    matches: int
    rows: int
    astray: int = 0
    """Most matches that land on their own label after all labels of one side were moved on by 1 to n - 1 places: a control."""

    @property
    def log10_p(self) -> float:
        """Upper bound of the p-value, as its decimal logarithm; never above zero."""
        return log10_p(self.hits, self.matches, self.rows)

    @property
    def astray_log10_p(self) -> float:
        """The same for the control."""
        return log10_p(self.astray, self.matches, self.rows)


def log10_p(hits: int, matches: int, rows: int) -> float:
    """Decimal logarithm of C(matches, hits) (rows - hits)! / rows!, at most zero.

    >>> round(log10_p(24, 32, 32), 1), log10_p(0, 20, 32)
    (-23.8, 0.0)
    """
    if not 0 <= hits <= matches <= rows:
        raise ValueError(f"expected 0 <= hits <= matches <= rows, found {hits}, {matches}, {rows}")
    natural = (
        math.lgamma(matches + 1)
        - math.lgamma(hits + 1)
        - math.lgamma(matches - hits + 1)
        + math.lgamma(rows - hits + 1)
        - math.lgamma(rows + 1)
    )
    return min(0.0, natural / math.log(10))


def fixed_points(suspect: Floats, reference: Floats) -> FixedPoints:
    """The test on two blocks of as many rows; ties of similarity match nothing.

    ``suspect`` is prepared (`bot.numerics.rows.prepare`); ``reference`` may be its signs (`bot.numerics.rows.signs`).
    """
    similarity = suspect @ reference.T
    forward = _only_maximum(similarity)
    backward = _only_maximum(similarity.T)
    rows = len(similarity)
    mutual = [i for i in range(rows) if forward[i] >= 0 and backward[forward[i]] == i]
    moved = Counter((forward[i] - i) % rows for i in mutual)
    hits = moved.pop(0, 0)
    return FixedPoints(hits=hits, matches=len(mutual), rows=rows, astray=max(moved.values(), default=0))


def _only_maximum(similarity: Floats) -> list[int]:
    """Index of each row's maximum; -1 where it is reached twice, since argmax would then favour the lower label."""
    best = similarity.argmax(axis=1)
    top = similarity.max(axis=1, keepdims=True)
    unique = (similarity == top).sum(axis=1) == 1
    return [int(index) if alone else -1 for index, alone in zip(best, unique, strict=True)]
