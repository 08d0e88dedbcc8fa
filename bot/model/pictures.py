# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the pictures of a case show: measured numbers by layer and part, small enough to be stored with every scan.

A correlation here is rounded down to three decimals, so that nothing that is drawn or printed is ever above what was measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.model.components import Component
from bot.model.repository import SnapshotKey

MOST_ROWS = 32
"""Rows of layers in one map; where there are more, neighbours are taken together."""
MOST_DOTS = 40
"""Correlations that are kept of one group; of more, the smallest, the largest and those at even distances between."""
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


class Part(Enum):
    """What stands together in one column of a map. The stored words never change."""

    EMBEDDING = "embedding"
    OUTPUT_HEAD = "output_head"
    QUERY = "query"
    KEY_VALUE = "key_value"
    OUTPUT = "output"
    FUSED_ATTENTION = "fused_attention"
    ATTENTION = "attention"
    """Of attention whose name does not tell which matrix it is."""
    ROUTER = "router"
    MLP = "mlp"
    SHARED_EXPERT = "shared_expert"
    EXPERTS = "experts"
    CONVOLUTION = "convolution"
    RECURRENT = "recurrent"
    OTHER = "other"
    WHOLE = "whole"
    """A component about whose parts nothing is known one by one."""

    @property
    def words(self) -> str:
        """The part as readers call it."""
        return _WORDS.get(self, self.value.replace("_", " "))

    @property
    def short(self) -> str:
        """The same, short enough for the head of a column."""
        return _SHORT.get(self, self.words)


_WORDS = {
    Part.QUERY: "attention, queries",
    Part.KEY_VALUE: "attention, keys and values",
    Part.OUTPUT: "attention, output",
    Part.FUSED_ATTENTION: "attention, one matrix",
    Part.SHARED_EXPERT: "shared expert",
    Part.MLP: "MLP",
    Part.WHOLE: "all of it",
}
_SHORT = {
    Part.QUERY: "q",
    Part.KEY_VALUE: "k, v",
    Part.OUTPUT: "o",
    Part.FUSED_ATTENTION: "qkv",
    Part.SHARED_EXPERT: "shared",
    Part.ATTENTION: "attn.",
    Part.CONVOLUTION: "conv.",
    Part.RECURRENT: "recur.",
    Part.MLP: "mlp",
}


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePictures:
    """What the pictures of one scan show."""

    maps: tuple[LayerMap, ...] = ()
    shares: tuple[PartShare, ...] = ()
    dots: tuple[Dots, ...] = ()


class Tie(Enum):
    """How one model of a family is tied to another. The stored words never change."""

    DECLARED = "declared"
    INFERRED = "inferred"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyTie:
    """One line of a family: ``child`` builds on ``parent``."""

    parent: str
    child: str
    tie: Tie
    words: str = ""
    """How it was made (``finetune``), or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTally:
    """How often one rule was right, over all time or in one period."""

    words: str
    """The rule, or the period."""
    right: int
    judged: int
    """How many findings somebody has judged."""

    def __post_init__(self) -> None:
        """More right than judged would be a precision above one."""
        if not 0 <= self.right <= self.judged:
            raise ValueError(f"{self.words}: expected 0 to {self.judged} right, found {self.right}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that happened beside the commits: a scan, a post, a reply."""

    at: datetime
    words: str
