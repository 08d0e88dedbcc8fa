# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Whether a fine-tune differs from its upstream in a few directions only, as a merged adapter leaves it: from some rows of one layer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.evidence.pairing import pair_by_name
from bot.evidence.parts import place_of
from bot.model.components import Component, Role
from bot.model.evidence import Evidence, EvidenceKind
from bot.model.repository import SnapshotKey
from bot.model.tensors import TensorSpec
from bot.numerics.decoding import DECODABLE
from bot.numerics.differences import DifferenceMeter
from bot.numerics.stored import Stored, row_length

METHOD = "difference-rank/1"
ROWS = 64
_LOW = ROWS // 2
"""Rank of so many rows up to which a difference counts as one of few directions. Of the zoo's trained children (2026-11-25) both merged
adapters have their own rank, 8; of the others only the two encoders, trained for 50 and 100 steps, are as low, at 23 and 16."""
_MOST_MATRICES = 8
_MOST_ROW_BYTES = 128 * 1024
_ROLES = {Role.ATTENTION, Role.UNIT_IN, Role.UNIT_OUT}
_LEAST_BITS = 16


@dataclass(frozen=True, slots=True)
class RowPair:
    """A matrix that both models have, of which the first rows are compared."""

    suspect: TensorSpec
    reference: TensorSpec

    def rank(self, suspect: bytes, reference: bytes) -> int | None:
        """Rank of the difference of these rows; 0 where they are the same; ``None`` where it cannot be told."""
        meter = DifferenceMeter(Stored(self.suspect.dtype), Stored(self.reference.dtype), (ROWS, self.suspect.shape[1]))
        meter.add(suspect, reference)
        return meter.result().rank


def row_pairs(suspect: Iterable[TensorSpec], reference: Iterable[TensorSpec], component: Component) -> list[RowPair]:
    """The matrices of attention and MLP in the component's middle layer that both name alike, at most eight."""
    pairs = [
        RowPair(*pair)
        for pair in pair_by_name(suspect, reference).pairs
        if pair[0].shape == pair[1].shape and all(_is_plain_matrix(each, component) for each in pair)
    ]
    layers = sorted({layer for each in pairs if (layer := _layer(each.suspect)) is not None})
    if not layers:
        return []
    middle = layers[len(layers) // 2]
    return [each for each in pairs if _layer(each.suspect) == middle][:_MOST_MATRICES]


def evidence_of(
    ranks: Sequence[int | None], upstream: SnapshotKey, component: Component, bytes_read: int
) -> Evidence | None:
    """What the ranks say, where all that changed changed in few directions; ``None`` otherwise."""
    changed = [rank for rank in ranks if rank != 0]
    told = [rank for rank in changed if rank is not None]
    if not told or len(told) < len(changed) or max(told) > _LOW:
        return None
    return Evidence(
        kind=EvidenceKind.DIFFERENCE_RANK,
        method=METHOD,
        upstream=upstream,
        component=component,
        statistic=float(max(told)),
        expected_if_unrelated=float(ROWS),
        log10_p=None,
        coverage=0.0,
        bytes_read=bytes_read,
        detail=(
            f"{ROWS} rows of {len(told)} of {len(ranks)} matrices of one layer differ in {min(told)} to {max(told)} directions, "
            "as where an adapter was merged, or little was trained"
        ),
    )


def _is_plain_matrix(tensor: TensorSpec, component: Component) -> bool:
    place = place_of(tensor.name, tensor.shape)
    if (
        len(tensor.shape) != 2
        or tensor.is_by_inputs
        or tensor.is_text
        or min(tensor.shape) < 2 * ROWS
        or place.role not in _ROLES
        or place.component is not component
    ):
        return False
    plain = tensor.dtype in DECODABLE and tensor.dtype.block.elements == 1 and tensor.dtype.bits >= _LEAST_BITS
    return plain and row_length(tensor.shape) == tensor.shape[1] and tensor.rows(0, 1).length <= _MOST_ROW_BYTES


def _layer(tensor: TensorSpec) -> int | None:
    return place_of(tensor.name, tensor.shape).layer
