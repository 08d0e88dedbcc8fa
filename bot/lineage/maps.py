# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Layer by part: the blocks of one component in their places, against its upstream and against a control.

In a cell with several blocks the one that agrees least speaks for the pair, and the one that agrees most for the control, so that the
difference between the two panels is never larger than what was measured.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.lineage.columns import part_of
from bot.model.components import Component, Role
from bot.model.evidence import Matching, SampleMatch
from bot.model.layer_maps import (
    MOST_ROWS,
    NOT_MEASURED,
    NOT_PRESENT,
    SAME,
    Cell,
    Control,
    ControlKind,
    Found,
    LayerMap,
    LoosePart,
    MapRow,
)
from bot.model.parts import Part
from bot.model.tensors import TensorFamily

_MOST_LAYERS = 2048
"""A name may claim any number for a layer."""
_ORDER = {part: place for place, part in enumerate(Part)}


@dataclass(frozen=True, slots=True)
class Layers:
    """Where a family stands."""

    found: frozenset[int]
    """Layers of the members that were seen; empty for what stands in none."""
    is_complete: bool
    """Whether every member was seen, so that a layer that is not among them has none."""


_Places = dict[tuple[Part, int | None], list[str]]


@dataclass(frozen=True, slots=True)
class _Seen:
    """The samples of one matching by family and layer."""

    matching: Matching
    samples: Mapping[tuple[str, int | None], Sequence[SampleMatch]]
    comparable: Collection[str]

    @classmethod
    def of(cls, matching: Matching, layers: Mapping[str, Layers], comparable: Collection[str]) -> _Seen:
        grouped: dict[tuple[str, int | None], list[SampleMatch]] = {}
        for each in matching.samples:
            layer = each.layer if layers[each.family].found else None
            grouped.setdefault((each.family, layer), []).append(each)
        return cls(matching, {place: _telling(some) for place, some in grouped.items()}, comparable)

    def at(self, families: Iterable[str], layer: int | None) -> list[SampleMatch]:
        return [each for family in families for each in self.samples.get((family, layer), ())]

    def unmeasured(self, families: Sequence[str]) -> Cell:
        """Whether the other model has nothing of these shapes, or it was only not read."""
        absent = all(each in self.comparable and each not in self.matching.fitting for each in families)
        return NOT_PRESENT if absent else NOT_MEASURED


def layer_map(
    component: Component,
    families: Sequence[TensorFamily],
    pair: Matching,
    unrelated: Matching | None,
    comparable: Collection[str],
    layers: Mapping[str, Layers],
) -> LayerMap | None:
    """The map of one component; ``None`` where nothing of it was measured."""
    matrices = [each for each in families if each.id in layers and len(each.shape) >= 2 and each.role is not Role.NORM]
    known = {family.id for family in matrices}
    samples = tuple(each for each in pair.samples if each.family in known)
    if not samples:
        return None
    own = _Seen.of(replace(pair, samples=samples), layers, comparable)
    places = _places(matrices, layers, {each.family for each in samples} | {*comparable})
    other = None
    if unrelated is not None:
        strangers = tuple(each for each in unrelated.samples if each.family in known)
        other = _Seen.of(replace(unrelated, samples=strangers), layers, comparable)
    control, against = _control(own, other, places)
    parts = tuple(sorted({part for part, layer in places if layer is not None}, key=_ORDER.__getitem__))
    return LayerMap(
        component=component,
        upstream=pair.upstream,
        parts=parts,
        rows=_bounded(_rows(own, against, places, parts, _open_parts(matrices, layers))),
        loose=tuple(
            LoosePart(part=part, pair=_pair_cell(own, some, None), control=against(some, None))
            for (part, layer), some in sorted(places.items(), key=lambda each: _ORDER[each[0][0]])
            if layer is None
        ),
        control=control,
    )


def _places(families: Iterable[TensorFamily], layers: Mapping[str, Layers], telling: Collection[str]) -> _Places:
    """What stands where, by the ids of the families that can be compared at all."""
    found: _Places = {}
    for family in families:
        name = family.id
        if name not in telling:
            continue
        part = part_of(family)
        for layer in layers[name].found or (None,):
            if layer is None or layer < _MOST_LAYERS:
                found.setdefault((part, layer), []).append(name)
    return found


