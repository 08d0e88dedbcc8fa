# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A repository whose weights are all an upstream's: what can be said without reading any of them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.evidence.identical import SameFiles
from bot.lineage.pictures import pictures_of_copy
from bot.lineage.whole import copied, whole_verdict
from bot.model.lineage import Lineage
from bot.model.repository import FileEntry, SnapshotKey
from bot.pipeline.beside_weights import configured_architecture, with_files_and_shape
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.tokenizers import copied_tokenizer
from bot.ports.catalog import Catalog

ALL_WEIGHTS = 0.999
"""Share of identical weight bytes from which on nothing else is read."""


def whole_copy(
    source: BudgetedSource,
    identical: Sequence[SameFiles],
    catalog: Catalog,
    same_tokenizers: Sequence[tuple[SnapshotKey, FileEntry]],
) -> Lineage:
    """A repository whose weights are all an upstream's; where several upstreams hold them, the oldest of them is named."""
    whole = [each for each in identical if each.share >= ALL_WEIGHTS]
    known = {each.upstream: found for each in whole if (found := catalog.get(each.upstream)) is not None}
    first = min(known.values(), key=lambda each: (each.created_at is None, each.created_at, each.key), default=None)
    upstream = first.key if first else whole[0].upstream
    same = next(each for each in whole if each.upstream == upstream)
    counts = first.component_parameters if first else ()
    architecture, missing = configured_architecture(source)
    parts = [with_files_and_shape(part, (), architecture, known) for part in copied(upstream, counts, same.evidence())]
    return Lineage(
        subject=source.snapshot.key,
        verdict=whole_verdict(parts),
        components=tuple(parts),
        unavailable=tuple(missing),
        cost=source.cost,
        parameters=sum(part.parameters for part in parts),
        compared_with=tuple(sorted(each.upstream for each in whole)),
        tokenizer=copied_tokenizer(same_tokenizers, upstream),
        pictures=pictures_of_copy(parts),
    )
