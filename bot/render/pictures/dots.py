# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every sampled block as a mark on one line from 0 to 1: the pair, its relatives and the controls. The most honest picture, so it comes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.model.dots import Against, Dots
from bot.render.pages import Table
from bot.render.pictures import svg
from bot.render.pictures.picture import Panel, Picture
from bot.render.pictures.scale import correlation, name_of, under

_WIDTH, _LEFT, _RIGHT = 440, 8, 14
_HIGH, _TOP, _FOOT = 36, 4, 22
_LONGEST = 68
_LONGEST_NAME = 32
_NEAR = 5.0
"""Between marks, from which on they stand beside each other; closer ones stand above and below the line."""
_LANES = (0.0, -4.5, 4.5)
_WORDS = {
    Against.PAIR: "{component} against {upstream}",
    Against.RELATED: "{component} against {upstream}, related as well",
    Against.UNRELATED: "{component} against {upstream}, unrelated",
    Against.OTHER_PLACES: "the same blocks against other layers and experts",
    Against.MOVED_ROWS: "the same blocks, rows moved on by a few places",
}
_KINDS = {
    Against.PAIR: "a filled circle",
    Against.RELATED: "a ring",
    Against.UNRELATED: "a cross",
    Against.OTHER_PLACES: "a stroke",
    Against.MOVED_ROWS: "a short stroke",
}


def dots_picture(dots: Sequence[Dots]) -> Picture:
    """All groups below each other on one scale. Raises ValueError where there is none."""
    if not dots:
        raise ValueError("expected a group of blocks")
    height = _TOP + len(dots) * _HIGH + _FOOT
    parts = [*_axis(len(dots)), *(mark for place, each in enumerate(dots) for mark in _row(each, _TOP + place * _HIGH))]
    said = dots_reading(dots)
    kinds = ", ".join(dict.fromkeys(f"{_KINDS[each.against]} for {_short(each.against)}" for each in dots))
    drawn = svg.drawing(
        _WIDTH, height, title="Sampled blocks and their controls", words=f"{said} {kinds}.", parts=parts, kind="dots"
    )
    return Picture(
        name="blocks",
        title="Sampled blocks and their controls",
        reading=said,
        panels=(Panel("", drawn),),
        table=Table(
            ("what was held against what", "measured", "least r", "middle r", "largest r", "kept"),
            tuple(_told(each) for each in dots),
        ),
    )


def group_words(dots: Dots) -> str:
    """What the group is."""
    return _group_words(dots, name_of(dots.upstream) if dots.upstream else "other models")


def _group_words(dots: Dots, upstream: str) -> str:
    component = dots.component.words if dots.component else "everything"
    return _WORDS[dots.against].format(component=component, upstream=upstream)


def dots_reading(dots: Sequence[Dots]) -> str:
    """What the strip says, in one sentence."""
    pairs = [each for each in dots if each.against is Against.PAIR]
    controls = [each for each in dots if each.against.is_control]
    said = "; ".join(_agree(each) for each in pairs) or "Nothing was compared with an upstream"
    if not controls:
        return f"{said}; nothing was measured as a control."
    count, most = sum(each.count for each in controls), max(each.values[-1] for each in controls)
    these = "1 comparison" if count == 1 else f"{count} comparisons"
    return f"{said}; {these} where nothing belongs stay{'s' if count == 1 else ''} under {under(most)}."


def _agree(dots: Dots) -> str:
    component = dots.component.words if dots.component else "model"
    upstream = name_of(dots.upstream) if dots.upstream else "its upstream"
    blocks = f"{dots.count} sampled block{'' if dots.count == 1 else 's'} of the {component}"
    if not dots.alike:
        return f"{blocks} stay{'s' if dots.count == 1 else ''} under {under(dots.values[-1])} against {upstream}"
    middle = _middle([value for value in dots.values if value >= 0.3] or list(dots.values))
    return f"{dots.alike} of {blocks} agree{'s' if dots.alike == 1 else ''} with {upstream}, the middle one at {correlation(middle)}"


def _middle(values: Sequence[float]) -> float:
    """The lower one of two."""
    return values[(len(values) - 1) // 2]


def _short(against: Against) -> str:
    return {
        Against.PAIR: "the pair",
        Against.RELATED: "relatives",
        Against.UNRELATED: "an unrelated model",
        Against.OTHER_PLACES: "other places",
        Against.MOVED_ROWS: "moved rows",
    }[against]


def _told(dots: Dots) -> tuple[str, ...]:
    values = dots.values
    return (
        group_words(dots),
        str(dots.count),
        correlation(values[0]),
        correlation(_middle(values)),
        correlation(values[-1]),
        " ".join(correlation(each) for each in values),
    )


def _at(value: float) -> float:
    return _LEFT + min(max(value, 0.0), 1.0) * (_WIDTH - _LEFT - _RIGHT)


def _axis(groups: int) -> Iterator[str]:
    bottom = _TOP + groups * _HIGH
    for step in range(6):
        x = _at(step / 5)
        yield svg.line(x, _TOP, x, bottom, kind="grid", stroke="#e3e7ec")
        yield svg.label(x, bottom + 15, f"{step / 5:g}", anchor="middle")


def _row(dots: Dots, top: float) -> Iterator[str]:
    y = top + 25
    name = svg.clipped(name_of(dots.upstream), _LONGEST_NAME) if dots.upstream else "other models"
    yield svg.label(_LEFT, top + 13, svg.clipped(f"{_group_words(dots, name)} ({dots.count})", _LONGEST), fill=svg.INK)
    yield svg.line(_at(0), y, _at(1), y)
    yield from _marks(dots.against, [_at(value) for value in dots.values], y)


def _marks(against: Against, places: Sequence[float], y: float) -> Iterable[str]:
    n = svg.number
    if against in {Against.PAIR, Against.RELATED}:
        moves = "".join(f"M{n(x - 4)} {n(y + up)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0" for x, up in _apart(places))
        kind, fill = ("mark pair", "#174e82") if against is Against.PAIR else ("mark related", "none")
        return [svg.path(moves, kind=kind, stroke="#174e82", fill=fill, more=' fill-opacity="0.55"')]
    if against is Against.UNRELATED:
        moves = "".join(f"M{n(x - 3)} {n(y + up - 3)}l6 6m0 -6l-6 6" for x, up in _apart(places))
    else:
        half = 6 if against is Against.OTHER_PLACES else 3.5
        moves = "".join(f"M{n(x)} {n(y - half)}v{n(2 * half)}" for x in places)
    return [svg.path(moves, kind="mark control", stroke="#8a4b00", more=' stroke-width="1.3"')]


def _apart(places: Sequence[float]) -> Iterator[tuple[float, float]]:
    """Each with how far from the line it stands, so that marks of like values can be counted."""
    lane, before = 0, -_NEAR
    for x in places:
        lane = (lane + 1) % len(_LANES) if x - before < _NEAR else 0
        before = x
        yield x, _LANES[lane]
