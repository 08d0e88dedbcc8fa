# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which templates may stand in a text, and where: by the runs of four words that they share, rare runs counting more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.licensing.templates import Template

_RUN = 4
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5], dtype=np.uint64)
_LEAST_SHARE = 0.1
"""Of a template's runs, by weight; a text that shares less holds too little of the license to name it. Where a long
license were not looked for, the beginning of its text would be taken for that of a shorter sibling."""
_MOST = 8
"""Candidates laid beside the text at a time. The families of Creative Commons and GNU have up to twelve near copies each,
of which the best eight always held the right one (`benchmarks.licenses.recognition`, 2026-11-25)."""
_GAP = 64
"""Words without a common run that end a stretch, unless the next stretch goes on where this one ended."""
_LARGEST_CLAUSE = 700
"""Words that may have been added between two parts of one license."""
_SLACK = 12
_MOST_PIECES = 60

_Runs = npt.NDArray[np.uint64]
_Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a text that may be a template's."""

    template: int
    start: int
    stop: int
    weight: float
    """How much of the template's weight the runs in it have, of 1."""


class TemplateIndex:
    """Finds windows in texts."""

    def __init__(self, templates: Sequence[Template]) -> None:
        self.templates = tuple(templates)
        runs = [runs_of(each.numbers) for each in self.templates]
        self._lengths = np.array([len(each.numbers) for each in self.templates], dtype=np.int64)
        owners = np.concatenate(
            [np.full(len(each), place) for place, each in enumerate(runs)] or [np.empty(0, np.int64)]
        )
        places = np.concatenate([np.arange(len(each)) for each in runs] or [np.empty(0, np.int64)])
        every = np.concatenate(runs or [np.empty(0, np.uint64)])
        # Owners and places ascend already, so a sort that keeps the order of equals is enough; it takes a third of the time of all three.
        order = np.argsort(every, kind="stable")
        every, owners, places = every[order], owners[order], places[order]
        first = np.ones(len(every), dtype=bool)
        first[1:] = (every[1:] != every[:-1]) | (owners[1:] != owners[:-1])
        # Each run once for each template, with its first place there, and whether that is the only one.
        self._runs, self._owners, self._places = every[first], owners[first].astype(np.int64), places[first]
        self._is_single = np.diff(np.append(np.flatnonzero(first), len(first))) == 1
        self._weights = self._rarity()
        totals = np.bincount(self._owners, weights=self._weights, minlength=len(self.templates))
        self._totals = np.maximum(totals, 1e-9)

    def _rarity(self) -> npt.NDArray[np.float64]:
        """The weight of each run: the logarithm of how few licenses have it."""
        names = {name: place for place, name in enumerate(sorted({each.license_id for each in self.templates}))}
        licenses = np.array([names[each.license_id] for each in self.templates], dtype=np.int64)
        if not len(self._runs):
            return np.empty(0)
        # The runs are sorted, so that equal ones stand together; a license with several wordings counts once.
        is_new = np.append(True, self._runs[1:] != self._runs[:-1])
        inverse = np.cumsum(is_new) - 1
        pairs = np.sort(inverse * (len(names) + 1) + licenses[self._owners])
        pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])]
        having = np.bincount(pairs // (len(names) + 1))
        weights: npt.NDArray[np.float64] = np.log1p(len(names) / having)[inverse]
        return weights

    def windows(
        self, numbers: Sequence[int], free: npt.NDArray[np.bool_], passed_over: Collection[int] = ()
    ) -> list[Window]:
        """The best windows of a text, best first.

        ``free`` tells which of its words may belong to one, ``passed_over`` which templates are not looked for.
        """
        runs = runs_of(numbers)
        if not len(runs) or not len(self._runs):
            return []
        usable: npt.NDArray[np.bool_] = np.lib.stride_tricks.sliding_window_view(free, _RUN).min(axis=1)
        distinct = np.unique(runs[usable])
        shared = _ranges(np.searchsorted(self._runs, distinct), np.searchsorted(self._runs, distinct, side="right"))
        weight = np.bincount(self._owners[shared], weights=self._weights[shared], minlength=len(self.templates))
        share = weight / self._totals
        worth = np.where(share >= _LEAST_SHARE, share * weight, 0.0)
        worth[list(passed_over)] = 0.0
        best = [int(each) for each in np.argsort(-worth, kind="stable")[:_MOST] if worth[each] > 0]
        owners = self._owners[shared]
        return [self._window(template, shared[owners == template], runs, usable, free) for template in best]

    def _window(
        self,
        template: int,
        shared: _Places,
        runs: _Runs,
        usable: npt.NDArray[np.bool_],
        free: npt.NDArray[np.bool_],
    ) -> Window:
        single = shared[self._is_single[shared]]
        shared = single if len(single) else shared
        own = self._runs[shared]
        where = np.searchsorted(own, runs)
        where[where == len(own)] = 0
        hits = np.flatnonzero((own[where] == runs) & usable)
        there = self._places[shared][where[hits]]
        weights = self._weights[shared][where[hits]] / self._totals[template]
        length = int(self._lengths[template])
        start, stop = _stretch(hits, there, weights, back=min(_GAP, max(_SLACK, length // 2)))
        begin = int(hits[start]) - int(there[start]) - _SLACK
        end = int(hits[stop]) + length - int(there[stop]) + _SLACK
        begin, end = _within(free, begin, end, int(hits[start]), int(hits[stop]))
        end = min(end, begin + 2 * (length + _LARGEST_CLAUSE))
        return Window(template, begin, end, float(weights[start : stop + 1].sum()))


def runs_of(numbers: Sequence[int]) -> _Runs:
    """A number for every run of four words."""
    values = np.asarray(numbers, dtype=np.uint64)
    if len(values) < _RUN:
        return np.empty(0, dtype=np.uint64)
    mixed = np.zeros(len(values) - _RUN + 1, dtype=np.uint64)
    for place, factor in enumerate(_FACTORS):
        mixed += (values[place : len(values) - _RUN + 1 + place] + np.uint64(1)) * factor
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _ranges(starts: _Places, stops: _Places) -> _Places:
    """Every number of several ranges, in order."""
    lengths = stops - starts
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))


def _stretch(hits: _Places, there: _Places, weights: npt.NDArray[np.float64], *, back: int) -> tuple[int, int]:
    """The first and last hit of the heaviest way through the text that walks through the template once.

    A piece of the way ends where the template would begin anew (so many words ``back``); pieces are joined where the
    template goes on and no more was added than `_LARGEST_CLAUSE`.
    """
    jumps = np.flatnonzero((np.diff(hits) > _GAP) | (np.diff(there) < -back)) + 1
    bounds = np.array([0, *jumps.tolist(), len(hits)])
    sums = np.add.reduceat(weights, bounds[:-1])
    heaviest = np.sort(np.argsort(-sums, kind="stable")[:_MOST_PIECES])
    ways: list[tuple[float, int, int]] = []
    for piece in heaviest.tolist():
        left, right = int(bounds[piece]), int(bounds[piece + 1]) - 1
        before = [
            (weight, first)
            for weight, first, last in ways
            if there[last] - back <= there[left] and hits[left] - hits[last] <= _LARGEST_CLAUSE
        ]
        weight, first = max(before, default=(0.0, left))
        ways.append((weight + float(sums[piece]), first, right))
    _, first, last = max(ways)
    return first, last


def _within(free: npt.NDArray[np.bool_], begin: int, end: int, first: int, last: int) -> tuple[int, int]:
    """The bounds, drawn in so that only free words lie before the first hit and after the last."""
    begin, end = max(0, begin), min(len(free), end)
    taken_before = np.flatnonzero(~free[begin:first])
    taken_after = np.flatnonzero(~free[last:end])
    return (
        begin + int(taken_before[-1]) + 1 if len(taken_before) else begin,
        last + int(taken_after[0]) if len(taken_after) else end,
    )
