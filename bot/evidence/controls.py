# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Controls: what the same test says of the same block where it cannot be at home.

A block that fits one reference beyond chance has to fit nothing else, or the test is not to be trusted on these data:

1. The same reference with its labels moved on by 1 to n - 1 places.
2. Other layers and experts, of the same upstream and of others, those first that are closest to the block row by row.

The same layer of *another* upstream is none: a merge is alike to all that went into it. Nor is a reference that is itself alike to the one
that fits, such as a layer that was duplicated or an expert that began as its neighbour: it has to fit as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.model.evidence import SampleMatch
from bot.model.fingerprints import TensorReference
from bot.model.repository import SnapshotKey
from bot.numerics.fixed_points import fixed_points
from bot.numerics.floats import Floats
from bot.numerics.rows import signs

WORTH_CONTROLLING = -6.0
"""log10 p above which a block claims nothing that a control could take back; a control at or below it is looked at closely."""
MOST_CONTROLS = 6
"""Places that a block is held against; the closest are the hardest, and each takes a third of a millisecond (2026-11-25)."""
KEPT = 8
"""References of one upstream that are kept as possible controls, the closest first."""
_ALIKE = -3.0
"""log10 p between two references from which on the one cannot be a control for the other."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reference that a block was ranked against."""

    upstream: SnapshotKey
    reference: TensorReference
    bits: NDArray[np.uint8]
    """Its signs in the columns that the block has."""
    closeness: float
    """Median correlation with the block, row by row."""


class Controls:
    """The controls of one block; what was found for one upstream is not computed again for another."""

    def __init__(self, values: Floats, candidates: Iterable[Candidate]) -> None:
        """``values`` are the block's, prepared."""
        self._values = values
        self._ordered = sorted(candidates, key=lambda each: (-each.closeness, each.upstream, each.reference.name))
        self._found: dict[tuple[SnapshotKey, str, int], float] = {}

    def checked(self, match: SampleMatch, best: Candidate) -> SampleMatch:
        """The match with the most telling of its controls, and how many there were, besides those that it has."""
        found: list[float] = []
        closest: list[float] = []
        for other in self._ordered:
            if len(found) == MOST_CONTROLS:
                break
            if _is_elsewhere(other, best, match.layer):
                log10_p = self._log10_p(other)
                if log10_p > WORTH_CONTROLLING or not _are_alike(best, other, self._values.shape[1]):
                    found.append(log10_p)
                    closest.append(other.closeness)
        return replace(
            match,
            controls=match.controls + len(found),
            control_log10_p=min([match.control_log10_p, *found]),
            control_correlation=max(closest, default=None),
        )

    def _log10_p(self, other: Candidate) -> float:
        key = (other.upstream, other.reference.name, other.reference.first_row)
        if key not in self._found:
            self._found[key] = fixed_points(self._values, _signs(other, self._values.shape[1])).log10_p
        return self._found[key]


def hardest(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those of one upstream that are worth keeping as controls."""
    return sorted(candidates, key=lambda each: -each.closeness)[:KEPT]


def _is_elsewhere(other: Candidate, best: Candidate, layer: int | None) -> bool:
    """Whether nothing of the reference that fits can be expected at the other's place."""
    own, there = best.reference, other.reference
    if own.layer is None or there.layer is None:
        return False
    if other.upstream == best.upstream:
        # The matrices into one neuron have its label in common, so the same layer and expert is the same place.
        return (there.layer, there.expert) != (own.layer, own.expert)
    return there.layer not in {own.layer, layer}


def _are_alike(one: Candidate, other: Candidate, columns: int) -> bool:
    # Signs as whole numbers: what is as close to two rows has to be a tie, whatever the order of the sums.
    return fixed_points(np.sign(_signs(one, columns)), np.sign(_signs(other, columns))).log10_p <= _ALIKE


def _signs(candidate: Candidate, columns: int) -> Floats:
    return signs(candidate.bits.tobytes(), candidate.reference.rows, columns)
