# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Ranks many upstreams by a few blocks of a suspect, row by row; the best ones are worth a comparison.

Of each pair of blocks 32 rows of 64 signs are compared. Where the two are unrelated, the number of signs that agree is binomial; a
correlation of 0.7 between them stands 22 of its standard deviations above that, one of 0.3 stands 8.8 and one of 0.2 still 5.8. Of
384,000 unrelated pairs the closest stands at about five, and the sixteenth of a thousand upstreams at four (benchmarks/search.py,
2026-11-25). What was permuted or rotated has nothing in place and is not found here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.evidence.matching import Block
from bot.evidence.samples import Sample
from bot.evidence.suspect_samples import suspect_samples
from bot.model.components import Component, Role
from bot.model.fingerprints import TensorReference
from bot.model.repository import SnapshotKey
from bot.model.search import PLACE, SEARCH_BYTES, SEARCH_ROWS, SearchSheet, corner
from bot.model.tensors import TensorFamily

_MOST_BLOCKS = 8
"""Blocks that are searched by: of a plain language model gate and up at three depths each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """How close each upstream is."""

    scores: Mapping[SnapshotKey, float]
    """Of the closest pair of blocks, in standard deviations of what unrelated ones give; only upstreams that some block fits."""
    tests: int
    """Pairs of blocks that were tried, for the correction."""

    @property
    def best_first(self) -> list[SnapshotKey]:
        """The upstreams, the closest first."""
        return sorted(self.scores, key=lambda key: (-self.scores[key], key))


def search_samples(
    families: Sequence[TensorFamily], sheets: Collection[SearchSheet], *, max_bytes: int
) -> list[Sample]:
    """The blocks to search by: those that would be read first to compare with these upstreams."""
    places = {(sheet.columns, place) for sheet in sheets for place in set(_places(sheet))}
    stand_ins = [_without_codes(columns, *place) for columns, place in sorted(places)]
    return suspect_samples(families, stand_ins, max_bytes=max_bytes)[:_MOST_BLOCKS]


def ranked(blocks: Sequence[Block], sheets: Sequence[SearchSheet]) -> Ranking:
    """Every block against all blocks of its width of all upstreams."""
    scores: dict[SnapshotKey, float] = {}
    tests = 0
    for columns in sorted({sheet.columns for sheet in sheets}):
        fitting = [block for block in blocks if _width(block) == columns and block.sample.rows == SEARCH_ROWS]
        own = [sheet for sheet in sheets if sheet.columns == columns and sheet.codes]
        if not fitting or not own:
            continue
        codes = np.frombuffer(b"".join(sheet.codes for sheet in own), np.uint64).reshape(-1, SEARCH_ROWS)
        counts = [len(sheet.codes) // (SEARCH_ROWS * SEARCH_BYTES) for sheet in own]
        starts = np.cumsum([0, *counts[:-1]])
        for block in fitting:
            tests += len(codes)
            best = np.maximum.reduceat(_closeness(block, codes, columns), starts)
            for sheet, score in zip(own, best.tolist(), strict=True):
                scores[sheet.upstream] = max(score, scores.get(sheet.upstream, score))
    return Ranking(scores=scores, tests=tests)


def _closeness(block: Block, codes: NDArray[np.uint64], columns: int) -> NDArray[np.float64]:
    signs = SEARCH_ROWS * min(columns, 8 * SEARCH_BYTES)
    wanted = np.frombuffer(corner(block.bits.tobytes()), np.uint64)
    differing = np.bitwise_count(codes ^ wanted).sum(axis=1, dtype=np.int64)
    closeness: NDArray[np.float64] = (signs - 2.0 * differing) / np.sqrt(signs)
    return closeness


def _width(block: Block) -> int:
    """Width of the whole rows that the block is a part of: where neurons are columns, the tensor's height."""
    family = block.sample.family
    return family.shape[0] if block.sample.across else family.columns


def _places(sheet: SearchSheet) -> list[tuple[int, int, int]]:
    return list(PLACE.iter_unpack(sheet.places))


def _without_codes(columns: int, layer: int, expert: int, height: int) -> TensorReference:
    """Stands for a reference where blocks are planned, which looks at its place and shape alone."""
    return TensorReference(
        name="",
        component=Component.TEXT_MODEL,
        role=Role.UNIT_IN,
        part="",
        layer=None if layer < 0 else layer,
        expert=None if expert < 0 else expert,
        shape=(height, columns),
        first_row=0,
        rows=SEARCH_ROWS,
        columns=columns,
        codes=b"",
        row_digests=(),
        dtype="",
    )
