# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How often something happened, with what a sample of that size leaves open."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

_TAIL = 0.025
_STEPS = 60
"""Halvings of the interval from 0 to 1: more than a float can tell apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many of so many."""

    part: int
    whole: int

    def __post_init__(self) -> None:
        """A part larger than its whole is a mistake of ours."""
        if not 0 <= self.part <= self.whole:
            raise ValueError(f"expected 0 <= part <= whole, found {self.part} of {self.whole}")

    @property
    def share(self) -> float | None:
        """0 to 1; ``None`` where there was nothing to count."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float]:
        """The exact interval of Clopper and Pearson at 95 %: everything from 0 to 1 where nothing was counted.

        >>> [round(each, 4) for each in Rate(part=1, whole=412).interval]
        [0.0001, 0.0134]
        """
        low = _solve(lambda p: 1 - self._at_most(self.part - 1, p), _TAIL) if self.part else 0.0
        high = _solve(lambda p: 1 - self._at_most(self.part, p), 1 - _TAIL) if self.part < self.whole else 1.0
        return low, high

    def _at_most(self, count: int, p: float) -> float:
        """The chance of at most so many; summed from the smaller side, since few are counted where this is asked."""
        if p <= 0 or p >= 1:
            return 1.0 if p <= 0 else float(count >= self.whole)
        if count > self.whole / 2:
            return 1 - math.fsum(self._exactly(k, p) for k in range(count + 1, self.whole + 1))
        return math.fsum(self._exactly(k, p) for k in range(count + 1))

    def _exactly(self, count: int, p: float) -> float:
        ways = math.lgamma(self.whole + 1) - math.lgamma(count + 1) - math.lgamma(self.whole - count + 1)
        return math.exp(ways + count * math.log(p) + (self.whole - count) * math.log1p(-p))


def _solve(rising: Callable[[float], float], wanted: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < wanted else (low, middle)
    return (low + high) / 2
