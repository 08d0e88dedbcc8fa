# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Embeddings compared by token text: rows of a vocabulary that was shuffled or cut mean nothing by their number.

A multilingual embedding whose vocabulary was trimmed has a correlation of 0.05 with its parent by number, and of 1.0 by text (METHOD,
trap 7). Closeness of such rows never decides; it says how much of a derived model is inherited.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.model.evidence import SampleMatch
from bot.model.fingerprints import TensorReference, UpstreamTable
from bot.model.repository import ByteRange
from bot.model.tensors import TensorSpec
from bot.numerics.decoding import DECODABLE, decode
from bot.numerics.rows import packed, prepare, row_correlations, row_digests, sign_codes

_LEAST_ROWS = 4
"""Rows that have to be found: the mean of fewer is too much each one's own."""
_MOST_ROWS = 8
"""Rows that are read, each a range of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Rows of a token table that the catalog keeps as signs: of a reference, or of a table of tokens, which has more of them."""

    first_row: int
    rows: int
    columns: int
    codes: bytes
    digests: tuple[bytes, ...] = ()
    dtype: str | None = None

    @classmethod
    def of(cls, kept: TensorReference | UpstreamTable) -> Known:
        """What both have in common; only a reference tells equal rows."""
        return cls(
            first_row=kept.first_row,
            rows=kept.rows,
            columns=kept.columns,
            codes=kept.codes,
            digests=kept.row_digests if isinstance(kept, TensorReference) else (),
            dtype=kept.dtype if isinstance(kept, TensorReference) else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Realignment:
    """Rows of the suspect that stand for the same tokens as rows that the catalog keeps."""

    sample: SampleMatch
    tensor: TensorSpec
    known: Known
    rows: tuple[tuple[int, int], ...]
    """Number of the row among the kept ones, row of the tensor."""

    @property
    def ranges(self) -> list[ByteRange]:
        """What to read, one row after the other."""
        return [self.tensor.rows(own, 1) for _, own in self.rows]


def realignment(
    sample: SampleMatch, tensor: TensorSpec, known: Known, rows: Sequence[tuple[int, int]]
) -> Realignment | None:
    """The plan for one table; ``None`` where its rows lie apart, too few tokens are found, or they are where they were looked for."""
    if tensor.is_text or tensor.is_by_inputs:
        return None
    if tensor.dtype not in DECODABLE or len(tensor.shape) != 2 or tensor.shape[1] != known.columns:
        return None
    there = [(row, own) for row, own in rows if own < tensor.shape[0]][:_MOST_ROWS]
    if len(there) < _LEAST_ROWS or all(own == known.first_row + row for row, own in there):
        return None
    return Realignment(sample=sample, tensor=tensor, known=known, rows=tuple(there))


def realigned(plan: Realignment, pieces: Sequence[bytes], *, common: float) -> SampleMatch | None:
    """The match with what the rows say by text; ``None`` where they are too uniform.

    ``common`` is the share of the suspect's tokens that the upstream has.

    The kept signs were taken around the mean of all kept rows, these around the mean of those that are read: closeness is underestimated
    where the two are not the same.
    """
    raw = b"".join(pieces)
    tensor, known = plan.tensor, plan.known
    values = prepare(decode(raw, tensor.dtype, tensor.shape[1]))
    if values is None:
        return None
    theirs = packed(known.codes, known.rows)[[row for row, _ in plan.rows]]
    own = packed(sign_codes(values), len(plan.rows))
    return replace(
        plan.sample,
        correlation=float(np.median(row_correlations(own, theirs, known.columns))),
        equal_rows=_equal(plan, raw),
        rows=len(plan.rows),
        bytes_read=plan.sample.bytes_read + len(raw),
        common_tokens=common,
    )


def _equal(plan: Realignment, raw: bytes) -> float:
    if plan.known.dtype != plan.tensor.dtype.value or not plan.known.digests:
        return 0.0
    digests = row_digests(raw, len(plan.rows), plan.tensor.dtype.value)
    same = sum(plan.known.digests[row] == digest for (row, _), digest in zip(plan.rows, digests, strict=True))
    return same / len(plan.rows)
