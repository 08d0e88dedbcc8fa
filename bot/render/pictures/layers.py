# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Layer by part as a heat map: the pair and the hardest control side by side, on one scale.

One panel alone tells nothing: with every cell at 0.99 it is a dark wall, whatever the control would have shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from bot.model.layer_maps import ALIKE, Cell, ControlKind, Found, LayerMap, MapRow
from bot.render.pages import Table
from bot.render.pictures import svg
from bot.render.pictures.picture import Panel, Picture
from bot.render.pictures.scale import LEVELS, correlation, fill, is_dark, level, name_of, short, under, words

_WIDE, _HIGH, _LEFT, _TOP = 40, 22, 78, 22
_LEAST_COLUMNS = 4
"""So that a map with one column still has room for what stands in no layer."""


def layers_picture(found: LayerMap) -> Picture:
    """The map of one component."""
    title = f"Layer by part: {found.component.words}"
    pair_words = f"Against {name_of(found.upstream)}"
    panels = [_panel(found, pair_words, [row.pair for row in found.rows], [each.pair for each in found.loose])]
    if found.control is not None:
        cells = [row.control for row in found.rows]
        panels.append(_panel(found, f"Control: {control_words(found)}", cells, [each.control for each in found.loose]))
    return Picture(
        name=f"layers-{found.component.value}",
        title=title,
        reading=layers_reading(found),
        panels=tuple(panels),
        table=_table(found),
        legend=_legend(),
    )


def control_words(found: LayerMap) -> str:
    """What the control is; empty where there is none."""
    if found.control is None:
        return ""
    if found.control.kind is ControlKind.UPSTREAM and found.control.upstream is not None:
        return f"{name_of(found.control.upstream)}, the nearest model that shares nothing with it, as far as sampled"
    return "the same two models, in places where nothing belongs"


def layers_reading(found: LayerMap) -> str:
    """What the map says, in one sentence."""
    pair, upstream = found.pair_levels, name_of(found.upstream)
    if not pair:
        return f"Nothing was measured against {upstream}."
    alike = [each for each in pair if each >= ALIKE]
    rest = [each for each in pair if each < ALIKE]
    held = _held(found)
    if not alike:
        return f"{_cells(len(pair))} {_stay(len(pair))} under {under(max(pair))} against {upstream}{held}."
    said = (
        f"{len(alike)} of {_cells(len(pair))} {_agree(len(alike))} with {upstream} at {correlation(min(alike))} or more"
    )
    if rest:
        said += f", the others stay under {under(max(rest))}"
    return f"{said}{held}."


def _held(found: LayerMap) -> str:
    control = found.control_levels
    if found.control is None or not control:
        return "; nothing was measured as a control"
    where = f"against {name_of(found.control.upstream)}" if found.control.upstream else "where nothing belongs"
    return f"; in the control, {where}, {'it stays' if len(control) == 1 else 'all stay'} under {under(max(control))}"


def _cells(count: int) -> str:
    return f"{count} measured cell{'' if count == 1 else 's'}"


def _agree(count: int) -> str:
    return "agrees" if count == 1 else "agree"


def _stay(count: int) -> str:
    return "stays" if count == 1 else "stay"


def _panel(found: LayerMap, said: str, rows: Sequence[Sequence[Cell]], loose: Sequence[Cell]) -> Panel:
    columns = max(len(found.parts), _LEAST_COLUMNS)
    width = _LEFT + columns * _WIDE + 1
    height = _TOP + (len(rows) + len(loose)) * _HIGH + 1
    boxes = [
        (cell, _LEFT + column * _WIDE, _TOP + place * _HIGH, float(_WIDE))
        for place, row in enumerate(rows)
        for column, cell in enumerate(row)
    ]
    below = _TOP + len(rows) * _HIGH
    boxes += [(cell, _LEFT, below + place * _HIGH, columns * _WIDE) for place, cell in enumerate(loose)]
    names = [*(row.words for row in found.rows), *(each.part.short for each in found.loose)]
    parts = [
        *_heads(found),
        *(svg.label(_LEFT - 6, _TOP + place * _HIGH + 15, text, anchor="end") for place, text in enumerate(names)),
        *_drawn(boxes),
    ]
    title = f"{found.component.words}, {said}"
    return Panel(
        said,
        svg.drawing(
            width, height, title=title, words="The table below has the same numbers.", parts=parts, kind="heat"
        ),
    )


