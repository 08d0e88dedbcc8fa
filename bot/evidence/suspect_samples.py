# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which rows of a derivative are read, to compare them with what the catalog has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.evidence.families import is_comparable
from bot.evidence.fitting import alike, fits, fits_across, start_like
from bot.evidence.parts import place_of
from bot.evidence.samples import MOST_BYTES_ACROSS, TEST_ROWS, Sample, at_depths
from bot.model.fingerprints import TensorReference
from bot.model.tensors import TensorFamily, TensorSpec

_MOST_ACROSS, _LEAST_ACROSS = 512, 128
"""Inputs of each neuron that are compared where neurons are columns: 512 show a correlation of 0.18, 128 one of 0.35."""


def suspect_samples(
    families: Sequence[TensorFamily], references: Sequence[TensorReference], *, max_bytes: int
) -> list[Sample]:
    """The blocks worth reading, the most telling first, until ``max_bytes`` are spent: only what some reference fits.

    First one test and one look for each family, then tests at further depths.
    """
    first: list[Sample] = []
    looks: list[Sample] = []
    further: list[Sample] = []
    kinds = alike(references)
    for family in filter(is_comparable, families):
        fitting = [each for some in kinds if fits(family, some[0]) for each in some]
        tests = [each for each in fitting if each.role.is_exchangeable]
        if tests:
            blocks = _tests(family, tests)
            first.append(blocks[0])
            further += blocks[1:]
        elif fitting:
            members = _members_like(family, fitting)
            looks.append(_block(family, members[len(members) // 2], fitting[0]))
        if not tests:
            blocks = _tests_across(family, [each for some in kinds if fits_across(family, some[0]) for each in some])
            first += blocks[:1]
            further += blocks[1:]
    return list(_within([*first, *looks, *_in_turn(further)], max_bytes))


def _tests(family: TensorFamily, fitting: Sequence[TensorReference]) -> list[Sample]:
    """Blocks at up to three depths, and of a fused tensor one of its second half."""
    members = _members_like(family, fitting)
    depths = at_depths(members)
    blocks = [_block(family, member, fitting[0]) for member in depths]
    half, heights = family.shape[0] // 2, {reference.shape[0] for reference in fitting}
    if half in heights and family.shape[0] not in heights:
        blocks.append(Sample(family=family, tensor=depths[0], first_row=half, rows=TEST_ROWS))
    return blocks


def _tests_across(family: TensorFamily, fitting: Sequence[TensorReference]) -> list[Sample]:
    members = _members_like(family, fitting) if fitting else []
    if not members or any(member.dtype.block.elements > 1 for member in members):
        return []
    row_bytes = members[0].rows(0, 1).length
    across = min(family.shape[0], _MOST_ACROSS, MOST_BYTES_ACROSS // row_bytes) // 8 * 8
    if across < _LEAST_ACROSS:
        return []
    return [
        Sample(family=family, tensor=member, first_row=0, rows=TEST_ROWS, across=across)
        for member in at_depths(members)
    ]


def _members_like(family: TensorFamily, fitting: Sequence[TensorReference]) -> list[TensorSpec]:
    """Members at the same layer and expert as some reference where there are such, otherwise all; of experts the first that is left."""
    places = [(member, place_of(member.name, member.shape)) for member in family.members]
    known = {(reference.layer, reference.expert) for reference in fitting}
    experts = {reference.expert for reference in fitting}
    same_place = [(member, place) for member, place in places if (place.layer, place.expert) in known]
    left = same_place or [(member, place) for member, place in places if place.expert in experts] or places
    lowest = min(place.expert or 0 for _, place in left)
    return [member for member, place in left if (place.expert or 0) == lowest]


def _block(family: TensorFamily, member: TensorSpec, like: TensorReference) -> Sample:
    return Sample(family=family, tensor=member, first_row=start_like(like), rows=like.rows)


def _in_turn(samples: Sequence[Sample]) -> Iterator[Sample]:
    """One of each family, then the next of each."""
    by_family: dict[str, list[Sample]] = {}
    for sample in samples:
        by_family.setdefault(sample.family.id, []).append(sample)
    for turn in range(max(map(len, by_family.values()), default=0)):
        yield from (group[turn] for group in by_family.values() if turn < len(group))


def _within(samples: Iterable[Sample], max_bytes: int) -> Iterator[Sample]:
    left = max_bytes
    for sample in samples:
        if sample.range.length <= left:
            left -= sample.range.length
            yield sample
