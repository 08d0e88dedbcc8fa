# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Maps of a component, layer by part: how well each cell agrees with the upstream, and with a control.

A correlation here is rounded down to three decimals, so that nothing that is drawn or printed is ever above what was measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.model.components import Component
from bot.model.parts import Part
from bot.model.repository import SnapshotKey

MOST_ROWS = 32
"""Rows of layers in one map; where there are more, neighbours are taken together."""
ALIKE = 0.30
"""Correlation from which on blocks are said to agree; the same as the engine's own (`bot.lineage.thresholds.LOOKS_ALIKE`)."""
SAMPLED_AT_MOST = 0.999
"""Of rows whose correlation is estimated from their signs: equal signs are not equal values."""


def rounded_down(correlation: float) -> float:
    """To three decimals, never up.

    >>> rounded_down(0.99996), rounded_down(-0.0121), rounded_down(0.29)
    (0.999, -0.013, 0.29)
    """
    near = round(correlation, 3)
    # Floor of a product would lose a thousandth of what is stored a little below its value, and adding one in again may be too much.
    down = near if near <= correlation else round(near - 0.001, 3)
    return min(1.0, max(-1.0, down)) + 0.0


class Found(Enum):
    """What is known of one cell. The stored words never change."""

    MEASURED = "measured"
    SAME = "same"
    """Every stored byte of the rows that were compared is the same."""
    NOT_PRESENT = "not_present"
    """One of the two has nothing of the kind there."""
    NOT_MEASURED = "not_measured"
    """It was not read: what was read is enough, and bytes are saved."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One part of one layer, against one other model."""

    found: Found
    correlation: float | None = None
    """Of the rows that agree least, where several blocks stand in the cell; of a control, of those that agree most."""

    def __post_init__(self) -> None:
        """A number where nothing was measured would be drawn."""
        if (self.found is Found.MEASURED) is (self.correlation is None):
            raise ValueError(f"expected a correlation exactly where one was measured, found {self}")
        if self.correlation is not None and not -1.0 <= self.correlation <= 1.0:
            raise ValueError(f"expected a correlation of -1 to 1, found {self.correlation}")

    @classmethod
    def measured(cls, correlation: float, *, most: float = SAMPLED_AT_MOST) -> Cell:
        """Rounded down, and at most ``most``: what was sampled is never called the same."""
        return cls(Found.MEASURED, min(rounded_down(correlation), most))

    @property
    def level(self) -> float | None:
        """Where it stands on the scale of 0 to 1; ``None`` where nothing was measured."""
        if self.found is Found.SAME:
            return 1.0
        return None if self.correlation is None else max(0.0, self.correlation)


SAME = Cell(Found.SAME)
NOT_PRESENT = Cell(Found.NOT_PRESENT)
NOT_MEASURED = Cell(Found.NOT_MEASURED)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRow:
    """One layer, or several neighbours that are told together."""

    first: int
    last: int
    pair: tuple[Cell, ...]
    """One for each part of the map."""
    control: tuple[Cell, ...]
    """The same against the control; empty where there is none."""

    @property
    def words(self) -> str:
        """The layers by their numbers."""
        return str(self.first) if self.first == self.last else f"{self.first}\N{EN DASH}{self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoosePart:
    """A part that stands in no layer, such as the embedding."""

    part: Part
    pair: Cell
    control: Cell


class ControlKind(Enum):
    """What a block was held against to see what chance gives. The stored words never change."""

    UPSTREAM = "upstream"
    """The nearest other model of the catalog that shares nothing with it, as far as sampled."""
    ELSEWHERE = "elsewhere"
    """The same two models, in places where nothing can belong: rows moved on by a few places, other layers and experts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """The hardest control that was really measured."""

    kind: ControlKind
    upstream: SnapshotKey | None = None
    """The other model; ``None`` where the control is within the same two."""

    def __post_init__(self) -> None:
        """A control without a name could be anything."""
        if (self.kind is ControlKind.UPSTREAM) is (self.upstream is None):
            raise ValueError(f"expected the name of a model exactly where the control is one, found {self}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerMap:
    """Layer by part of one component: against its nearest upstream, and against the control."""

    component: Component
    upstream: SnapshotKey
    parts: tuple[Part, ...]
    """The columns."""
    rows: tuple[MapRow, ...]
    loose: tuple[LoosePart, ...]
    control: Control | None

    def __post_init__(self) -> None:
        """A short row would shift its cells under the wrong part."""
        for row in self.rows:
            if len(row.pair) != len(self.parts) or len(row.control) != (len(self.parts) if self.control else 0):
                raise ValueError(f"expected {len(self.parts)} cells, found {len(row.pair)} and {len(row.control)}")

    @property
    def pair_levels(self) -> tuple[float, ...]:
        """What was measured against the upstream, in order."""
        cells = [*(cell for row in self.rows for cell in row.pair), *(each.pair for each in self.loose)]
        return tuple(cell.level for cell in cells if cell.level is not None)

    @property
    def control_levels(self) -> tuple[float, ...]:
        """What was measured against the control, in order."""
        cells = [*(cell for row in self.rows for cell in row.control), *(each.control for each in self.loose)]
        return tuple(cell.level for cell in cells if cell.level is not None)
