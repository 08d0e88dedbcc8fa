# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A family of models: what is declared as a solid line, what is inferred dashed, what was withdrawn struck through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from markupsafe import Markup

from bot.model.family_ties import FamilyTie, Tie
from bot.render.pages import Table, visible
from bot.render.pictures import svg
from bot.render.pictures.family_layout import MOST_MODELS, FamilyLayout, Placed, layout
from bot.render.pictures.picture import Panel, Picture

_STEP, _HIGH, _EDGE = 22, 22, 10
_LETTER = 6.2
_LONGEST = 46
_DEEPEST = 12
"""Steps to the right; whoever is deeper stands below the last one."""
_WORDS = {Tie.DECLARED: "declared", Tie.INFERRED: "inferred from the files", Tie.WITHDRAWN: "withdrawn"}
_LOOKS = {
    Tie.DECLARED: ("tie declared", svg.INK, ""),
    Tie.INFERRED: ("tie inferred", svg.INK, ' stroke-dasharray="4 3"'),
    Tie.WITHDRAWN: ("tie withdrawn", svg.SOFT, ' stroke-dasharray="1 3"'),
}


def family_picture(ties: Iterable[FamilyTie], *, about: str = "") -> Picture | None:
    """The family, at most 200 models of it; ``about`` is the model that it is shown for. ``None`` where there are no ties."""
    found = layout(ties)
    if not found.models:
        return None
    said = _reading(found)
    return Picture(
        name="family",
        title="Family of models",
        reading=said,
        panels=(Panel("", _drawing(found, about, said)),),
        table=Table(
            ("model", "builds on", "how it is known", "relation"),
            tuple(
                (visible(each.child), visible(each.parent), _WORDS[each.tie], visible(each.words))
                for each in found.ties
            ),
        ),
        legend=_legend(),
    )


def _reading(found: FamilyLayout) -> str:
    counts = {tie: sum(each.tie is tie for each in found.ties) for tie in Tie}
    told = [f"{count} {_WORDS[tie]}" for tie, count in counts.items() if count]
    more = f"; {found.left_out} more do not fit here" if found.left_out else ""
    models = f"{len(found.models)} model{'' if len(found.models) == 1 else 's'}"
    return f"{models}, {len(found.ties)} tie{'' if len(found.ties) == 1 else 's'}: {', '.join(told)}{more}."


def _drawing(found: FamilyLayout, about: str, said: str) -> Markup:
    places = {each.name: each for each in found.models}
    width = max(_right(each) for each in found.models)
    struck = _struck(found.ties)
    parts = [
        *_ties(found, places),
        *(
            mark
            for each in found.models
            for mark in _model(each, is_about=each.name == about, is_struck=each.name in struck)
        ),
    ]
    height = 2 * _EDGE + len(found.models) * _HIGH - 8
    return svg.drawing(width, height, title="Family of models", words=said, parts=parts, kind="family")


def _struck(ties: Iterable[FamilyTie]) -> set[str]:
    """Models that nothing ties to the family any more."""
    tied = {name for each in ties if each.tie is not Tie.WITHDRAWN for name in (each.parent, each.child)}
    return {each.child for each in ties if each.tie is Tie.WITHDRAWN} - tied


def _x(placed: Placed) -> float:
    return _EDGE + min(placed.layer, _DEEPEST) * _STEP


def _y(placed: Placed) -> float:
    return _EDGE + placed.row * _HIGH


def _right(placed: Placed) -> float:
    return _x(placed) + 12 + len(svg.clipped(placed.name, _LONGEST)) * _LETTER + 6


def _model(placed: Placed, *, is_about: bool, is_struck: bool) -> Iterator[str]:
    x, y, n = _x(placed), _y(placed), svg.number
    kind, fill = ("mark about", svg.INK) if is_about else ("mark changed", svg.PAPER)
    yield svg.path(f"M{n(x - 4)} {n(y)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0", kind=kind, stroke=svg.INK, fill=fill)
    more = ' text-decoration="line-through"' if is_struck else ""
    yield svg.label(x + 10, y + 4, svg.clipped(placed.name, _LONGEST), fill=svg.INK, more=more)


def _ties(found: FamilyLayout, places: Mapping[str, Placed]) -> Iterator[str]:
    moves: dict[Tie, list[str]] = {tie: [] for tie in Tie}
    struck: list[str] = []
    n = svg.number
    for each in found.ties:
        one, other = places[each.parent], places[each.child]
        x1, y1, x2, y2 = _x(one), _y(one), _x(other), _y(other)
        if y2 > y1 and x2 > x1:
            moves[each.tie].append(f"M{n(x1)} {n(y1 + 4)}V{n(y2)}H{n(x2 - 4)}")
        else:
            # A second parent, or a circle: round the left side.
            left = max(1.0, min(x1, x2) - 7)
            moves[each.tie].append(f"M{n(x1 - 4)} {n(y1)}H{n(left)}V{n(y2)}H{n(x2 - 4)}")
        if each.tie is Tie.WITHDRAWN:
            struck.append(f"M{n(x2 - 14)} {n(y2 - 4)}l7 8m0 -8l-7 8")
    for tie, some in moves.items():
        kind, stroke, more = _LOOKS[tie]
        yield svg.path("".join(some), kind=kind, stroke=stroke, more=more)
    yield svg.path("".join(struck), kind="tie struck", stroke=svg.INK, more=' stroke-width="1.4"')


def _legend() -> Markup:
    parts, x = [], 0.0
    for tie, words in _WORDS.items():
        kind, stroke, more = _LOOKS[tie]
        parts.append(svg.path(f"M{svg.number(x)} 11h26", kind=kind, stroke=stroke, more=more))
        if tie is Tie.WITHDRAWN:
            parts.append(svg.path(f"M{svg.number(x + 9)} 7l8 8m0 -8l-8 8", kind="tie struck", stroke=svg.INK))
        parts.append(svg.label(x + 32, 15, words))
        x += 32 + len(words) * _LETTER + 14
    return svg.drawing(
        x, 22, title="Legend", words="Solid: declared; dashed: inferred; struck: withdrawn.", parts=parts, kind="legend"
    )


__all__ = ["MOST_MODELS", "family_picture"]
