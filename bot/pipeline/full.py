# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every tensor of two models against each other.

1. The headers of all files; scales are set beside the codes that they belong to and are no tensors of their own.
2. Pairs: by name, then by shape and sampled values.
3. One pass over all bytes of both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.evidence.pairing import MOST_SAMPLED, pair_by_content, pair_by_name, sample_ranges, sampled_values, scales_of
from bot.model.costs import Reason, Unavailable
from bot.model.differences import FullComparison, MatchedBy
from bot.model.errors import InputError, RemoteError
from bot.model.tensors import TensorSpec
from bot.numerics.floats import Floats
from bot.numerics.on_torch import TorchDevice
from bot.pipeline.budgeting import BudgetedSource, unavailable
from bot.pipeline.measuring import Match, Pass, Side
from bot.pipeline.weights import open_weights
from bot.ports.hub import ModelSource
from bot.ports.progress import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """One side with its headers read."""

    side: Side
    reader: BudgetedSource
    tensors: tuple[TensorSpec, ...]
    unavailable: tuple[Unavailable, ...]


def compare_in_full(
    suspect: ModelSource, reference: ModelSource, *, progress: Progress, device: TorchDevice | None = None
) -> FullComparison:
    """All values of all tensors, in memory that does not grow with the tensors; on numpy, unless a ``device`` is given.

    Nothing is raised for a file or a tensor that cannot be read: it is listed, and its parameters count as not equal.
    """
    progress.stage("headers")
    own, other = _opened(suspect, "suspect", progress), _opened(reference, "reference", progress)
    progress.stage("pairing")
    named = pair_by_name(own.tensors, other.tensors)
    found, missing = _found_by_content(own, other, named.only_suspect, named.only_reference)
    matches = [
        *(Match(*pair, MatchedBy.NAME) for pair in named.pairs),
        *(Match(*pair, MatchedBy.CONTENT) for pair in found),
    ]
    matches.sort(key=lambda each: (each.suspect.file, each.suspect.start, each.suspect.name))
    progress.stage("comparing")
    measuring = Pass(own.side, other.side, matches, device)
    measuring.read_all(progress)
    paired = {tensor for pair in found for tensor in pair}
    return FullComparison(
        tensors=measuring.differences,
        only_suspect=tuple(each for each in named.only_suspect if each not in paired),
        only_reference=tuple(each for each in named.only_reference if each not in paired),
        not_compared=(*own.unavailable, *other.unavailable, *missing, *measuring.not_compared),
        parameters=sum(tensor.elements for tensor in own.tensors),
    )


def _opened(source: ModelSource, name: str, progress: Progress) -> _Opened:
    reader = BudgetedSource(source, None, progress)
    weights = open_weights(reader, every_header=True)
    scales = scales_of(weights.tensors)
    applied = set(scales.values())
    return _Opened(
        side=Side(source=reader.unlimited, scales=scales),
        reader=reader,
        tensors=tuple(tensor for tensor in weights.tensors if tensor not in applied),
        unavailable=tuple(
            Unavailable(f"{each.what} of the {name}", each.reason, each.detail) for each in weights.unavailable
        ),
    )


def _found_by_content(
    own: _Opened, other: _Opened, suspect: Sequence[TensorSpec], reference: Sequence[TensorSpec]
) -> tuple[list[tuple[TensorSpec, TensorSpec]], list[Unavailable]]:
    """Pairs among what no name has paired, one shape after the other."""
    left, right = _by_shape(suspect), _by_shape(reference)
    pairs: list[tuple[TensorSpec, TensorSpec]] = []
    missing: list[Unavailable] = []
    for shape in sorted(left.keys() & right.keys()):
        samples = []
        for opened, tensors in ((own, left[shape]), (other, right[shape])):
            if len(tensors) > MOST_SAMPLED:
                detail = f"{len(tensors) - MOST_SAMPLED} more tensors of this shape were not looked for by content"
                missing.append(Unavailable(tensors[0].name, Reason.TOO_LARGE, detail))
            sampled, unread = _sampled(opened.reader, tensors[:MOST_SAMPLED])
            samples.append(sampled)
            missing += unread
        pairs += pair_by_content(*samples)
    return pairs, missing


def _sampled(
    reader: BudgetedSource, tensors: Iterable[TensorSpec]
) -> tuple[list[tuple[TensorSpec, Floats]], list[Unavailable]]:
    by_file: dict[str, list[TensorSpec]] = {}
    for tensor in tensors:
        if sample_ranges(tensor):
            by_file.setdefault(tensor.file, []).append(tensor)
    samples: list[tuple[TensorSpec, Floats]] = []
    missing: list[Unavailable] = []
    for path, own in by_file.items():
        ranges = [sample_ranges(tensor) for tensor in own]
        try:
            pieces = iter(reader.read_ranges(path, [each for places in ranges for each in places]))
        except (RemoteError, InputError) as error:
            missing.append(unavailable(path, error))
            continue
        for tensor, places in zip(own, ranges, strict=True):
            values = sampled_values(tensor, [next(pieces) for _ in places])
            if values is not None:
                samples.append((tensor, values))
    return samples, missing


def _by_shape(tensors: Iterable[TensorSpec]) -> dict[tuple[int, ...], list[TensorSpec]]:
    groups: dict[tuple[int, ...], list[TensorSpec]] = {}
    for tensor in tensors:
        groups.setdefault(tensor.shape, []).append(tensor)
    return groups