def _heads(found: LayerMap) -> Iterator[str]:
    if found.rows:
        yield svg.label(_LEFT - 6, _TOP - 7, "layer", anchor="end")
        for column, part in enumerate(found.parts):
            x = _LEFT + column * _WIDE + _WIDE / 2
            yield svg.label(x, _TOP - 7, part.short, anchor="middle", size=10)


def _drawn(boxes: Sequence[tuple[Cell, float, float, float]]) -> Iterator[str]:
    absent, unread = [], []
    for cell, x, y, width in boxes:
        step = level(cell)
        if step is not None:
            yield svg.rect(x, y, width, _HIGH, kind=f"cell r{step}", fill=fill(step), stroke=svg.PAPER)
            kind = "on dark" if is_dark(step) else "on"
            ink = svg.PAPER if is_dark(step) else svg.INK
            yield svg.label(x + width / 2, y + 15, short(cell), anchor="middle", kind=kind, fill=ink, size=10.5)
        elif cell.found is Found.NOT_PRESENT:
            absent.append(svg.stripes(x + 1, y + 1, width - 2, _HIGH - 2))
        else:
            unread.append(svg.dotted(x + width / 2 - 8, y + 8, 16, 6, step=5))
    yield svg.path("".join(absent), kind="absent", stroke=svg.LINE)
    yield svg.path("".join(unread), kind="unread", more=svg.DOTS)


def _legend() -> Markup:
    places = [*((step, 12.0 + step * 14) for step in range(LEVELS)), (LEVELS, 176.0)]
    parts = [
        svg.label(0, 15, "0"),
        *(svg.rect(x, 4, 14, 14, kind=f"cell r{step}", fill=fill(step), stroke=svg.PAPER) for step, x in places),
        svg.label(157, 15, "1"),
        svg.label(194, 15, "same"),
        svg.path(svg.stripes(234, 4, 14, 14, step=5), kind="absent", stroke=svg.LINE),
        svg.label(252, 15, "not there"),
        svg.path(svg.dotted(306, 8, 16, 6, step=5), kind="unread", more=svg.DOTS),
        svg.label(326, 15, "not read"),
    ]
    words_ = "Correlation from 0 to 1 in ten steps; stripes: one of the two has nothing there; dots: not read."
    return svg.drawing(372, 22, title="Legend", words=words_, parts=parts, kind="legend")


def _table(found: LayerMap) -> Table:
    rows = [row for each in found.rows for row in _told(found, each)]
    rows += [
        ("none", each.part.words, words(each.pair), words(each.control) if found.control else "")
        for each in found.loose
    ]
    if found.control is None:
        return Table(("layer", "part", "r"), tuple(row[:3] for row in rows))
    return Table(("layer", "part", "r", "r of the control"), tuple(rows))


def _told(found: LayerMap, row: MapRow) -> Iterator[tuple[str, str, str, str]]:
    """Each measured cell, then together what has no number."""
    for place, part in enumerate(found.parts):
        if row.pair[place].level is not None:
            yield row.words, part.words, words(row.pair[place]), words(row.control[place]) if row.control else ""
    for kind in (Found.NOT_MEASURED, Found.NOT_PRESENT):
        some = [part.words for part, cell in zip(found.parts, row.pair, strict=True) if cell.found is kind]
        if some:
            yield row.words, "; ".join(some), words(Cell(kind)), ""
