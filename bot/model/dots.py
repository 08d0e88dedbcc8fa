# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Correlations of sampled blocks one by one, those with the upstream beside those with controls."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.model.components import Component
from bot.model.repository import SnapshotKey

MOST_DOTS = 40
"""Correlations that are kept of one group; of more, the smallest, the largest and those at even distances between."""


class Against(Enum):
    """What a group of blocks was held against. The stored words never change."""

    PAIR = "pair"
    """The nearest upstream of each component."""
    RELATED = "related"
    """Other upstreams that share rows with it, too."""
    UNRELATED = "unrelated"
    """The nearest upstream that shares nothing with it."""
    OTHER_PLACES = "other_places"
    """Other layers and experts, where the blocks cannot be at home."""
    MOVED_ROWS = "moved_rows"
    """The same blocks with their rows moved on by a few places."""

    @property
    def is_control(self) -> bool:
        """Whether nothing can be expected to match there."""
        return self in {Against.UNRELATED, Against.OTHER_PLACES, Against.MOVED_ROWS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dots:
    """Correlations of sampled blocks against one kind of thing."""

    against: Against
    component: Component | None
    """``None`` for all of them together, of the controls within the same two models."""
    upstream: SnapshotKey | None
    """The other model; ``None`` where it is the component's nearest upstream again, or where there are several."""
    count: int
    """How many were measured."""
    alike: int
    """How many of them agree, at `ALIKE` or more."""
    values: tuple[float, ...]
    """In ascending order, the smallest and the largest always among them."""

    def __post_init__(self) -> None:
        """An empty group would be drawn as a line without a word."""
        if not self.values or len(self.values) > self.count or list(self.values) != sorted(self.values):
            raise ValueError(f"expected 1 to {self.count} values in order, found {len(self.values)}")
        if not 0 <= self.alike <= self.count:
            raise ValueError(f"expected 0 to {self.count} that agree, found {self.alike}")
