# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Tables of an upstream that find moved neurons and turned bases again, from signs alone.

Measured on the trained models of ``benchmarks/zoo``: signs of three eighths as many tokens as hidden dimensions align a basis, and 64 hidden
dimensions tell thousands of neurons apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.evidence.parts import place_of
from bot.model.components import Component, Role
from bot.model.fingerprints import TableKind, UpstreamTable
from bot.model.repository import ByteRange
from bot.model.tensors import TensorFamily, TensorSpec
from bot.numerics.decoding import DECODABLE, decode
from bot.numerics.floats import Floats
from bot.numerics.rows import packed, prepare, sign_codes, signs

DIMENSIONS = 64
"""Hidden dimensions by which neurons are told apart: of 14,336 unrelated neurons the most similar has a correlation of 0.5."""
_DEPTHS = (0.25, 0.75)
_FEW_TOKENS = 256
_WIDEST_TURNED = 2048
"""Columns up to which enough tokens are kept for turning a basis: three megabytes of a suspect's 16-bit embeddings."""
TOKENS_TO_TURN = 0.375
"""Tokens for each column. From signs a quarter of the columns leaves 13 to 20 of 32 neurons at home, three eighths 28 and more (zoo)."""
_MOST_NORMS = 4
_LEAST_GAINS = 256
_MOST_NEURONS = 65_536
_LARGEST_TABLE = 64_000_000
"""Bytes that are read of one tensor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePlan:
    """Rows of a tensor of which a table is made."""

    kind: TableKind
    tensor: TensorSpec
    first_row: int
    rows: int

    @property
    def range(self) -> ByteRange:
        """Where these rows lie in the tensor's file."""
        if self.kind is TableKind.NORM:
            return ByteRange(self.tensor.start, self.tensor.stop)
        return self.tensor.rows(self.first_row, self.rows)


def table_plans(families: Sequence[TensorFamily]) -> list[TablePlan]:
    """What to read of an upstream for its tables: neurons of two layers, tokens, and a few norms, all of its language model."""
    own = [family for family in families if family.component is Component.TEXT_MODEL]
    plans = [*_neurons(own), *_tokens(own), *_norms(own)]
    return [plan for plan in plans if plan.range.length <= _LARGEST_TABLE]


def neuron_matrices(families: Sequence[TensorFamily]) -> list[TensorSpec]:
    """One matrix out of the neurons for each layer, neurons as columns, by layer; of experts the first.

    Which way round a matrix lies is told by the width of the embedding.
    """
    tokens = token_matrix(families)
    for family in families:
        if family.role is not Role.UNIT_OUT or len(family.shape) != 2 or not _is_readable(family):
            continue
        rows, columns = family.shape
        hidden = tokens.shape[1] if tokens is not None else min(rows, columns)
        if rows == hidden and rows >= DIMENSIONS and DIMENSIONS <= columns <= _MOST_NEURONS:
            places = [(place_of(member.name, member.shape), member) for member in family.members]
            first = min(place.expert or 0 for place, _ in places)
            return [member for place, member in places if (place.expert or 0) == first]
    return []


def token_matrix(families: Sequence[TensorFamily]) -> TensorSpec | None:
    """The largest embedding; ``None`` where there is none that can be read."""
    tables = (
        each
        for each in families
        if each.role is Role.EMBEDDING and len(each.shape) == 2 and each.shape[0] > each.shape[1]
    )
    return next((family.members[0] for family in tables if _is_readable(family)), None)


def vocabulary_of(families: Sequence[TensorFamily]) -> int | None:
    """Rows of the largest embedding; ``None`` where no such tensor was seen."""
    tensor = token_matrix(families)
    return tensor.shape[0] if tensor is not None else None


def vocabulary_in(tables: Sequence[UpstreamTable]) -> int | None:
    """The same of an upstream, from its table of tokens."""
    return next((table.shape[0] for table in tables if table.kind is TableKind.TOKENS), None)


