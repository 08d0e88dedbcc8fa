# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How many parameters of each part are inherited, shared, its own, or not clear."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.model.components import Component
from bot.model.parts import Part


class Standing(Enum):
    """What is known of a stretch of parameters. The stored words never change."""

    INHERITED = "inherited"
    SHARED = "shared"
    """Of one origin; which of the two came first cannot be told."""
    OWN = "own"
    OPEN = "open"
    """Not compared, or not clear either way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartShare:
    """The parameters of one part of one component, by what is known of them."""

    component: Component
    part: Part
    inherited: int = 0
    shared: int = 0
    own: int = 0
    open: int = 0
    is_exact: bool = False
    """Whether all of it was compared, as where files are the same: what was sampled is never called everything."""

    @property
    def parameters(self) -> int:
        """All of them."""
        return self.inherited + self.shared + self.own + self.open

    @property
    def stretches(self) -> tuple[tuple[Standing, int], ...]:
        """Those that are not empty, in the order in which they are drawn."""
        every = (
            (Standing.INHERITED, self.inherited),
            (Standing.SHARED, self.shared),
            (Standing.OWN, self.own),
            (Standing.OPEN, self.open),
        )
        return tuple(each for each in every if each[1])
