# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads the small tensors of small models to their end, where sampled rows could not tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.evidence.same_values import MOST_BYTES, Candidate, match_values, whole_tensor, worth_reading
from bot.lineage.components import Examined, components_of
from bot.model.costs import Reason, Unavailable
from bot.model.errors import BudgetSpent, InputError, RemoteError
from bot.model.fingerprints import Fingerprint
from bot.model.lineage import Verdict
from bot.model.repository import ByteRange, SnapshotKey
from bot.model.values import WholeTensor
from bot.pipeline.budgeting import BudgetedSource, unavailable

_SETTLED = (Verdict.DERIVED, Verdict.SIBLING)


def with_whole_tensors(
    source: BudgetedSource, examined: Examined, candidates: Mapping[SnapshotKey, Fingerprint]
) -> tuple[Examined, list[Unavailable]]:
    """What was measured, and equal values in whole tensors where something is still open and an upstream has such tensors."""
    references = {key: each.values for key, each in candidates.items() if each.values}
    if not references or all(part.verdict in _SETTLED for part in components_of(examined)):
        return examined, []
    sizes = {reference.elements for own in references.values() for reference in own}
    left = source.bytes_left
    wanted = worth_reading(examined.families, max_bytes=MOST_BYTES if left is None else min(MOST_BYTES, left // 2))
    whole, unread = read_whole(source, [each for each in wanted if each.tensor.elements in sizes])
    return replace(examined, same_values=match_values(whole, references)), unread


def read_whole(source: BudgetedSource, wanted: Sequence[Candidate]) -> tuple[list[WholeTensor], list[Unavailable]]:
    """What is kept of these tensors, file by file; files and tensors that cannot be read are listed."""
    by_file: dict[str, list[Candidate]] = {}
    for each in wanted:
        by_file.setdefault(each.tensor.file, []).append(each)
    whole: list[WholeTensor] = []
    missing: list[Unavailable] = []
    for path, own in by_file.items():
        ordered = sorted(own, key=lambda each: each.tensor.start)
        ranges = [ByteRange(each.tensor.start, each.tensor.stop) for each in ordered]
        try:
            pieces = source.read_ranges(path, ranges)
        except (RemoteError, InputError, BudgetSpent) as error:
            missing.append(unavailable(path, error))
            continue
        for each, raw in zip(ordered, pieces, strict=True):
            try:
                found = whole_tensor(each, raw)
            except InputError as error:
                # One that cannot be decoded is left alone, as those are whose type is not known: the others still speak.
                missing.append(Unavailable(what=each.tensor.name, reason=Reason.UNSUPPORTED, detail=str(error)))
                continue
            whole += [found] if found is not None else []
    return whole, missing
