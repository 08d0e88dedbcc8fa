# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Further layers to read where the first ones contradict one another: some are an upstream's beyond doubt, others nobody's."""

from __future__ import annotations

from collections.abc import Sequence

from bot.evidence.fitting import fits
from bot.evidence.parts import place_of
from bot.evidence.samples import TEST_ROWS, Sample
from bot.model.components import Role
from bot.model.evidence import Matching
from bot.model.fingerprints import TensorReference
from bot.model.tensors import TensorFamily

_MOST = 12
"""Layers that are read besides: with the first three they tell the share of inherited layers to a fifteenth."""
_CERTAIN = -12.0
_NOTHING = -3.0
"""log10 p of a block: below the one it is the upstream's, above the other it may be anybody's."""


def samples_between(
    families: Sequence[TensorFamily], references: Sequence[TensorReference], matchings: Sequence[Matching]
) -> list[Sample]:
    """Blocks of the same family at layers that were not looked at, at even distances; none where the layers agree."""
    for matching in matchings:
        tested = [each for each in matching.samples if each.log10_p is not None and each.layer is not None]
        certain = {each.family for each in tested if (each.log10_p or 0.0) <= _CERTAIN}
        open_ones = [
            each for each in tested if (each.log10_p or 0.0) > _NOTHING and each.family in certain and not each.across
        ]
        if open_ones:
            seen = {each.layer for each in tested if each.family == open_ones[0].family}
            family = next(each for each in families if each.id == open_ones[0].family)
            return _at_other_layers(family, references, seen)
    return []


def _at_other_layers(
    family: TensorFamily, references: Sequence[TensorReference], seen: set[int | None]
) -> list[Sample]:
    known = {each.layer for each in references if each.role is Role.UNIT_IN and fits(family, each)}
    places = [(place_of(member.name, member.shape), member) for member in family.members]
    lowest = min(place.expert or 0 for place, _ in places)
    left = [
        member
        for place, member in places
        if place.layer not in seen and place.layer in known and (place.expert or 0) == lowest
    ]
    step = max(1, -(-len(left) // _MOST))
    return [Sample(family=family, tensor=each, first_row=0, rows=TEST_ROWS) for each in left[::step]]
