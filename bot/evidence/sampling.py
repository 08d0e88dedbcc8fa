# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which rows to read: of an upstream for the catalog, and of a derivative to compare with what the catalog has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.evidence.families import is_comparable
from bot.evidence.parts import place_of
from bot.model.components import Role
from bot.model.fingerprints import TensorReference
from bot.model.repository import ByteRange
from bot.model.tensors import TensorFamily, TensorSpec

TEST_ROWS = 32
"""Rows of a block for the exact test: 32 of 32 hits are 10^-35."""
LOOK_ROWS = 8
"""Rows of a block where only closeness is measured."""
_COLUMNS = 192
"""Columns that are read of a matrix that is stored by columns: a correlation of 0.29 is seen, for half a byte a row and column."""
METHOD = f"signs/1 rows={TEST_ROWS},{LOOK_ROWS} first=0 tokens=1024,64"
"""Everything that changes the numbers; fingerprints of another method are never compared with."""
MOST_TESTS = 256
"""Blocks for the exact test that a fingerprint holds: every layer of all upstreams known so far, one expert of each."""

TOKEN_ROLES = (Role.EMBEDDING, Role.OUTPUT_HEAD)
_DEPTHS = (0.5, 0.25, 0.75)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A block of consecutive rows of one tensor."""

    family: TensorFamily
    tensor: TensorSpec
    first_row: int
    rows: int

    @property
    def columns(self) -> int:
        """How many of the first columns it has: all, unless the tensor is stored by columns."""
        return min(self.family.columns, _COLUMNS) if self.tensor.dtype.is_by_inputs else self.family.columns

    @property
    def range(self) -> ByteRange:
        """What to read of the tensor's file: the block, or where columns lie together the whole of its columns."""
        if self.tensor.dtype.is_by_inputs:
            return self.tensor.columns(0, self.columns)
        return self.tensor.rows(self.first_row, self.rows)


def reference_samples(families: Iterable[TensorFamily], *, most_tests: int = MOST_TESTS) -> list[Sample]:
    """What a fingerprint is made of: neurons of every layer (of experts the first), and a look at everything else.

    Where an upstream has more layers than fit into ``most_tests``, layers at even distances. What is stored by columns has no cheap rows,
    and makes no reference.
    """
    comparable = [
        family
        for family in families
        if is_comparable(family) and not any(member.dtype.is_by_inputs for member in family.members)
    ]
    tested = [family for family in comparable if _is_testable(family)]
    share = max(3, most_tests // max(1, len(tested)))
    samples = []
    for family in comparable:
        members = _first_experts(family)
        if family in tested:
            chosen = _spread(members, share)
            samples += [Sample(family=family, tensor=member, first_row=0, rows=TEST_ROWS) for member in chosen]
        else:
            first = _first_row(family)
            rows = min(LOOK_ROWS, family.shape[0] - first)
            chosen = list(dict.fromkeys(members[int(len(members) * depth)] for depth in _DEPTHS))
            samples += [Sample(family=family, tensor=member, first_row=first, rows=rows) for member in chosen]
    return samples


def suspect_samples(
    families: Sequence[TensorFamily], references: Sequence[TensorReference], *, max_bytes: int
) -> list[Sample]:
    """The blocks worth reading, the most telling first, until ``max_bytes`` are spent: only what some reference fits.

    First one test and one look for each family, then tests at further depths.
    """
    first: list[Sample] = []
    looks: list[Sample] = []
    further: list[Sample] = []
    for family in families:
        fitting = [reference for reference in references if fits(family, reference)]
        if not fitting:
            continue
        tests = [each for each in fitting if each.role is Role.UNIT_IN]
        best = (tests or fitting)[0]
        members = _members_like(family, fitting)
        if tests:
            depths = list(dict.fromkeys(members[int(len(members) * depth)] for depth in _DEPTHS))
            blocks = [_block(family, member, best) for member in depths]
            first.append(blocks[0])
            further += blocks[1:]
        else:
            looks.append(_block(family, members[len(members) // 2], best))
    return list(_within([*first, *looks, *_in_turn(further)], max_bytes))


def fits(family: TensorFamily, reference: TensorReference) -> bool:
    """Whether blocks of the family can be compared with the reference: by shape, since names are only hints.

    Token tables may differ in their number of rows, and so may MLPs.
    """
    if not is_comparable(family) or family.columns != reference.columns:
        return False
    if family.shape[0] < reference.first_row + reference.rows:
        return False
    if family.role in TOKEN_ROLES or reference.role in TOKEN_ROLES:
        return family.role is reference.role or (family.role is Role.OTHER and family.shape == reference.shape)
    if family.role is reference.role is Role.UNIT_IN:
        return True
    return family.shape == reference.shape and (
        family.role is reference.role or Role.OTHER in {family.role, reference.role}
    )


def _is_testable(family: TensorFamily) -> bool:
    return family.role is Role.UNIT_IN and family.shape[0] >= TEST_ROWS


def _first_row(family: TensorFamily) -> int:
    """Beyond the first tokens, which are often never trained; the same place whatever the vocabulary's size."""
    if family.role not in TOKEN_ROLES:
        return 0
    return next((row for row, least in ((1024, 2048), (64, 128)) if family.shape[0] >= least), 0)


def _first_experts(family: TensorFamily) -> list[TensorSpec]:
    """Members of the lowest expert that every layer shows first, by layer."""
    experts = [place_of(member.name, member.shape).expert for member in family.members]
    lowest = min((expert for expert in experts if expert is not None), default=None)
    return [member for member, expert in zip(family.members, experts, strict=True) if expert in {None, lowest}]


def _members_like(family: TensorFamily, fitting: Sequence[TensorReference]) -> list[TensorSpec]:
    """Members at the same layer and expert as some reference where there are such, otherwise all."""
    places = [(member, place_of(member.name, member.shape)) for member in family.members]
    experts = {reference.expert for reference in fitting}
    layers = {reference.layer for reference in fitting}
    same_expert = [(member, place) for member, place in places if place.expert in experts] or places
    same_layer = [member for member, place in same_expert if place.layer in layers]
    return same_layer or [member for member, _ in same_expert]


def _block(family: TensorFamily, member: TensorSpec, like: TensorReference) -> Sample:
    return Sample(family=family, tensor=member, first_row=like.first_row, rows=like.rows)


def _spread(members: Sequence[TensorSpec], most: int) -> list[TensorSpec]:
    if len(members) <= most:
        return list(members)
    return [members[round(step * (len(members) - 1) / (most - 1))] for step in range(most)]


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
