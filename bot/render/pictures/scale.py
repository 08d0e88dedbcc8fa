# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The one scale of all pictures, 0 to 1, and what a cell says in words. Numbers arrive rounded down and are printed as they are."""

from __future__ import annotations

from bot.model.layer_maps import Cell, Found
from bot.model.repository import SnapshotKey
from bot.render.pages import visible

LEVELS = 10
"""Steps of the scale; one more stands for what is the same."""
# One hue from light to dark, in steps of equal lightness; the same in grey on paper.
_FILLS = (
    "#f3f6f9",
    "#e3ebf3",
    "#d0dfec",
    "#b9d0e4",
    "#9dbfda",
    "#7dabce",
    "#5b95c0",
    "#3a79ab",
    "#27659b",
    "#174e82",
    "#0b3763",
)
_DARK_FROM = 7
"""Step from which on words on a cell are light."""
_WORDS = {Found.SAME: "same", Found.NOT_PRESENT: "not present", Found.NOT_MEASURED: "not read"}


def level(cell: Cell) -> int | None:
    """The step of the scale, rounded down; ``None`` where nothing was measured."""
    if cell.found is Found.SAME:
        return LEVELS
    return None if cell.level is None else min(LEVELS - 1, int(cell.level * LEVELS + 1e-9))


def fill(step: int) -> str:
    """The color of a step on white paper."""
    return _FILLS[step]


def is_dark(step: int) -> bool:
    """Whether words on it are light."""
    return step >= _DARK_FROM


def words(cell: Cell) -> str:
    """The cell in a table."""
    return _WORDS.get(cell.found) or correlation(cell.correlation or 0.0)


def correlation(value: float) -> str:
    """With three decimals, as it was kept; only what is exactly one is printed as one.

    >>> correlation(0.999), correlation(1.0), correlation(-0.013)
    ('0.999', '1', '-0.013')
    """
    return "1" if value >= 1.0 else f"{value:.3f}"


def under(value: float) -> str:
    """What a value that was rounded down stays below.

    >>> under(0.02), under(-0.01), under(0.999)
    ('0.021', '0', '1')
    """
    above = round(value + 0.001, 3)
    if above <= 0:
        return "0"
    return "1" if above >= 1.0 else f"{above:.3f}"


def short(cell: Cell) -> str:
    """The cell in a drawing; empty where a pattern says it."""
    if cell.correlation is None:
        return "same" if cell.found is Found.SAME else ""
    return correlation(cell.correlation).replace("0.", ".", 1).replace("-", "\N{MINUS SIGN}")


def name_of(key: SnapshotKey) -> str:
    """A model in a sentence."""
    return visible(key.repo)
