# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Looks whether a fine-tune is a merged adapter. Only for two models side by side: it takes rows of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.evidence.low_rank import ROWS, evidence_of, row_pairs
from bot.model.errors import BudgetSpent, InputError, RemoteError
from bot.model.lineage import Lineage, Relation, Verdict
from bot.model.tensors import TensorSpec
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.weights import open_weights


def look_for_merged_adapter(lineage: Lineage, suspect: BudgetedSource, reference: BudgetedSource) -> Lineage:
    """The lineage, its largest fine-tuned component with what the rank of the difference says, where that is low.

    It changes no verdict, so whatever cannot be read, or is beyond the budget, leaves the lineage as it is.
    """
    part = next(
        (each for each in lineage.components if each.verdict is Verdict.DERIVED and each.relation is Relation.FINETUNE),
        None,
    )
    if part is None or part.upstream is None:
        return lineage
    try:
        own_side, other_side = (open_weights(each, every_header=False).tensors for each in (suspect, reference))
        pairs = row_pairs(own_side, other_side, part.component)
        own = _first_rows(suspect, [each.suspect for each in pairs])
        other = _first_rows(reference, [each.reference for each in pairs])
    except (RemoteError, InputError, BudgetSpent):
        return lineage
    ranks = [pair.rank(*raw) for pair, *raw in zip(pairs, own, other, strict=True)]
    found = evidence_of(ranks, part.upstream, part.component, sum(map(len, own)))
    if found is None:
        return lineage
    told = replace(part, evidence=(*part.evidence, found))
    return replace(lineage, components=tuple(told if each is part else each for each in lineage.components))


def _first_rows(source: BudgetedSource, tensors: Sequence[TensorSpec]) -> list[bytes]:
    """Of each tensor, one call for each file."""
    found: dict[TensorSpec, bytes] = {}
    for file in dict.fromkeys(tensor.file for tensor in tensors):
        own = [tensor for tensor in tensors if tensor.file == file]
        found |= zip(own, source.read_ranges(file, [tensor.rows(0, ROWS) for tensor in own]), strict=True)
    return [found[tensor] for tensor in tensors]
