# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads blocks of rows rung by rung, and stops where what was read is enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.evidence.between import samples_between
from bot.evidence.ladder import first_rung, second_rung
from bot.evidence.matching import Matcher
from bot.evidence.samples import Sample
from bot.evidence.suspect_samples import suspect_samples
from bot.model.costs import Unavailable
from bot.model.evidence import Matching
from bot.model.fingerprints import TensorReference
from bot.model.repository import SnapshotKey
from bot.model.tensors import TensorFamily
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.candidates import SAMPLE_BYTES, Choice
from bot.pipeline.weights import read_blocks


def climb(
    source: BudgetedSource,
    families: Sequence[TensorFamily],
    choice: Choice,
) -> tuple[tuple[Matching, ...], list[Unavailable]]:
    """All blocks that were read, those of the search among them, against all references; and what could not be read."""
    references = {key: each.references for key, each in choice.candidates.items()}
    every = [reference for own in references.values() for reference in own]
    left = source.bytes_left
    room = SAMPLE_BYTES if left is None else min(SAMPLE_BYTES, left + choice.bytes_read)
    samples = suspect_samples(families, every, max_bytes=room)
    first = first_rung(samples)
    ladder = _Ladder(source, families, references, choice)
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
        choice: Choice,
    ) -> None:
        self._source = source
        self._choice = choice
        self._matcher = Matcher(families, references, tried=choice.tests)
        self._matcher.add(choice.blocks)
        self.unread: list[Unavailable] = list(choice.unread)

    @property
    def matchings(self) -> tuple[Matching, ...]:
        """All blocks so far; every pair that was tried is corrected for."""
        return self._matcher.matchings

    def read(self, samples: Sequence[Sample]) -> None:
        """Read and match these, too."""
        wanted = [sample for sample in samples if sample not in self._choice.samples]
        if not wanted:
            return
        blocks, unread = read_blocks(self._source, wanted)
        self.unread += unread
        self._matcher.add(blocks)
