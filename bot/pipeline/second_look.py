# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A second look at a pair that shares nothing in place: whether neurons were moved. Only for two models side by side.

It needs whole matrices of the reference, which no catalog keeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.evidence.families import families_of
from bot.evidence.moved import (
    METHOD,
    NEURONS,
    LayerBlocks,
    LayerPair,
    layer_pairs,
    moved_matches,
    token_rows,
    token_table,
)
from bot.lineage.moved import NOTHING_IN_PLACE, with_moved
from bot.lineage.whole import whole_verdict
from bot.model.components import Component
from bot.model.errors import BudgetSpent, InputError, RemoteError
from bot.model.lineage import Lineage
from bot.model.tensors import TensorFamily, TensorSpec
from bot.numerics.decoding import DECODABLE, decode
from bot.numerics.floats import Floats
from bot.pipeline.budgeting import BudgetedSource, unavailable
from bot.pipeline.weights import open_weights

_TOKEN_BYTES = 4_000_000
"""Of the suspect's embedding, for aligning the hidden basis."""
_REFERENCE_BYTES = 256_000_000
"""Of one matrix of the reference; what is larger is not looked at."""


def look_again(lineage: Lineage, suspect: BudgetedSource, reference: BudgetedSource) -> Lineage:
    """The lineage with its language model looked at again, where nothing was found in place.

    Raises nothing: what cannot be read is listed, and leaves everything as it was.
    """
    part = next((each for each in lineage.components if each.component is Component.TEXT_MODEL), None)
    if part is None or part.verdict not in NOTHING_IN_PLACE:
        return lineage
    try:
        own, other = _families(suspect), _families(reference)
        blocks = [block for pair in layer_pairs(own, other) if (block := _blocks(suspect, reference, pair)) is not None]
        matches = moved_matches(blocks, _tokens(suspect, reference, own, other)) if blocks else []
    except (RemoteError, InputError, BudgetSpent) as error:
        entry = unavailable("moved neurons", error)
        return replace(lineage, unavailable=(*lineage.unavailable, entry))
    found = with_moved(part, matches, reference.snapshot.key, METHOD)
    if found is part:
        return lineage
    parts = tuple(found if each is part else each for each in lineage.components)
    settled = tuple(each for each in lineage.unavailable if each.what != part.component.words)
    return replace(lineage, components=parts, verdict=whole_verdict(parts), unavailable=settled)


def _families(source: BudgetedSource) -> tuple[TensorFamily, ...]:
    weights = open_weights(source, every_header=False)
    return families_of(weights.tensors, seen_bytes=weights.seen_bytes, total_bytes=weights.total_bytes)


def _blocks(suspect: BudgetedSource, reference: BudgetedSource, pair: LayerPair) -> LayerBlocks | None:
    specs = (*pair.own, *pair.other)
    if (
        any(spec.dtype not in DECODABLE or spec.is_by_inputs or spec.is_text for spec in specs)
        or max(spec.bytes for spec in pair.other) > _REFERENCE_BYTES
    ):
        return None
    return LayerBlocks(
        layer=pair.layer,
        own=tuple(_rows(suspect, spec, 0, NEURONS) for spec in pair.own),
        other=tuple(_rows(reference, spec, 0, spec.shape[0]) for spec in pair.other),
        is_smaller=any(mine < theirs for mine, theirs in zip(pair.own[0].shape, pair.other[0].shape, strict=True)),
        bytes_read=sum(spec.rows(0, NEURONS).length for spec in pair.own),
    )


def _tokens(
    suspect: BudgetedSource, reference: BudgetedSource, own: Sequence[TensorFamily], other: Sequence[TensorFamily]
) -> tuple[Floats, Floats] | None:
    mine, theirs = token_table(own), token_table(other)
    if mine is None or theirs is None or not {mine.dtype, theirs.dtype} <= DECODABLE:
        return None
    if any(each.is_by_inputs or each.is_text for each in (mine, theirs)):
        return None
    first, count = token_rows(mine, theirs, max_bytes=_TOKEN_BYTES)
    if not count:
        return None
    return _rows(suspect, mine, first, count), _rows(reference, theirs, first, count)


def _rows(source: BudgetedSource, spec: TensorSpec, first: int, count: int) -> Floats:
    return decode(source.read_ranges(spec.file, [spec.rows(first, count)])[0], spec.dtype, spec.shape[1])
