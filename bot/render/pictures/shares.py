# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Two rows of one bar: how the parameters divide into parts, and what of each part is inherited.

No treemap: the experts of a mixture hold nineteen of twenty parameters, so one box would be all that is seen; everything else gets a bar of
its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.model.components import Component
from bot.model.part_shares import PartShare, Standing
from bot.model.parts import Part
from bot.render.numbers import parameters, percent, sampled_percent
from bot.render.pages import Table
from bot.render.pictures import svg
from bot.render.pictures.picture import Panel, Picture

_WIDTH, _HIGH, _GAP = 440, 20, 3
_TOP = 15
_LEGEND = 26
_LETTER = 5.8
"""About as wide as one letter of a label is."""
_CROWDED = 0.8
"""Share of the experts from which on everything else gets a bar of its own."""
_TONES = ("#dfe5ec", "#c8d1db")
_FILLS = {
    Standing.INHERITED: "#3d7db0",
    Standing.SHARED: "#b79ad9",
    Standing.OWN: "#ffffff",
    Standing.OPEN: "#ffffff",
}
STANDINGS = {
    Standing.INHERITED: "inherited",
    Standing.SHARED: "of one origin",
    Standing.OWN: "its own",
    Standing.OPEN: "not compared",
}


def shares_picture(shares: Sequence[PartShare]) -> Picture:
    """The bar, and for a mixture of experts another one of everything but the experts. Raises ValueError where there is nothing."""
    total = sum(each.parameters for each in shares)
    if total <= 0:
        raise ValueError("expected parameters")
    rest = [each for each in shares if each.part is not Part.EXPERTS]
    left = sum(each.parameters for each in rest)
    is_crowded = 0 < left <= (1 - _CROWDED) * total
    panels = [_panel(shares, "All parameters" if is_crowded else "")]
    if is_crowded:
        panels.append(_panel(rest, f"Everything but the experts: {percent(left / total)} of the parameters"))
    return Picture(
        name="shares",
        title="Where the parameters come from",
        reading=shares_reading(shares),
        panels=tuple(panels),
        table=Table(
            ("part", "parameters", "share", *(STANDINGS[each] for each in Standing)),
            tuple(_told(each, total) for each in shares),
        ),
    )


def shares_reading(shares: Sequence[PartShare]) -> str:
    """What the bar says, in one sentence; shares are rounded down, so that they may not add up to all."""
    total = sum(each.parameters for each in shares)
    sums = dict.fromkeys(Standing, 0)
    for each in shares:
        for standing, count in each.stretches:
            sums[standing] += count
    is_exact = all(each.is_exact for each in shares)
    said = [f"{_share(count, total, is_exact=is_exact)} {_ARE[kind]}" for kind, count in sums.items() if count]
    return f"Of {parameters(total)} parameters, {'; '.join(said)}."


_ARE = {
    Standing.INHERITED: "are inherited, as far as sampled",
    Standing.SHARED: "are of one origin",
    Standing.OWN: "are its own",
    Standing.OPEN: "were not compared",
}


def _share(count: int, total: int, *, is_exact: bool) -> str:
    return sampled_percent(count / total, is_exact=is_exact)


def _told(share: PartShare, total: int) -> tuple[str, ...]:
    counts = dict(share.stretches)
    return (
        part_words(share),
        parameters(share.parameters),
        percent(share.parameters / total),
        *(
            _share(counts[standing], share.parameters, is_exact=share.is_exact) if standing in counts else ""
            for standing in Standing
        ),
    )


def part_words(share: PartShare) -> str:
    """The part with its component."""
    return share.component.words if share.part is Part.WHOLE else f"{share.component.words}: {share.part.words}"


def _panel(shares: Sequence[PartShare], words: str) -> Panel:
    title = words or "Where the parameters come from"
    parts = [*_parts(shares), *_legend(shares)]
    height = _TOP + 2 * _HIGH + _GAP + _LEGEND
    said = "Upper row: parts by their parameters. Lower row: what of each is inherited. The table has the same numbers."
    return Panel(words, svg.drawing(_WIDTH, height, title=title, words=said, parts=parts, kind="shares"))


def _parts(shares: Sequence[PartShare]) -> Iterator[str]:
    total = sum(each.parameters for each in shares)
    x = 0.0
    for place, share in enumerate(shares):
        width = _WIDTH * share.parameters / total
        yield svg.rect(x, _TOP, width, _HIGH, kind=f"tone{place % 2}", fill=_TONES[place % 2])
        if (len(share.part.short) + 1) * _LETTER <= width:
            yield svg.label(
                x + width / 2, _TOP + 14, share.part.short, anchor="middle", kind="on", fill=svg.INK, size=10
            )
        yield from _stretches(share, x, width)
        x += width
    yield svg.rect(0, _TOP + _HIGH + _GAP, _WIDTH, _HIGH, kind="frame", fill="none", stroke=svg.SOFT)
    yield from _components(shares, total)


def _components(shares: Sequence[PartShare], total: int) -> Iterator[str]:
    """Their names above the bar, each where it begins, as far as there is room."""
    sums: dict[Component, int] = {}
    for share in shares:
        sums[share.component] = sums.get(share.component, 0) + share.parameters
    x, free_from = 0.0, 0.0
    for component, count in sums.items():
        long = len(component.words) * _LETTER
        if x >= free_from and x + long <= _WIDTH:
            yield svg.label(x + 3, _TOP - 4, component.words, size=10)
            free_from = x + long + 2 * _LETTER
        if x:
            yield svg.line(x, _TOP - 12, x, _TOP + 2 * _HIGH + _GAP, kind="stem", stroke=svg.SOFT)
        x += _WIDTH * count / total


def _stretches(share: PartShare, x: float, width: float) -> Iterator[str]:
    y = _TOP + _HIGH + _GAP
    for standing, count in share.stretches:
        long = width * count / share.parameters
        yield from _stretch(standing, x, y, long, _HIGH)
        x += long
    yield svg.line(x, _TOP, x, y + _HIGH, kind="edge", stroke=svg.PAPER)


def _stretch(standing: Standing, x: float, y: float, width: float, height: float) -> Iterator[str]:
    yield svg.rect(x, y, width, height, kind=standing.value, fill=_FILLS[standing])
    if standing is Standing.OWN:
        yield svg.path(svg.stripes(x, y, width, height), kind="hatch", stroke=svg.SOFT)
    elif standing is Standing.OPEN:
        yield svg.path(svg.dotted(x, y, width, height), kind="unread", more=svg.DOTS)
    elif standing is Standing.SHARED:
        yield svg.path(svg.uprights(x, y, width, height), kind="hatch", stroke=svg.SOFT)


def _legend(shares: Sequence[PartShare]) -> Iterator[str]:
    y, x = _TOP + 2 * _HIGH + _GAP + 9, 0.0
    shown = {standing for each in shares for standing, _ in each.stretches}
    for standing in Standing:
        if standing in shown:
            yield from _stretch(standing, x, y, 22, 13)
            yield svg.rect(x, y, 22, 13, kind="frame", fill="none", stroke=svg.SOFT)
            yield svg.label(x + 28, y + 10.5, STANDINGS[standing])
            x += 28 + len(STANDINGS[standing]) * _LETTER + 18
