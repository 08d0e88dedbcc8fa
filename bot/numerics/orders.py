# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Exact tests for neurons that were moved: deleted in order, or shuffled.

Both match the suspect's rows to all rows of the reference by content. Under independence the labels of the suspect's rows carry no
information, so every order of the matches is equally likely (`bot.numerics.fixed_points`).
"""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.numerics.fixed_points import log10_p
from bot.numerics.floats import Floats


@dataclass(frozen=True, slots=True)
class Found:
    """How many rows agree, of how many, and the exact bound of chance."""

    hits: int
    rows: int
    log10_p: float


def counterparts(suspect: Floats, reference: Floats) -> NDArray[np.intp]:
    """For each row of the suspect the row of the reference that is its mutual nearest neighbour; -1 where there is none."""
    similarity = suspect @ reference.T
    forward = similarity.argmax(axis=1)
    # Of the reference's many rows only those that somebody is nearest to are asked back.
    mutual = similarity[:, forward].argmax(axis=0) == np.arange(len(forward))
    return np.where(mutual, forward, -1)


def in_order(matches: NDArray[np.intp]) -> Found:
    """How far the matches keep the order of the rows, as they do where some were deleted.

    Of ``s`` matches in random order, the longest increasing run has length ``L`` or more with probability at most C(s, L) / L!: each of
    the C(s, L) sets of matches is sorted with probability 1 / L!.
    """
    order = [int(each) for each in matches if each >= 0]
    length = _longest_increasing(order)
    natural = _log_choose(len(order), length) - math.lgamma(length + 1)
    return Found(hits=length, rows=len(matches), log10_p=min(0.0, natural / math.log(10)))


def agreeing(one: NDArray[np.intp], other: NDArray[np.intp]) -> Found:
    """How many neurons are matched to the same counterpart by two matrices independently, as shuffled ones are.

    Under independence the second matrix's rows could be relabelled at will; an agreement is then a fixed point.
    """
    rows = len(one)
    both = (one >= 0) & (other >= 0)
    hits = int(((one == other) & both).sum())
    return Found(hits=hits, rows=rows, log10_p=log10_p(hits, int(both.sum()), rows))


def _longest_increasing(values: list[int]) -> int:
    tails: list[int] = []
    for value in values:
        place = bisect.bisect_left(tails, value)
        tails[place : place + 1] = [value]
    return len(tails)


def _log_choose(many: int, few: int) -> float:
    return math.lgamma(many + 1) - math.lgamma(few + 1) - math.lgamma(many - few + 1)
