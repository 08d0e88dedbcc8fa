# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The pictures of the weights as lines of text: blocks whose height is the correlation, or digits where a terminal has no blocks.

No colors: nothing here needs them, so that there is nothing that NO_COLOR would have to switch off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.model.dots import Against, Dots
from bot.model.layer_maps import Cell, Found, LayerMap
from bot.model.part_shares import PartShare, Standing
from bot.model.parts import Part
from bot.model.pictures import CasePictures
from bot.render.numbers import percent
from bot.render.pages import visible
from bot.render.pictures.dots import dots_reading, group_words
from bot.render.pictures.layers import control_words, layers_reading
from bot.render.pictures.scale import name_of
from bot.render.pictures.shares import STANDINGS, part_words, shares_reading
from bot.render.pictures.svg import clipped

_BLOCKS = "\N{LOWER ONE EIGHTH BLOCK}▂▃▄▅▆▇█"
_BAR = {Standing.INHERITED: "█", Standing.SHARED: "▒", Standing.OWN: "░", Standing.OPEN: "·"}
_ASCII_BAR = {Standing.INHERITED: "#", Standing.SHARED: "%", Standing.OWN: "o", Standing.OPEN: "."}
_MARKS = {
    Against.PAIR: "●",
    Against.RELATED: "○",
    Against.UNRELATED: "\N{MULTIPLICATION SIGN}",
    Against.OTHER_PLACES: "|",
    Against.MOVED_ROWS: "¦",
}
_ASCII_MARKS = {
    Against.PAIR: "o",
    Against.RELATED: "O",
    Against.UNRELATED: "x",
    Against.OTHER_PLACES: "|",
    Against.MOVED_ROWS: ":",
}
_ABSENT = "\N{BOX DRAWINGS LIGHT DIAGONAL UPPER RIGHT TO LOWER LEFT}"
_SCALE = 41
_NAME = 48
_WIDE = 6
_HEADS = {Part.ROUTER: "rout.", Part.SHARED_EXPERT: "shar.", Part.EXPERTS: "exp.", Part.RECURRENT: "rec."}
"""Where the head of a column is too long for six signs."""
_BAR_LONG = 30


def drawn_lines(found: CasePictures, *, in_ascii: bool) -> tuple[str, ...]:
    """All of them, less than 100 columns wide; empty where nothing was kept. Names are cut, and hold no control characters.

    With ``in_ascii`` every sign that we draw with is one of ASCII; so are other people's names, whose other signs become question marks.
    """
    blocks = [
        *([_strip(found.dots, in_ascii=in_ascii)] if found.dots else []),
        *(_map(each, in_ascii=in_ascii) for each in found.maps),
        *([_bars(found.shares, in_ascii=in_ascii)] if sum(each.parameters for each in found.shares) else []),
    ]
    lines = [line for block in blocks for line in (*block, "")][:-1]
    return tuple(_plain(line) if in_ascii else line for line in lines)


def _plain(line: str) -> str:
    return line.replace("\N{HORIZONTAL ELLIPSIS}", "~").replace("\N{EN DASH}", "-").encode("ascii", "replace").decode()


def _strip(dots: Sequence[Dots], *, in_ascii: bool) -> list[str]:
    marks = _ASCII_MARKS if in_ascii else _MARKS
    axis = "." if in_ascii else "·"
    lines = [visible(dots_reading(dots))]
    only = {each.component for each in dots if each.component}
    for each in dots:
        line = [axis] * _SCALE
        for value in each.values:
            line[int(min(max(value, 0.0), 1.0) * (_SCALE - 1))] = marks[each.against]
        words = group_words(each)
        name = words.removeprefix(f"{each.component.words} ") if each.component and len(only) == 1 else words
        lines.append(f"  {_padded(name, _NAME)} {''.join(line)} {each.count}")
    return [*lines, f"  {' ' * _NAME} 0{' ' * (_SCALE - 2)}1"]


def _map(found: LayerMap, *, in_ascii: bool) -> list[str]:
    columns = len(found.parts)
    heads = "".join(_HEADS.get(part, part.short).rjust(_WIDE) for part in found.parts)
    gap, has_control = "   ", found.control is not None
    lines = [
        visible(layers_reading(found)),
        f"  {'':11}{_padded(clipped(name_of(found.upstream), max(columns * _WIDE, 24)), columns * _WIDE)}"
        + (f"{gap}{_padded('control', columns * _WIDE)}" if has_control else ""),
        f"  {'layer':>11}{heads}" + (f"{gap}{heads}" if has_control else ""),
    ]
    for row in found.rows:
        beside = f"{gap}{_cells(row.control, in_ascii=in_ascii)}" if has_control else ""
        lines.append(f"  {row.words:>11}{_cells(row.pair, in_ascii=in_ascii)}{beside}")
    for each in found.loose:
        pair = _cells([each.pair], in_ascii=in_ascii)
        beside = (
            f"{' ' * (columns * _WIDE - _WIDE)}{gap}{_cells([each.control], in_ascii=in_ascii)}" if has_control else ""
        )
        lines.append(f"  {each.part.words:>11}{pair}{beside}")
    if has_control:
        lines.append(f"  control: {clipped(control_words(found), 86)}")
    return lines


def _cells(cells: Iterable[Cell], *, in_ascii: bool) -> str:
    return "".join(_cell(each, in_ascii=in_ascii).rjust(_WIDE) for each in cells)


def _cell(cell: Cell, *, in_ascii: bool) -> str:
    if cell.level is None:
        return ("-" if in_ascii else _ABSENT) if cell.found is Found.NOT_PRESENT else ("." if in_ascii else "·")
    if cell.found is Found.SAME:
        return "same"
    number = f"{max(cell.correlation or 0.0, 0.0):.3f}".replace("0.", ".", 1)
    return number if in_ascii else f"{_BLOCKS[min(7, int(cell.level * 8))]}{number}"


def _bars(shares: Sequence[PartShare], *, in_ascii: bool) -> list[str]:
    """One bar for each part, all of one length: otherwise the experts of a mixture would be the only ones to be seen."""
    total = sum(each.parameters for each in shares)
    look = _ASCII_BAR if in_ascii else _BAR
    lines = [visible(shares_reading(shares))]
    for each in shares:
        ends, reached = [], 0
        for kind, count in each.stretches:
            reached += count
            ends.append((kind, reached * _BAR_LONG // each.parameters))
        signs = "".join(
            look[kind] * (end - start) for (kind, end), start in zip(ends, [0, *(end for _, end in ends)], strict=False)
        )
        lines.append(f"  {_padded(part_words(each), _NAME)} {signs} {percent(each.parameters / total)}")
    shown = {kind for each in shares for kind, _ in each.stretches}
    return [*lines, f"  {', '.join(f'{look[kind]} {STANDINGS[kind]}' for kind in Standing if kind in shown)}"]


def _padded(text: str, width: int) -> str:
    return clipped(text, width).ljust(width)


def blocks_are_known(encoding: str | None) -> bool:
    """Whether a terminal of this encoding shows what is drawn with, so that digits need not stand in for it.

    >>> blocks_are_known("utf-8"), blocks_are_known("latin-1"), blocks_are_known(None)
    (True, False, False)
    """
    signs: Iterator[str] = iter((*_BLOCKS, *_BAR.values(), *_MARKS.values(), _ABSENT))
    try:
        "".join(signs).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
