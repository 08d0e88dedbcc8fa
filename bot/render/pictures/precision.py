# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How often rules were right, with the interval that so few or so many judged findings leave (Clopper and Pearson, 1934: exact)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from bot.model.records import RuleTally
from bot.render.numbers import percent
from bot.render.pages import Table, visible
from bot.render.pictures import svg
from bot.render.pictures.picture import Panel, Picture

_WIDTH, _LEFT, _RIGHT, _HIGH, _TOP = 440, 186, 16, 22, 4
_LONGEST = 30
_TAIL = 0.025
"""On either side, for an interval of 95 %."""
_STEPS = 60


def precision_picture(
    tallies: Sequence[RuleTally], *, name: str = "precision", title: str = "How often rules were right"
) -> Picture | None:
    """One line for each rule, or for each period of one; ``None`` where nothing was judged yet."""
    judged = [each for each in tallies if each.judged]
    if not judged:
        return None
    height = _TOP + len(judged) * _HIGH + 20
    parts = [
        *_axis(len(judged)),
        *(mark for place, each in enumerate(judged) for mark in _row(each, _TOP + place * _HIGH)),
    ]
    said = _reading(judged)
    return Picture(
        name=name,
        title=title,
        reading=said,
        panels=(Panel("", svg.drawing(_WIDTH, height, title=title, words=said, parts=parts, kind="precision")),),
        table=Table(
            ("rule or period", "judged", "right", "precision", "at least", "at most"),
            tuple(_told(each) for each in tallies),
        ),
    )


def interval(right: int, judged: int) -> tuple[float, float]:
    """The precisions, 0 to 1, under which so many right ones are no rare chance, with 95 % confidence.

    >>> [round(each, 4) for each in interval(411, 412)]
    [0.9866, 0.9999]
    >>> interval(0, 0)
    (0.0, 1.0)
    """
    if judged == 0:
        return 0.0, 1.0
    low = 0.0 if right == 0 else _root(lambda p: _at_least(right, judged, p) - _TAIL)
    high = 1.0 if right == judged else _root(lambda p: _TAIL - (1 - _at_least(right + 1, judged, p)))
    return low, high


def _root(rising: Callable[[float], float]) -> float:
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2


def _at_least(right: int, judged: int, p: float) -> float:
    """Probability of so many or more."""
    if p <= 0.0 or p >= 1.0:
        return float(p >= 1.0 or right == 0)
    whole = math.lgamma(judged + 1)
    terms = (
        whole - math.lgamma(k + 1) - math.lgamma(judged - k + 1) + k * math.log(p) + (judged - k) * math.log1p(-p)
        for k in range(right, judged + 1)
    )
    return math.fsum(map(math.exp, terms))


def _reading(tallies: Sequence[RuleTally]) -> str:
    right, judged = sum(each.right for each in tallies), sum(each.judged for each in tallies)
    least = percent(interval(right, judged)[0])
    were = "was" if judged == 1 else "were"
    return f"{right} of {judged} judged finding{'' if judged == 1 else 's'} {were} right; with 95 % confidence, at least {least} are."


def _told(tally: RuleTally) -> tuple[str, ...]:
    if not tally.judged:
        return visible(tally.words), "0", "0", "not judged yet", "", ""
    low, high = interval(tally.right, tally.judged)
    return (
        visible(tally.words),
        str(tally.judged),
        str(tally.right),
        percent(tally.right / tally.judged),
        percent(low) if low > 0 else "0 %",
        percent(high),
    )


def _at(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _axis(rows: int) -> Iterator[str]:
    bottom = _TOP + rows * _HIGH
    for step in range(5):
        x = _at(step / 4)
        yield svg.line(x, _TOP, x, bottom, kind="grid", stroke="#e3e7ec")
        yield svg.label(x, bottom + 14, f"{25 * step} %", anchor="middle", size=10)


def _row(tally: RuleTally, top: float) -> Iterator[str]:
    y = top + _HIGH / 2
    low, high = (_at(each) for each in interval(tally.right, tally.judged))
    x, n = _at(tally.right / tally.judged), svg.number
    yield svg.label(0, y + 4, svg.clipped(f"{tally.words} ({tally.judged})", _LONGEST), fill=svg.INK)
    yield svg.path(
        f"M{n(low)} {n(y)}H{n(high)}M{n(low)} {n(y - 4)}v8M{n(high)} {n(y - 4)}v8",
        kind="interval",
        stroke=svg.SOFT,
        more=' stroke-width="1.5"',
    )
    yield svg.path(
        f"M{n(x - 4)} {n(y)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0", kind="mark pair", stroke="#174e82", fill="#174e82"
    )
