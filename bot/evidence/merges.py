# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Whether two upstreams together explain a model that neither explains alone, as they do after a merge.

With correlations of the suspect with both (``a`` and ``b``) and of the two with each other (``c``), the best mixture of the two leaves
``1 - (a^2 + b^2 - 2abc) / (1 - c^2)`` of the suspect's variance. A fine-tune of one of them leaves as much as that one alone; a third
child of an unknown parent leaves most of it; a linear merge leaves nothing.

Merges that trim or drop what they add (TIES, DARE) leave more. Where the catalog has the common base as well, they are told by what the
suspect has in common with each of two of its children beyond the base (the partial correlation): nothing, unless it got it from there.
All of this is told from the signs that the catalog keeps.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from statistics import median

from bot.model.blends import Blend
from bot.model.evidence import Matching, SampleMatch
from bot.model.fingerprints import TensorReference
from bot.model.repository import SnapshotKey
from bot.numerics.rows import packed, row_correlations

_CERTAIN = -19.0
_LEAST_LEFT = 0.01
"""Variance that the better of the two has to leave: below, differences drown in what signs can tell (0.002 for three blocks of the zoo)."""
_EXPLAINED = 0.35
"""Share of what the better one leaves that may be left by both together. Three children of one parent, correlated by 0.96, leave 0.75."""
_BEYOND_BASE, _NOTHING_BEYOND = 0.25, 0.20
"""Partial correlation, given the base: of a merge with what went into it at least, of two children of the base with each other at most. Zoo:
TIES 0.66 and more, DARE 0.29 and more; children that nobody merged 0.11 and less."""
_CHILD = 0.5
"""Correlation of a child with its base at least."""
_MOST_UPSTREAMS = 5
_LEAST_BLOCKS = 2


def blends(
    matchings: Sequence[Matching], references: Mapping[SnapshotKey, Sequence[TensorReference]]
) -> tuple[Blend, ...]:
    """Pairs of upstreams that were merged into the suspect, the best explanation first."""
    close = sorted(
        (matching for matching in matchings if any(map(_is_certain, matching.samples))),
        key=lambda matching: -max(each.correlation for each in matching.samples if _is_certain(each)),
    )[:_MOST_UPSTREAMS]
    kinship = _Kinship(close, references)
    keys = [each.upstream for each in close]
    found = [_of_two(one, other, kinship) for one, other in combinations(keys, 2)]
    found += [
        _beyond(base, one, other, kinship)
        for base in keys
        for one, other in combinations([key for key in keys if key != base], 2)
    ]
    told = [each for each in found if each is not None]
    return tuple(sorted(told, key=lambda each: each.together / each.alone))


class _Kinship:
    """Correlations of the suspect with each upstream, and of the upstreams with each other, in the blocks that all of them have."""

    def __init__(
        self, matchings: Sequence[Matching], references: Mapping[SnapshotKey, Sequence[TensorReference]]
    ) -> None:
        self._matches = {
            matching.upstream: {each.tensor: each for each in matching.samples if _is_certain(each)}
            for matching in matchings
        }
        self._references = references

    def of(self, *upstreams: SnapshotKey) -> tuple[list[float], list[float]] | None:
        """With the suspect, one by one, and with each other, pair by pair; ``None`` where too few blocks are common."""
        common = set.intersection(*(set(self._matches[key]) for key in upstreams))
        rows = [row for tensor in sorted(common) if (row := self._row(tensor, upstreams)) is not None]
        if len(rows) < _LEAST_BLOCKS:
            return None
        values = [median(column) for column in zip(*rows, strict=True)]
        return values[: len(upstreams)], values[len(upstreams) :]

    def _row(self, tensor: str, upstreams: Sequence[SnapshotKey]) -> list[float] | None:
        matches = [self._matches[key][tensor] for key in upstreams]
        known = [_reference(match, self._references[key]) for match, key in zip(matches, upstreams, strict=True)]
        blocks = [each for each in known if each is not None]
        if len(blocks) < len(upstreams) or len({(each.rows, each.signed_columns) for each in blocks}) > 1:
            return None
        between = [_closeness(one, other) for one, other in combinations(blocks, 2)]
        return [*(each.correlation for each in matches), *between]


def _of_two(one: SnapshotKey, other: SnapshotKey, kinship: _Kinship) -> Blend | None:
    known = kinship.of(one, other)
    if known is None:
        return None
    (own, theirs), (between,) = known
    alone = 1.0 - max(own, theirs) ** 2
    weights = own - theirs * between, theirs - own * between
    if min(weights) <= 0 or alone < _LEAST_LEFT or between**2 >= 1.0 - _LEAST_LEFT:
        return None
    together = max(0.0, 1.0 - (own**2 + theirs**2 - 2 * own * theirs * between) / (1.0 - between**2))
    if together > _EXPLAINED * alone:
        return None
    weight = weights[0] / sum(weights)
    return Blend(first=one, second=other, base=None, weight=weight, alone=alone, together=together)


def _beyond(base: SnapshotKey, one: SnapshotKey, other: SnapshotKey, kinship: _Kinship) -> Blend | None:
    known = kinship.of(base, one, other)
    if known is None or min(1.0 - each**2 for each in (*known[0], *known[1])) < _LEAST_LEFT:
        return None
    (suspect_base, suspect_one, suspect_other), (base_one, base_other, between) = known
    first = _partial(suspect_one, suspect_base, base_one)
    second = _partial(suspect_other, suspect_base, base_other)
    if min(base_one, base_other, suspect_base) < _CHILD or min(first, second) < _BEYOND_BASE:
        return None
    if abs(_partial(between, base_one, base_other)) > _NOTHING_BEYOND:
        return None
    alone = 1.0 - suspect_base**2
    together = alone * max(0.0, 1.0 - first**2 - second**2)
    return Blend(first=one, second=other, base=base, weight=first / (first + second), alone=alone, together=together)


def _partial(between: float, one: float, other: float) -> float:
    """Correlation of two that is left when a third, correlated with them by ``one`` and ``other``, is taken away."""
    return (between - one * other) / math.sqrt((1.0 - one**2) * (1.0 - other**2))


def _closeness(one: TensorReference, other: TensorReference) -> float:
    codes = packed(one.codes, one.rows), packed(other.codes, other.rows)
    return float(median(row_correlations(codes[0], codes[1], one.signed_columns).tolist()))


def _reference(match: SampleMatch, references: Sequence[TensorReference]) -> TensorReference | None:
    return next((each for each in references if each.name == match.reference and each.first_row == 0), None)


def _is_certain(match: SampleMatch) -> bool:
    return match.log10_p is not None and match.log10_p <= _CERTAIN and not match.across
