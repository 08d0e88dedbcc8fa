# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What is trained: every recipe by name, parents before their children."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

CACHE = Path(__file__).parents[1] / "cache" / "zoo"

SEEDS = 6
"""Independent models of each language family that differ in nothing but their seed."""
PARENTS = (0, 1)
"""Seeds that have children."""
_STEPS = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How one model is trained."""

    family: str
    seed: int
    order: int = 0
    """Seed of the stream of data."""
    steps: int = _STEPS
    learning_rate: float = 1e-3
    dialect: int = 0
    """0 is what the base models are trained on."""
    start: str | None = None
    """The model that training begins with; ``None`` is a fresh one."""
    upcycle: bool = False
    """Whether the start becomes a mixture of experts first."""
    rank: int = 0
    """Of low-rank adapters, merged at the end; 0 trains everything."""
    teacher: str | None = None
    """Whose predictions are imitated in place of the text."""


def _bases() -> dict[str, Recipe]:
    found = {
        f"{family}-s{seed}": Recipe(family=family, seed=seed)
        for family, count in (("llama", SEEDS), ("gpt2", SEEDS), ("mixture", SEEDS), ("vision", 3))
        for seed in range(count)
    }
    found |= {f"llama-s{seed}": Recipe(family="llama", seed=seed, order=1) for seed in (SEEDS, SEEDS + 1)}
    return found | {f"llama-s{seed}-other-order": Recipe(family="llama", seed=seed, order=1) for seed in PARENTS}


def _children(family: str, seed: int) -> dict[str, Recipe]:
    parent = f"{family}-s{seed}"
    child = Recipe(family=family, seed=seed, order=10 + seed, start=parent)
    found = {
        f"{parent}-light": replace(child, dialect=1, steps=40, learning_rate=2e-4),
        f"{parent}-heavy": replace(child, dialect=1, steps=100),
    }
    if family != "llama":
        return found
    return found | {
        f"{parent}-continued": child,
        f"{parent}-continued-3x": replace(child, steps=3 * _STEPS),
        f"{parent}-lora": replace(child, dialect=1, steps=60, rank=8, learning_rate=2e-3),
        f"{parent}-heavy-2": replace(child, dialect=2, steps=100),
        f"{parent}-twice": replace(child, dialect=2, steps=40, start=f"{parent}-light", learning_rate=2e-4),
        f"{parent}-student": Recipe(family=family, seed=20 + seed, order=20, teacher=parent),
        f"{parent}-upcycled": replace(child, steps=30, upcycle=True),
    }


def _vision_children() -> dict[str, Recipe]:
    child = Recipe(family="vision", seed=0, order=10, start="vision-s0", steps=50, learning_rate=2e-4)
    return {"vision-s0-light": child, "vision-s0-heavy": replace(child, steps=100, learning_rate=1e-3)}


RECIPES: dict[str, Recipe] = {
    **_bases(),
    **{name: each for seed in PARENTS for name, each in _children("llama", seed).items()},
    **{
        name: each
        for family in ("gpt2", "mixture")
        for seed in PARENTS
        for name, each in _children(family, seed).items()
    },
    **_vision_children(),
}
