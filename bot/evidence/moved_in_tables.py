# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Neurons that were deleted, shuffled, or written down in another basis, found with nothing but the signs that a catalog keeps.

The same exact tests as in `bot.evidence.moved`, which has whole matrices of both models and therefore sees more:

- neurons in place or in order: the first ones of the suspect against all of the upstream's, by what they write;
- neurons shuffled: where the upstream's first neurons now stand is found by what they write, and tested by what they read;
- another basis: aligned by tokens, tested by neurons in place.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.evidence.moved import NEURONS
from bot.evidence.tables import TOKENS_TO_TURN, tokens_in
from bot.model.evidence import Move, MovedMatch
from bot.model.fingerprints import TensorReference, UpstreamTable
from bot.numerics.alignment import column_map, may_be_mapped, may_be_turned, rotation
from bot.numerics.fixed_points import fixed_points, log10_p
from bot.numerics.floats import Floats
from bot.numerics.orders import Found, counterparts, in_order
from bot.numerics.rows import packed, prepare, row_correlations, sign_codes, signs

METHOD = "moved-signs/1 rows=64,32"
READ_AGAIN = 32
"""Neurons that are read one by one where they seem to be shuffled: the same that the references hold, so that both are prepared alike."""
_CLEARLY = 0.08
"""How much more similar than the best of so many unrelated neurons the upstream's first ones have to be on average. Zoo: strangers stay
within 0.02 of what is expected of chance, a model after three times its first training lies 0.25 above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """How the suspect's hidden dimensions become the upstream's."""

    name: str
    """``turned`` or ``mapped``, as in `MovedMatch.basis`."""
    turn: Floats | None
    columns: NDArray[np.intp]
    """For each of the suspect's columns the upstream's, -1 where there is none; empty where the basis is turned."""
    flips: Floats


def moves(own: Floats, table: UpstreamTable, other: Floats, layer: int, *, bytes_read: int) -> list[MovedMatch]:
    """Tests of the suspect's first neurons, prepared, under their own number and in their order, with the table's signs (`neurons_in`)."""
    first = own[:NEURONS]
    found = counterparts(first, other)
    hits, matched = int((found == np.arange(len(found))).sum()), int((found >= 0).sum())
    closeness = _closeness(first, other, found)
    place = Found(hits=hits, rows=len(found), log10_p=log10_p(hits, matched, len(found)))
    is_smaller = len(own) < table.rows
    return [
        _moved(layer, move, "same", each, closeness, is_smaller=is_smaller, bytes_read=bytes_read)
        for move, each in ((Move.IN_PLACE, place), (Move.IN_ORDER, in_order(found)))
    ]


def where_now(own: Floats, other: Floats) -> NDArray[np.intp] | None:
    """The suspect's neuron for each of the upstream's first `READ_AGAIN`, where they are far more similar than chance lets the best be.

    This only says where to look: the test is made with other weights of the same neurons (`shuffled`).
    """
    similarity = other[:READ_AGAIN] @ own.T
    expected = math.sqrt(2.0 * math.log(len(own)) / other.shape[1])
    if float(similarity.max(axis=1).mean()) < expected + _CLEARLY:
        return None
    found: NDArray[np.intp] = similarity.argmax(axis=1)
    return found if len(np.unique(found)) == len(found) else None


def shuffled(own: Floats, reference: TensorReference, layer: int, *, bytes_read: int) -> MovedMatch | None:
    """The test of neurons that `where_now` found, by what they read; ``None`` where the rows are too uniform."""
    other = _first(reference, len(own))
    prepared = prepare(own[:, : other.shape[1]])
    if prepared is None:
        return None
    return _in_place(prepared, other, layer, "same", is_smaller=False, bytes_read=bytes_read)


def may_be_aligned(own: Floats, table: UpstreamTable) -> bool:
    """Whether a few tokens leave it open that the suspect's hidden basis is the upstream's, turned or with dimensions moved or left out."""
    other = tokens_in(table, len(own))
    return (own.shape[1] == table.columns and may_be_turned(own, other)) or may_be_mapped(own, other)


def mapped_basis(own: Floats, table: UpstreamTable) -> Basis | None:
    """Hidden dimensions one by one, from as many tokens of both; ``None`` where too few have a counterpart."""
    found = column_map(own, tokens_in(table, len(own)))
    if found is None:
        return None
    return Basis(name="mapped", turn=None, columns=found[0], flips=found[1])


def turned_basis(own: Floats, table: UpstreamTable) -> Basis | None:
    """The rotation from the suspect's hidden basis; ``None`` where the widths differ, or the tokens are too few or nothing alike."""
    if own.shape[1] != table.columns or len(own) < TOKENS_TO_TURN * table.columns:
        return None
    other = tokens_in(table, len(own))
    if not may_be_turned(own, other):
        return None
    return Basis(name="turned", turn=rotation(own, other), columns=np.empty(0, np.intp), flips=np.empty(0, np.float32))


def in_basis(
    own: Floats, reference: TensorReference, basis: Basis, layer: int, *, bytes_read: int
) -> MovedMatch | None:
    """The test of the suspect's first neurons in the upstream's basis, under their own number; ``None`` where they are too uniform."""
    other = _first(reference, len(own))
    if basis.turn is not None:
        values = own @ basis.turn[:, : other.shape[1]]
    else:
        known = (basis.columns >= 0) & (basis.columns < other.shape[1])
        values, other = own[:, known] * basis.flips[known], other[:, basis.columns[known]]
    prepared = prepare(np.ascontiguousarray(values))
    if prepared is None:
        return None
    smaller = own.shape[1] < reference.columns
    return _in_place(prepared, other, layer, basis.name, is_smaller=smaller, bytes_read=bytes_read)


def _first(reference: TensorReference, rows: int) -> Floats:
    return signs(reference.codes, reference.rows, reference.signed_columns)[:rows]


def _in_place(
    prepared: Floats, other: Floats, layer: int, basis: str, *, is_smaller: bool, bytes_read: int
) -> MovedMatch:
    found = fixed_points(prepared, other)
    # A basis that is only known from signs leaves errors of its own.
    closeness = None if basis == "turned" else _closeness(prepared, other, np.arange(len(prepared)))
    result = Found(hits=found.hits, rows=found.rows, log10_p=found.log10_p)
    move = Move.SHUFFLED if basis == "same" else Move.IN_PLACE
    return _moved(layer, move, basis, result, closeness, is_smaller=is_smaller, bytes_read=bytes_read)


def _moved(
    layer: int, move: Move, basis: str, found: Found, closeness: float | None, *, is_smaller: bool, bytes_read: int
) -> MovedMatch:
    return MovedMatch(
        layer=layer,
        move=move,
        basis=basis,
        is_smaller=is_smaller,
        closeness=closeness,
        hits=found.hits,
        rows=found.rows,
        log10_p=found.log10_p,
        tests=1,
        bytes_read=bytes_read,
    )


def _closeness(own: Floats, other: Floats, found: NDArray[np.intp]) -> float:
    """Median correlation of the neurons with their counterparts, from signs; zero where none has one."""
    has_one = found >= 0
    if not has_one.any():
        return 0.0
    codes = [
        packed(sign_codes(np.ascontiguousarray(values)), int(has_one.sum()))
        for values in (own[has_one], other[found[has_one]])
    ]
    return float(np.median(row_correlations(codes[0], codes[1], own.shape[1])))