def norm_vectors(families: Sequence[TensorFamily]) -> list[TensorSpec]:
    """Vectors of gains that are wide enough to compare, in a fixed order."""
    vectors = [
        member
        for family in families
        if family.role is Role.NORM and len(family.shape) == 1 and not family.name.endswith("bias")
        for member in family.members
        if member.elements >= _LEAST_GAINS
        and not member.is_text
        and member.dtype in DECODABLE
        and member.dtype.block.elements == 1
    ]
    return sorted(vectors, key=lambda each: (place_of(each.name, each.shape).layer or 0, each.name))


def table_of(plan: TablePlan, raw: bytes) -> UpstreamTable | None:
    """The table from the bytes of its plan; ``None`` where they are too uniform."""
    tensor = plan.tensor
    values = decode(raw, tensor.dtype, tensor.shape[-1])
    codes, spreads, shape = b"", b"", (len(values), values.shape[1])
    if plan.kind is TableKind.NEURONS:
        prepared = neurons(values)
        if prepared is None:
            return None
        codes, shape = sign_codes(prepared), (prepared.shape[0], prepared.shape[1])
    elif plan.kind is TableKind.TOKENS:
        centred = values - values.mean(axis=0, keepdims=True)
        codes, spreads = sign_codes(centred), _halves(centred.std(axis=0))
    else:
        codes = _halves(values[0])
    return UpstreamTable(
        kind=plan.kind,
        name=tensor.name,
        layer=place_of(tensor.name, tensor.shape).layer,
        shape=tensor.shape,
        first_row=plan.first_row,
        rows=shape[0],
        columns=shape[1],
        codes=codes,
        spreads=spreads,
    )


def neurons(rows: Floats) -> Floats | None:
    """One prepared row for each neuron, from rows of the matrix that they write through; ``None`` where it is too uniform."""
    return prepare(np.ascontiguousarray(rows.T))


def neurons_in(table: UpstreamTable) -> Floats:
    """Signs of every neuron, rows of length one."""
    return signs(table.codes, table.rows, table.columns)


def tokens_in(table: UpstreamTable, count: int) -> Floats:
    """The first ``count`` tokens of the table: signs, every column with its own spread."""
    width = -(-table.columns // 8)
    spreads = np.frombuffer(table.spreads, "<f2").astype(np.float32)
    bits = np.unpackbits(packed(table.codes[: count * width], count), axis=1, count=table.columns)
    values: Floats = bits.astype(np.float32)
    values *= 2
    values -= 1
    values *= np.nan_to_num(spreads, posinf=0.0)
    return values


def gains_in(table: UpstreamTable) -> Floats:
    """The gains of a norm."""
    return np.nan_to_num(np.frombuffer(table.codes, "<f2").astype(np.float32), posinf=0.0, neginf=0.0)


def _neurons(families: Sequence[TensorFamily]) -> list[TablePlan]:
    members = neuron_matrices(families)
    chosen = dict.fromkeys(members[int(len(members) * depth)] for depth in _DEPTHS) if members else {}
    return [TablePlan(kind=TableKind.NEURONS, tensor=each, first_row=0, rows=DIMENSIONS) for each in chosen]


def _tokens(families: Sequence[TensorFamily]) -> list[TablePlan]:
    tensor = token_matrix(families)
    if tensor is None:
        return []
    rows, columns = tensor.shape
    first = min(1024, rows // 4)
    wanted = max(_FEW_TOKENS, math.ceil(TOKENS_TO_TURN * columns)) if columns <= _WIDEST_TURNED else _FEW_TOKENS
    count = min(rows - first, wanted)
    return [TablePlan(kind=TableKind.TOKENS, tensor=tensor, first_row=first, rows=count)]


def _norms(families: Sequence[TensorFamily]) -> list[TablePlan]:
    vectors = norm_vectors(families)
    step = max(1, len(vectors) // _MOST_NORMS)
    chosen = vectors[step // 2 :: step][:_MOST_NORMS]
    return [TablePlan(kind=TableKind.NORM, tensor=each, first_row=0, rows=1) for each in chosen]


def _is_readable(family: TensorFamily) -> bool:
    return all(
        each.dtype in DECODABLE
        and not (each.is_by_inputs or each.is_text)
        and family.shape[1] % each.dtype.block.elements == 0
        for each in family.members
    )


def _halves(values: Floats) -> bytes:
    with np.errstate(over="ignore"):
        return values.astype("<f2").tobytes()
