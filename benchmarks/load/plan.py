# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What is uploaded: so many events of each kind, in an order that a seed decides, with what the daemon owes to each.

Of all events 5 % derive from a known upstream, up to twenty are hostile, and the rest is harmless: a third of that without weights of
a model, two thirds with weights of their own.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

DERIVATIVES = 0.05
"""Share of all events."""
MOST_HOSTILE = 20
WITHOUT_WEIGHTS = 1 / 3
"""Share of the harmless ones."""
_SEED = 20261201
_BUSY_OWNERS = 3
_BUSY_SHARE = 0.15
"""Of all events, those of a few owners with very many repositories; everybody else has one."""


class Group(Enum):
    """What is asked of the daemon: leave it alone, or say what is missing, or survive it."""

    HARMLESS = "harmless"
    DERIVATIVE = "derivative"
    HOSTILE = "hostile"


class Kind(Enum):
    """What a repository holds."""

    CARD = "card"
    DATASET = "dataset"
    TRAINING_STATE = "training_state"
    OWN_DECODER = "own_decoder"
    TWIN = "twin"
    ENCODER = "encoder"
    VISION = "vision"
    ADAPTER = "adapter"
    GGUF = "gguf"
    DECLARED_IN_ORDER = "declared_in_order"
    DECLARED_BARE = "declared_bare"
    UNDECLARED = "undeclared"
    QUANTIZED = "quantized"
    GROWN = "grown"
    HOSTILE = "hostile"


_BARE: Mapping[Kind, int] = {Kind.CARD: 60, Kind.DATASET: 20, Kind.TRAINING_STATE: 20}
_OWN: Mapping[Kind, int] = {
    Kind.ADAPTER: 30,
    Kind.OWN_DECODER: 20,
    Kind.TWIN: 20,
    Kind.ENCODER: 15,
    Kind.VISION: 8,
    Kind.GGUF: 7,
}
_DERIVED: Mapping[Kind, int] = {
    Kind.DECLARED_IN_ORDER: 25,
    Kind.DECLARED_BARE: 30,
    Kind.UNDECLARED: 20,
    Kind.QUANTIZED: 12,
    Kind.GROWN: 13,
}
_NO_FILE_LIKE_WEIGHTS = frozenset({Kind.CARD, Kind.DATASET})
"""Nothing in the list of files looks like weights, so nobody opens these."""
_IN_ORDER = frozenset({Kind.DECLARED_IN_ORDER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One event: a repository that appears."""

    repo: str
    kind: Kind
    seed: int

    @property
    def group(self) -> Group:
        """What is asked of the daemon."""
        if self.kind is Kind.HOSTILE:
            return Group.HOSTILE
        return Group.DERIVATIVE if self.kind in _DERIVED else Group.HARMLESS

    @property
    def is_scanned(self) -> bool:
        """Whether the daemon has to open it."""
        return self.kind not in _NO_FILE_LIKE_WEIGHTS

    @property
    def lacks_something(self) -> bool:
        """Whether it has to get a case."""
        return self.group is Group.DERIVATIVE and self.kind not in _IN_ORDER


def uploads(events: int) -> list[Upload]:
    """So many events in a shuffled order; the same each time."""
    source = random.Random(_SEED)
    kinds = _kinds(events)
    source.shuffle(kinds)
    return [Upload(repo=_repo(number, source), kind=kind, seed=1000 + number) for number, kind in enumerate(kinds)]


def _kinds(events: int) -> list[Kind]:
    hostile = min(MOST_HOSTILE, max(1, events // 100))
    derived = round(events * DERIVATIVES)
    harmless = events - hostile - derived
    bare = round(harmless * WITHOUT_WEIGHTS)
    return [
        *_dealt(_BARE, bare),
        *_dealt(_OWN, harmless - bare),
        *_dealt(_DERIVED, derived),
        *[Kind.HOSTILE] * hostile,
    ]


def _dealt(weights: Mapping[Kind, int], count: int) -> list[Kind]:
    """So many kinds in these proportions, the rounding spread evenly."""
    total = sum(weights.values())
    deck = [kind for kind, weight in weights.items() for _ in range(weight)]
    random.Random(_SEED).shuffle(deck)
    return [deck[number * total // count] for number in range(count)]


def _repo(number: int, source: random.Random) -> str:
    if source.random() < _BUSY_SHARE:
        return f"busy-lab-{source.randrange(_BUSY_OWNERS)}/model-{number:06}"
    return f"user-{number:06}/model-{number:06}"
