# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Neurons that were deleted, shuffled, or written down in another basis: found by content, tested exactly.

1. Both models' embeddings of common tokens align the hidden basis: as it is, turned, or column by column.
2. In that basis 64 neurons of the suspect are matched to all neurons of the same layer of the reference, by their gate and their up weights
   separately.
3. Matches under the own number, matches in order, and agreement between gate and up each have an exact bound of chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.evidence.parts import place_of
from bot.model.components import Role
from bot.model.evidence import Move, MovedMatch
from bot.model.tensors import TensorFamily, TensorSpec
from bot.numerics.alignment import column_map, rotation
from bot.numerics.fixed_points import log10_p
from bot.numerics.floats import Floats
from bot.numerics.orders import Found, agreeing, counterparts, in_order
from bot.numerics.rows import prepare

METHOD = "moved/1 rows=64"
NEURONS = 64
_LAYERS = (0.25, 0.75)
_WIDEST_TURNED = 4096
"""Columns beyond which a singular value decomposition takes minutes."""
_LEAST_TOKENS = 0.25
"""Tokens for each column that turning a basis needs (METHOD section 4, stage 5: d / 4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerPair:
    """The matrices into the neurons of one layer, in both models: gate and up, or one."""

    layer: int
    own: tuple[TensorSpec, ...]
    other: tuple[TensorSpec, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerBlocks:
    """The decoded rows of a pair: `NEURONS` rows of each own matrix, all rows of the other ones."""

    layer: int
    own: tuple[Floats, ...]
    other: tuple[Floats, ...]
    is_smaller: bool
    """Whether the own matrices have fewer rows or columns than the other ones."""
    bytes_read: int


def layer_pairs(own: Sequence[TensorFamily], other: Sequence[TensorFamily]) -> list[LayerPair]:
    """At most two layers that both models have, with as many matrices into their neurons."""
    mine, theirs = _by_layer(own), _by_layer(other)
    common = [layer for layer in sorted(mine) if layer in theirs and len(mine[layer]) == len(theirs[layer])]
    chosen = dict.fromkeys(common[int(len(common) * depth)] for depth in _LAYERS) if common else {}
    return [LayerPair(layer=layer, own=mine[layer], other=theirs[layer]) for layer in chosen]


def token_table(families: Sequence[TensorFamily]) -> TensorSpec | None:
    """The largest embedding."""
    tables = [family for family in families if family.role is Role.EMBEDDING and len(family.shape) == 2]
    return tables[0].members[0] if tables else None


def token_rows(own: TensorSpec, other: TensorSpec, *, max_bytes: int) -> tuple[int, int]:
    """First row and number of rows of tokens that both tables have; no rows where there are too few to align anything."""
    most = min(own.shape[0], other.shape[0])
    first = min(1024, most // 4)
    width = max(own.shape[1], other.shape[1])
    fitting = max_bytes // own.rows(0, 1).length
    count = min(most - first, 2 * width, fitting)
    return (first, count) if count >= _LEAST_TOKENS * width else (0, 0)


def moved_matches(blocks: Sequence[LayerBlocks], tokens: tuple[Floats, Floats] | None) -> list[MovedMatch]:
    """The most telling test of each layer."""
    every = [match for block in blocks for match in _matches(block, tokens)]
    best: dict[int, MovedMatch] = {}
    for layer, move, basis, found, closeness, size in every:
        known = best.get(layer)
        if known is None or found.log10_p < known.log10_p:
            best[layer] = MovedMatch(
                layer=layer,
                move=move,
                basis=basis,
                is_smaller=next(block.is_smaller for block in blocks if block.layer == layer),
                closeness=closeness,
                hits=found.hits,
                rows=found.rows,
                log10_p=found.log10_p,
                tests=len(every),
                bytes_read=size,
            )
    return list(best.values())


_Match = tuple[int, Move, str, Found, float, int]


def _matches(block: LayerBlocks, tokens: tuple[Floats, Floats] | None) -> Iterator[_Match]:
    for basis, own, other in _bases(block, tokens):
        prepared = [(prepare(mine), prepare(theirs)) for mine, theirs in zip(own, other, strict=True)]
        pairs = [(mine, theirs) for mine, theirs in prepared if mine is not None and theirs is not None]
        if len(pairs) < len(own):
            continue
        found = [counterparts(mine, theirs) for mine, theirs in pairs]
        for mine, theirs, each in zip(own, other, found, strict=True):
            closeness = _closeness(mine, theirs, each)
            hits, matched = int((each == np.arange(len(each))).sum()), int((each >= 0).sum())
            place = Found(hits=hits, rows=len(each), log10_p=log10_p(hits, matched, len(each)))
            yield block.layer, Move.IN_PLACE, basis, place, closeness, block.bytes_read
            yield block.layer, Move.IN_ORDER, basis, in_order(each), closeness, block.bytes_read
        if len(found) == 2:
            closeness = _closeness(own[0], other[0], found[0])
            yield block.layer, Move.SHUFFLED, basis, agreeing(found[0], found[1]), closeness, block.bytes_read


def _closeness(own: Floats, other: Floats, matches: NDArray[np.intp]) -> float:
    """Median correlation of the own rows with their counterparts, both prepared by these rows alone; 0 where there are too few."""
    known = matches >= 0
    mine, theirs = prepare(own[known]), prepare(other[matches[known]])
    return float(np.median((mine * theirs).sum(axis=1))) if mine is not None and theirs is not None else 0.0


def _bases(
    block: LayerBlocks, tokens: tuple[Floats, Floats] | None
) -> Iterator[tuple[str, Sequence[Floats], Sequence[Floats]]]:
    own_width, other_width = block.own[0].shape[1], block.other[0].shape[1]
    if own_width == other_width:
        yield "same", block.own, block.other
    if tokens is None or tokens[0].shape[1] != own_width or tokens[1].shape[1] != other_width:
        return
    if own_width == other_width and own_width <= _WIDEST_TURNED:
        turned = rotation(*tokens)
        yield "turned", [each @ turned for each in block.own], block.other
    found = column_map(*tokens)
    if found is not None:
        columns, signs = found
        kept = columns >= 0
        mine = [each[:, kept] * signs[kept] for each in block.own]
        yield "mapped", mine, [each[:, columns[kept]] for each in block.other]


def _by_layer(families: Sequence[TensorFamily]) -> dict[int, tuple[TensorSpec, ...]]:
    """The one or two matrices into the neurons of each layer, gate before up; of experts the first, where nothing stands beside them."""
    dense: dict[int, list[TensorSpec]] = {}
    experts: dict[int, list[TensorSpec]] = {}
    for family in families:
        if family.role is not Role.UNIT_IN or len(family.shape) != 2 or family.shape[0] < NEURONS:
            continue
        places = [(member, place_of(member.name, member.shape)) for member in family.members]
        first = min((place.expert for _, place in places if place.expert is not None), default=None)
        for member, place in places:
            if place.layer is not None and place.expert == first:
                layers = dense if first is None else experts
                layers.setdefault(place.layer, []).append(member)
    return {
        layer: tuple(sorted(members, key=lambda member: member.name))
        for layer, members in (experts | dense).items()
        if len(members) <= 2 and len({member.shape for member in members}) == 1
    }
