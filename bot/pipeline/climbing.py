# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads blocks of rows rung by rung, and stops where what was read is enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.evidence.between import samples_between
from bot.evidence.ladder import first_rung, second_rung
from bot.evidence.matching import Block, match_all
from bot.evidence.sampling import Sample, suspect_samples
from bot.model.costs import Unavailable
from bot.model.evidence import Matching
from bot.model.fingerprints import TensorReference
from bot.model.repository import SnapshotKey
from bot.model.tensors import TensorFamily
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.weights import read_blocks

_SAMPLE_BYTES = 6_000_000
"""Bytes of sampled rows where there is no budget."""


def climb(
    source: BudgetedSource,
    families: Sequence[TensorFamily],
    references: Mapping[SnapshotKey, Sequence[TensorReference]],
) -> tuple[tuple[Matching, ...], list[Unavailable]]:
    """All blocks that were read against all references, and what could not be read."""
    every = [reference for own in references.values() for reference in own]
    left = source.bytes_left
    samples = suspect_samples(families, every, max_bytes=_SAMPLE_BYTES if left is None else min(_SAMPLE_BYTES, left))
    first = first_rung(samples)
    ladder = _Ladder(source, families, references)
    ladder.read(first)
    ladder.read(second_rung(samples, first, ladder.matchings, every))
    ladder.read(samples_between(families, every, ladder.matchings))
    return ladder.matchings, ladder.unread


class _Ladder:
    """What was read so far, and what it says."""

    def __init__(
        self,
        source: BudgetedSource,
        families: Sequence[TensorFamily],
        references: Mapping[SnapshotKey, Sequence[TensorReference]],
    ) -> None:
        self._source = source
        self._families = families
        self._references = references
        self._blocks: list[Block] = []
        self.matchings: tuple[Matching, ...] = match_all(families, (), references)
        self.unread: list[Unavailable] = []

    def read(self, samples: Sequence[Sample]) -> None:
        """Read these too. All blocks are matched anew, so that every pair that was tried is corrected for."""
        if not samples:
            return
        blocks, unread = read_blocks(self._source, samples)
        self._blocks += blocks
        self.unread += unread
        self.matchings = match_all(self._families, self._blocks, self._references)
