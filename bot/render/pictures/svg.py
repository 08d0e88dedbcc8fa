# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""SVG elements as text. Colors stand in attributes, for whoever has no style sheet, and classes let one change them.

Stripes and dots are drawn line by line rather than as patterns: a pattern needs an id, and two pictures on one page would share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup, escape

from bot.render.pages import visible

FONT = "system-ui, sans-serif"
INK, SOFT, LINE, PAPER = "#1b1f24", "#57606a", "#c3cad3", "#ffffff"


def drawing(width: float, height: float, *, title: str, words: str, parts: Iterable[str], kind: str) -> Markup:
    """A whole picture for people who see it and for those who hear it."""
    inside = "".join([element("title", text=title), element("desc", text=words), *parts])
    size = f'viewBox="0 0 {number(width)} {number(height)}" width="{number(width)}" height="{number(height)}"'
    return Markup(  # noqa: S704 - every part is escaped where it is made
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture {kind}" {size} role="img" '
        f'font-family="{FONT}" font-size="11">{inside}</svg>'
    )


def element(name: str, attributes: str = "", *, text: str | None = None) -> str:
    """One element; text is escaped, and loses what no XML may hold. Attributes are our own words and numbers."""
    start = f"<{name} {attributes}" if attributes else f"<{name}"
    return f"{start}/>" if text is None else f"{start}>{escape(visible(text))}</{name}>"


def rect(x: float, y: float, width: float, height: float, *, kind: str, fill: str, stroke: str = "none") -> str:
    """A box."""
    place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    return f'<rect class="{kind}" {place} fill="{fill}" stroke="{stroke}"/>'


def line(x1: float, y1: float, x2: float, y2: float, *, kind: str = "axis", stroke: str = LINE, more: str = "") -> str:
    """A stroke."""
    ends = f'x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
    return f'<line class="{kind}" {ends} stroke="{stroke}"{more}/>'


def path(moves: str, *, kind: str, stroke: str = SOFT, fill: str = "none", more: str = "") -> str:
    """Strokes in one element; nothing where there are none."""
    return f'<path class="{kind}" d="{moves}" fill="{fill}" stroke="{stroke}"{more}/>' if moves else ""


def label(  # noqa: PLR0913 - a place and a look
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "start",
    kind: str = "label",
    fill: str = SOFT,
    size: float = 11,
    more: str = "",
) -> str:
    """Words at a place."""
    return element(
        "text",
        f'class="{kind}" x="{number(x)}" y="{number(y)}" text-anchor="{anchor}" fill="{fill}" font-size="{number(size)}"{more}',
        text=text,
    )


def stripes(x: float, y: float, width: float, height: float, *, step: float = 6) -> str:
    """Moves of a path: strokes from lower left to upper right, cut at the box's edges."""
    return "".join(_stripes(x, y, width, height, step))


def _stripes(x: float, y: float, width: float, height: float, step: float) -> Iterator[str]:
    at = step / 2 - height
    while at < width:
        left, right = max(at, 0.0), min(at + height, width)
        if right > left:
            yield (
                f"M{number(x + left)} {number(y + height - (left - at))}L{number(x + right)} {number(y + height - (right - at))}"
            )
        at += step


def dotted(x: float, y: float, width: float, height: float, *, step: float = 6) -> str:
    """Moves of a path whose ends are round: dots on a grid inside the box."""
    across, down = int(width // step), int(height // step)
    first_x, first_y = x + (width - (across - 1) * step) / 2, y + (height - (down - 1) * step) / 2
    return "".join(
        f"M{number(first_x + column * step)} {number(first_y + row * step)}h0"
        for row in range(down)
        for column in range(across)
    )


def uprights(x: float, y: float, width: float, height: float, *, step: float = 4) -> str:
    """Moves of a path: strokes from top to bottom."""
    return "".join(
        f"M{number(x + step / 2 + place * step)} {number(y)}v{number(height)}" for place in range(int(width // step))
    )


DOTS = ' stroke-width="1.6" stroke-linecap="round"'
"""What makes dots of `dotted`."""


def number(value: float) -> str:
    """A coordinate, short.

    >>> number(12.0), number(3.14159), number(-0.001)
    ('12', '3.1', '0')
    """
    short = f"{value:.1f}".removesuffix(".0")
    return "0" if short == "-0" else short


def clipped(text: str, most: int) -> str:
    """A name that fits; the end of it tells more than its middle."""
    clean = visible(text)
    if len(clean) <= most:
        return clean
    keep = most - 1
    return f"{clean[: keep // 2]}\N{HORIZONTAL ELLIPSIS}{clean[-(keep - keep // 2) :]}"
