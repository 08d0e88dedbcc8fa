# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the pictures of a case show: measured numbers by layer and part, small enough to be stored with every scan."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.dots import Dots
from bot.model.layer_maps import LayerMap
from bot.model.part_shares import PartShare


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePictures:
    """What the pictures of one scan show."""

    maps: tuple[LayerMap, ...] = ()
    shares: tuple[PartShare, ...] = ()
    dots: tuple[Dots, ...] = ()
