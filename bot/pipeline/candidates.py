# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Chooses the upstreams that a model is compared with: all of its width, or of many those that a search finds closest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.evidence.families import is_comparable
from bot.evidence.matching import Block
from bot.evidence.same_values import worth_reading
from bot.evidence.samples import METHOD, Sample
from bot.evidence.search import ranked, search_samples
from bot.model.costs import Reason, Unavailable
from bot.model.fingerprints import Fingerprint
from bot.model.repository import SnapshotKey
from bot.model.tensors import TensorFamily
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.weights import read_blocks
from bot.ports.catalog import Catalog

_MOST_CANDIDATES = 64
"""Upstreams of the same width that one scan compares with; where there are more, a search chooses."""
_MOST_FOUND = 16
"""Upstreams that the search passes on: the closest, whatever they are, for the exact test and its controls to judge."""
SAMPLE_BYTES = 6_000_000
"""Bytes of sampled rows where there is no budget."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The upstreams to compare with, and what was read of the suspect to choose them."""

    candidates: Mapping[SnapshotKey, Fingerprint]
    ordered: tuple[SnapshotKey, ...] = ()
    """All that might be, those first that the card declares."""
    samples: Sequence[Sample] = ()
    """What was asked for to search by."""
    blocks: Sequence[Block] = ()
    tests: int = 0
    """Pairs of blocks that the search tried."""
    unread: Sequence[Unavailable] = ()
    unavailable: Sequence[Unavailable] = ()
    """Upstreams that were not compared."""

    @property
    def bytes_read(self) -> int:
        """Of the suspect, for the search."""
        return sum(sample.range.length for sample in self.samples)

    def by_name(self, catalog: Catalog) -> dict[SnapshotKey, Fingerprint]:
        """As many as one scan compares with, those first that the card declares: nothing row by row ranks a model that was shuffled."""
        some = self.ordered[:_MOST_CANDIDATES]
        found = {key: self.candidates.get(key) or catalog.get(key) for key in some}
        return {key: each for key, each in found.items() if each is not None}


def choose(source: BudgetedSource, families: Sequence[TensorFamily], catalog: Catalog, leave_out: str | None) -> Choice:
    """The upstreams of the catalog with rows, or whole tensors, like the suspect's, without the repository ``leave_out``.

    Up to 64 are all taken. Of more, the declared ones, the closest row by row, and of those that cannot be searched as many as fit.
    """
    columns = {family.columns for family in families if is_comparable(family)}
    found_by_width = catalog.with_columns(columns, method=METHOD) if columns else []
    keys = [
        key
        for key in dict.fromkeys([*found_by_width, *_with_whole_tensors_like(families, catalog)])
        if key.repo != leave_out
    ]
    declared = {repo.casefold() for repo in source.snapshot.declared.base_models}
    ordered = sorted(keys, key=lambda key: (key.repo.casefold() not in declared, key))
    if len(ordered) <= _MOST_CANDIDATES:
        return Choice(candidates=_loaded(ordered, catalog), ordered=tuple(ordered))
    named = [key for key in ordered if key.repo.casefold() in declared]
    return _searched(source, families, catalog, columns, ordered, named)


def _searched(
    source: BudgetedSource,
    families: Sequence[TensorFamily],
    catalog: Catalog,
    columns: set[int],
    ordered: Sequence[SnapshotKey],
    named: Sequence[SnapshotKey],
) -> Choice:
    wanted = set(ordered)
    sheets = [sheet for sheet in catalog.sheets(columns, method=METHOD) if sheet.upstream in wanted]
    left = source.bytes_left
    samples = search_samples(families, sheets, max_bytes=SAMPLE_BYTES if left is None else min(SAMPLE_BYTES, left))
    blocks, unread = read_blocks(source, samples)
    ranking = ranked(blocks, sheets)
    unsearched = [key for key in ordered if key not in ranking.scores]
    first = [*named, *ranking.best_first[:_MOST_FOUND], *unsearched]
    chosen = list(dict.fromkeys(first))[:_MOST_CANDIDATES]
    return Choice(
        candidates=_loaded(chosen, catalog),
        ordered=tuple(ordered),
        samples=samples,
        blocks=blocks,
        tests=ranking.tests,
        unread=unread,
        unavailable=_left_out(len(wanted - {*chosen} - ranking.scores.keys()), len(ranking.scores.keys() - {*chosen})),
    )


def _left_out(unsearched: int, searched: int) -> list[Unavailable]:
    details = [
        (unsearched, f"{unsearched} upstreams of the same width were not compared"),
        (searched, f"{searched} upstreams of the same width were searched row by row only; others were closer"),
    ]
    return [
        Unavailable(what="further upstreams", reason=Reason.BUDGET, detail=detail) for count, detail in details if count
    ]


def _loaded(keys: Sequence[SnapshotKey], catalog: Catalog) -> dict[SnapshotKey, Fingerprint]:
    return {key: found for key in keys if (found := catalog.get(key)) is not None}


def _with_whole_tensors_like(families: Sequence[TensorFamily], catalog: Catalog) -> list[SnapshotKey]:
    elements = {each.tensor.elements for each in worth_reading(families)}
    return catalog.with_elements(elements, method=METHOD) if elements else []
