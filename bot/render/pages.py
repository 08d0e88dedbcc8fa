# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A page of lines and tables, laid out for a terminal or as Markdown. Pure."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.render.quoting import Inert, quoted
from bot.render.quoting import block as fenced


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below headings; every row has as many cells as there are headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        """A short row would shift its cells under the wrong headings."""
        for row in self.rows:
            if len(row) != len(self.headings):
                raise ValueError(f"expected {len(self.headings)} cells, found {len(row)}")


@dataclass(frozen=True, slots=True)
class Drawing:
    """Lines whose spaces matter."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A title and what stands below it."""

    title: str
    blocks: tuple[str | Table | Drawing, ...]
    """A table without rows is left out, and so is a drawing without lines."""


_NARROWEST_COLUMN = 40


def plain(page: Page, *, width: int = 120) -> str:
    """For a terminal of this many columns: aligned, the last column broken into lines, no colors, no control characters."""
    parts = [visible(page.title)]
    for block in page.blocks:
        if isinstance(block, str):
            parts.append(visible(block))
        elif isinstance(block, Drawing):
            parts += ["\n".join(map(_kept, block.lines))] if block.lines else []
        elif block.rows:
            parts.append("\n".join(_aligned((block.headings, *block.rows), width)))
    return "\n\n".join(parts) + "\n"


def markdown(page: Page) -> str:
    """For a README, a job summary or an issue; other people's markup is escaped."""
    parts = [f"### {_safe(page.title)}"]
    for block in page.blocks:
        if isinstance(block, str):
            parts.append(_safe(block))
        elif isinstance(block, Drawing):
            parts += [f"```text\n{fenced(chr(10).join(block.lines))}\n```"] if block.lines else []
        elif block.rows:
            rule = "|".join("---" for _ in block.headings)
            rows = [_row(block.headings), f"|{rule}|", *(_row(row) for row in block.rows)]
            parts.append("\n".join(rows))
    return "\n\n".join(parts) + "\n"


def visible(text: str) -> str:
    r"""One line without signs that move the cursor or turn the direction of reading.

    >>> visible("a\x1b[2Jb\nc")
    'a[2Jb c'
    """
    kept = (" " if sign.isspace() else sign for sign in text if sign.isspace() or unicodedata.category(sign)[0] != "C")
    return " ".join("".join(kept).split())


def _kept(line: str) -> str:
    """The line with its spaces, without signs that move the cursor or turn the direction of reading."""
    return "".join(sign for sign in line if unicodedata.category(sign)[0] != "C").rstrip()


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_cell(cell) or ' ' for cell in cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "/") if isinstance(text, Inert) else quoted(text)


def _safe(text: str) -> str:
    return text if isinstance(text, Inert) else quoted(text)


def _aligned(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    clean = [[visible(cell) for cell in row] for row in rows]
    widths = [max(_width(row[place]) for row in clean) for place in range(len(clean[0]) - 1)]
    left = 2 + sum(each + 2 for each in widths)
    lines: list[str] = []
    for row in clean:
        start = "  " + "".join(cell + " " * (each - _width(cell) + 2) for cell, each in zip(row, widths, strict=False))
        # Short of room, the last column runs over the edge rather than down it one word a line.
        words = textwrap.wrap(row[-1], max(width - left, _NARROWEST_COLUMN)) or [""]
        lines += [f"{start}{words[0]}".rstrip(), *(" " * left + each for each in words[1:])]
    return lines


def _width(text: str) -> int:
    """Columns that a terminal gives to it: two for wide signs, such as most Japanese ones."""
    return sum(0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF") for sign in text)
