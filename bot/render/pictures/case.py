# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""All pictures of one case, in the order in which they are shown: the controls first, then where, then how much, then when."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model.pictures import CasePictures
from bot.model.timeline import Moment, Timeline
from bot.render.pictures.dots import dots_picture
from bot.render.pictures.history import history_picture
from bot.render.pictures.layers import layers_picture
from bot.render.pictures.picture import Picture
from bot.render.pictures.shares import shares_picture

NOTHING_KEPT = "The scan kept no numbers for pictures; a new scan will."
"""Of reports that were stored by versions that kept none."""
NOTHING_READ = "No block of weights was compared, so there is nothing to draw by layer."


def case_pictures(
    found: CasePictures | None, *, timeline: Timeline | None = None, moments: Sequence[Moment] = ()
) -> tuple[Picture, ...]:
    """Every picture there is something for; none is ever drawn empty."""
    history = history_picture(timeline, moments)
    last = () if history is None else (history,)
    if found is None:
        return last
    return (
        *((dots_picture(found.dots),) if found.dots else ()),
        *(layers_picture(each) for each in found.maps if each.pair_levels),
        *((shares_picture(found.shares),) if sum(each.parameters for each in found.shares) else ()),
        *last,
    )


def left_out(found: CasePictures | None) -> str:
    """Why there is no picture of the weights, in one sentence; empty where there is one."""
    if found is None:
        return NOTHING_KEPT
    return "" if found.dots or found.maps else NOTHING_READ
