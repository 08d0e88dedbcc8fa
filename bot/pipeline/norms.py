# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads the gains of a few norms of a derivative that drifted far from its upstream, to see whether the two were trained together."""

from __future__ import annotations

from collections.abc import Sequence

from bot.evidence.norms import gains_agreement
from bot.evidence.tables import gains_in, norm_vectors
from bot.lineage.same_start import CLOSE_ENOUGH, with_gains
from bot.model.components import Component
from bot.model.errors import BudgetSpent, InputError, RemoteError
from bot.model.fingerprints import Fingerprint, TableKind
from bot.model.lineage import ComponentLineage, Relation, Verdict
from bot.model.repository import ByteRange
from bot.model.tensors import TensorFamily
from bot.numerics.decoding import decode
from bot.pipeline.budgeting import BudgetedSource

_TRAINED = frozenset({Relation.FINETUNE, Relation.EXPANDED_VOCABULARY})
"""Relations that a second training could be taken for."""


def held_against_gains(
    part: ComponentLineage, source: BudgetedSource, families: Sequence[TensorFamily], upstream: Fingerprint
) -> ComponentLineage:
    """The component, a sibling where common training is not shown. What cannot be read changes nothing."""
    drifted = part.correlation is not None and part.correlation < CLOSE_ENOUGH
    if part.component is not Component.TEXT_MODEL or part.verdict is not Verdict.DERIVED or not drifted:
        return part
    if part.relation not in _TRAINED:
        return part
    own = {tensor.name: tensor for tensor in norm_vectors(families)}
    pairs, size = [], 0
    try:
        for table in upstream.tables:
            tensor = own.get(table.name)
            if table.kind is TableKind.NORM and tensor is not None and tensor.shape == table.shape:
                raw = source.read_ranges(tensor.file, [ByteRange(tensor.start, tensor.stop)])[0]
                pairs.append((decode(raw, tensor.dtype, tensor.elements)[0], gains_in(table)))
                size += len(raw)
    except (RemoteError, InputError, BudgetSpent):
        return part
    return with_gains(part, gains_agreement(pairs), bytes_read=size)
