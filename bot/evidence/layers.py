# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which layers of a model have a part, from the names of its tensors."""

from __future__ import annotations

import re

from bot.evidence.parts import place_of
from bot.model.tensors import TensorFamily, TensorSpec

_DIGITS = re.compile(r"\d+")


def layers_of(family: TensorFamily) -> frozenset[int]:
    """Layers of the members whose headers were read; empty for what stands in none.

    A family may have tens of thousands of members, one for each expert of each layer, so only the first or the last name is taken apart:
    the others differ from it in their numbers alone.
    """
    place = next(
        (found for each in family.members[:: max(1, len(family.members) - 1)] if (found := _place(each)) is not None),
        None,
    )
    if place is not None:
        return frozenset(int(_DIGITS.findall(member.name)[place]) for member in family.members)
    layers = (place_of(member.name, member.shape).layer for member in family.members)
    return frozenset(each for each in layers if each is not None)


def _place(member: TensorSpec) -> int | None:
    """Which of the numbers in the name is the layer's; ``None`` where the name does not tell."""
    layer = place_of(member.name, member.shape).layer
    numbers = [int(digits) for digits in _DIGITS.findall(member.name)]
    return numbers.index(layer) if layer is not None and numbers.count(layer) == 1 else None


def is_seen_whole(family: TensorFamily) -> bool:
    """Whether the headers of all members were read, so that what is not among them is not there."""
    # Members of one family have one shape.
    return family.parameters == len(family.members) * family.members[0].elements
