# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Where the models of a family stand: one a row, so that every name has room, and one step to the right of what it builds on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.model.family_ties import FamilyTie, Tie

MOST_MODELS = 200
MOST_TIES = 600


@dataclass(frozen=True, slots=True)
class Placed:
    """One model."""

    name: str
    row: int
    layer: int
    """Steps from a model that builds on nothing here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyLayout:
    """A family, laid out."""

    models: tuple[Placed, ...]
    """By row."""
    ties: tuple[FamilyTie, ...]
    """Between those models."""
    left_out: int
    """Models that there was no room for."""


def layout(ties: Iterable[FamilyTie], *, most: int = MOST_MODELS) -> FamilyLayout:
    """Parents above their children; of several parents the one that holds is the one below which a model stands.

    What is tied in a circle starts at the model that comes first by name. The same ties give the same picture in any order.
    """
    every = sorted(
        {(each.parent, each.child): each for each in ties if each.parent != each.child}.values(),
        key=lambda each: (each.parent.casefold(), each.child.casefold(), each.parent, each.child),
    )
    children: dict[str, list[str]] = {}
    parents: dict[str, list[FamilyTie]] = {}
    for each in every:
        children.setdefault(each.parent, []).append(each.child)
        parents.setdefault(each.child, []).append(each)
    names = sorted({*children, *parents}, key=lambda name: (name.casefold(), name))
    rows = _walked(names, children, parents)
    kept = rows[:most]
    shown = {each.name for each in kept}
    return FamilyLayout(
        models=tuple(kept),
        ties=tuple(each for each in every if {each.parent, each.child} <= shown)[:MOST_TIES],
        left_out=len(rows) - len(kept),
    )


def _walked(names: Sequence[str], children: dict[str, list[str]], parents: dict[str, list[FamilyTie]]) -> list[Placed]:
    first = {child: _first_parent(found) for child, found in parents.items()}
    done: set[str] = set()
    rows: list[Placed] = []
    # Roots first, then whatever only circles lead to.
    for start in sorted(names, key=lambda name: name in parents):
        waiting = [(start, 0)]
        while waiting:
            name, layer = waiting.pop()
            if name in done:
                continue
            done.add(name)
            rows.append(Placed(name, len(rows), layer))
            own = [child for child in children.get(name, ()) if child not in done and first[child] == name]
            waiting += [(child, layer + 1) for child in reversed(own)]
    return rows


def _first_parent(ties: Sequence[FamilyTie]) -> str:
    """Declared before inferred, and what was withdrawn last."""
    order = {Tie.DECLARED: 0, Tie.INFERRED: 1, Tie.WITHDRAWN: 2}
    return min(ties, key=lambda each: (order[each.tie], each.parent.casefold(), each.parent)).parent
