# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The exact null distribution of the fixed-point test, and a test of whether comparisons follow it.

Let ``s`` rows of one block be matched one to one with ``s`` rows of another, both of ``n`` rows. Content decides which rows are matched,
labels do not. If the labels of one side carry no meaning, all n! labellings were equally likely, so for the number ``K`` of matches that
land on their own label:

1. j given matches all land at home in (n - j)! of the n! labellings.
2. By inclusion and exclusion the s - k matches other than k given ones all miss, while those k hit, in
   ``sum over j of (-1)^j C(s - k, j) (n - k - j)!`` labellings.
3. The k that hit can be chosen in C(s, k) ways, and no labelling is counted twice, since it has one set of hits. Hence
   ``P(K = k) = C(s, k) / n! * sum over j of (-1)^j C(s - k, j) (n - k - j)!``.

The p-value that the program reports is a bound on P(K >= k), and K is a whole number: such p-values cannot be uniform, only larger than
uniform ones. What is uniform under the null, exactly, is the randomised integral transform P(K > k) + U P(K = k) with U uniform.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.int64]
"""How many comparisons had so many hits (first axis) among so many matches (second axis)."""
_TERMS = 100
"""Of Kolmogorov's series; from a statistic of 0.2 on, the 20th is below 10^-30."""


@lru_cache(maxsize=4096)
def hit_probabilities(matches: int, rows: int) -> tuple[Fraction, ...]:
    """P(K = k) for k from 0 to ``matches``, if labels are arbitrary; they sum to one. Raises ValueError unless 0 <= matches <= rows.

    >>> [str(each) for each in hit_probabilities(2, 3)]
    ['1/2', '1/3', '1/6']
    """
    if not 0 <= matches <= rows:
        raise ValueError(f"expected 0 <= matches <= rows, found {matches}, {rows}")
    total = math.factorial(rows)
    found = []
    for hits in range(matches + 1):
        missing = matches - hits
        ways = sum((-1) ** j * math.comb(missing, j) * math.factorial(rows - hits - j) for j in range(missing + 1))
        found.append(Fraction(math.comb(matches, hits) * ways, total))
    return tuple(found)


def transformed(table: Table, random: np.random.Generator) -> NDArray[np.float64]:
    """One value for each comparison of the table, uniform on 0 to 1 under the null; small where there are more hits than chance gives."""
    rows = len(table) - 1
    parts = []
    for hits, matches in np.argwhere(table).tolist():
        chances = hit_probabilities(matches, rows)
        above, here = float(sum(chances[hits + 1 :])), float(chances[hits])
        parts.append(above + here * random.random(int(table[hits, matches])))
    return np.concatenate(parts) if parts else np.empty(0)


def kolmogorov_smirnov(values: NDArray[np.float64]) -> tuple[float, float]:
    """Largest distance of their distribution from the uniform one, and the probability of as large a one by chance (the limit for many).

    >>> distance, p = kolmogorov_smirnov((np.arange(1000) + 0.5) / 1000)
    >>> round(distance, 6), p
    (0.0005, 1.0)
    """
    count = len(values)
    ordered = np.sort(values)
    steps = np.arange(count + 1) / count
    distance = float(max((steps[1:] - ordered).max(), (ordered - steps[:-1]).max()))
    scaled = math.sqrt(count) * distance
    if scaled < 0.2:
        return distance, 1.0
    tail = 2 * sum((-1) ** (j - 1) * math.exp(-2 * (j * scaled) ** 2) for j in range(1, _TERMS + 1))
    return distance, min(1.0, max(0.0, tail))


def expected_hits(table: Table) -> Mapping[int, float]:
    """How many comparisons chance would give with each number of hits, given how many matches each of them had."""
    rows = len(table) - 1
    found = dict.fromkeys(range(rows + 1), 0.0)
    for matches, count in enumerate(table.sum(axis=0).tolist()):
        if count:
            for hits, chance in enumerate(hit_probabilities(matches, rows)):
                found[hits] += count * float(chance)
    return found
