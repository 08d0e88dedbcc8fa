# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Puts what the pictures of a case show beside its lineage. Nothing is read for them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.evidence.layers import is_seen_whole, layers_of
from bot.lineage.components import Examined
from bot.lineage.maps import Layers
from bot.lineage.pictures import pictures_of
from bot.model.lineage import ComponentLineage
from bot.model.pictures import CasePictures


def pictured(examined: Examined, parts: Sequence[ComponentLineage]) -> CasePictures:
    """The pictures of what was examined."""
    drawn = {part.component for part in parts}
    sampled = {each.family for matching in examined.matchings for each in matching.samples}
    layers = {
        family.id: Layers(layers_of(family), is_seen_whole(family))
        for family in examined.families
        if len(family.shape) >= 2 and (family.component in drawn or family.id in sampled)
    }
    return pictures_of(examined, parts, layers)