def _open_parts(families: Iterable[TensorFamily], layers: Mapping[str, Layers]) -> set[Part]:
    """Parts of which a layer may hold something that nobody saw."""
    return {part_of(each) for each in families if not layers[each.id].is_complete}


def _control(
    own: _Seen, other: _Seen | None, places: _Places
) -> tuple[Control, Callable[[Sequence[str], int | None], Cell]]:
    """Another model, where at least half of what was measured was held against it; else the same two in places where nothing belongs."""

    def elsewhere(families: Sequence[str], layer: int | None) -> Cell:
        samples = own.at(families, layer)
        if not samples:
            return own.unmeasured(families)
        return Cell.measured(max(max(each.unrelated, each.control_correlation or 0.0) for each in samples))

    if other is None:
        return Control(kind=ControlKind.ELSEWHERE), elsewhere
    stranger = other

    def against(families: Sequence[str], layer: int | None) -> Cell:
        samples = stranger.at(families, layer)
        if not samples:
            return stranger.unmeasured(families)
        return Cell.measured(max(each.correlation for each in samples))

    measured = [(some, layer) for (_, layer), some in places.items() if own.at(some, layer)]
    covered = sum(bool(stranger.at(some, layer)) for some, layer in measured)
    if 2 * covered < len(measured):
        return Control(kind=ControlKind.ELSEWHERE), elsewhere
    return Control(kind=ControlKind.UPSTREAM, upstream=stranger.matching.upstream), against


def _pair_cell(own: _Seen, families: Sequence[str], layer: int | None) -> Cell:
    samples = own.at(families, layer)
    if not samples:
        return own.unmeasured(families)
    if all(each.equal_rows >= 1.0 for each in samples):
        return SAME
    return Cell.measured(min(each.correlation for each in samples))


def _telling(samples: Sequence[SampleMatch]) -> Sequence[SampleMatch]:
    """Where a name says nothing both layouts were tried, and at most one of them is the right one: the closer."""
    layouts = [some for across in (False, True) if (some := [each for each in samples if each.across is across])]
    return max(layouts, key=lambda some: min(each.correlation for each in some))


def _rows(
    own: _Seen,
    against: Callable[[Sequence[str], int | None], Cell],
    places: _Places,
    parts: Sequence[Part],
    unseen: Collection[Part],
) -> list[MapRow]:
    layers = [layer for _, layer in places if layer is not None]
    rows: list[MapRow] = []
    for layer in range(max(layers, default=-1) + 1):
        pair, control = [], []
        for part in parts:
            some = places.get((part, layer))
            missing = NOT_MEASURED if part in unseen else NOT_PRESENT
            pair.append(_pair_cell(own, some, layer) if some else missing)
            control.append(against(some, layer) if some else missing)
        row = MapRow(first=layer, last=layer, pair=tuple(pair), control=tuple(control))
        if rows and _says_nothing(row) and (rows[-1].pair, rows[-1].control) == (row.pair, row.control):
            rows[-1] = replace(rows[-1], last=layer)
        else:
            rows.append(row)
    return rows


def _says_nothing(row: MapRow) -> bool:
    return all(cell.level is None for cell in (*row.pair, *row.control))


def _bounded(rows: Sequence[MapRow]) -> tuple[MapRow, ...]:
    """As many rows as fit, neighbours taken together where there are more."""
    each = -(-len(rows) // MOST_ROWS)
    return tuple(together(rows[start : start + each]) for start in range(0, len(rows), max(1, each)))


def together(rows: Sequence[MapRow]) -> MapRow:
    """Neighbours as one row: of the pair what agrees least, of the control what agrees most."""
    return MapRow(
        first=rows[0].first,
        last=rows[-1].last,
        pair=tuple(_merged(cells, min) for cells in zip(*(row.pair for row in rows), strict=True)),
        control=tuple(_merged(cells, max) for cells in zip(*(row.control for row in rows), strict=True)),
    )


def _merged(cells: Sequence[Cell], pick: Callable[[Iterable[float]], float]) -> Cell:
    measured = [each.correlation for each in cells if each.correlation is not None]
    is_same = any(each.found is Found.SAME for each in cells)
    if measured and (not is_same or pick is min):
        return Cell(Found.MEASURED, pick(measured))
    if is_same:
        return SAME
    return NOT_MEASURED if NOT_MEASURED in cells else NOT_PRESENT
