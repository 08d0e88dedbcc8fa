# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which rows to read: of an upstream for the catalog, and of a derivative to compare with what the catalog has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

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
_LEAST_COLUMNS = 64
"""Of a matrix that is stored by columns, where more would take more than a test may: a correlation of 0.5 is seen."""
KEPT_COLUMNS = 2048
"""First columns of a test that are compared: they show a correlation of 0.085 (benchmarks/detection_limit.py), and a fingerprint of a model
with a width of 4,096 takes half the room."""
METHOD = f"signs/3 rows={TEST_ROWS},{LOOK_ROWS} columns={KEPT_COLUMNS} first=0 tokens=1024,64"
"""Everything that changes the numbers; fingerprints of another method are never compared with."""
MOST_TESTS = 256
"""Blocks for the exact test that a fingerprint holds: every layer of all upstreams known so far, one expert of each."""

TOKEN_ROLES = (Role.EMBEDDING, Role.OUTPUT_HEAD)
_DEPTHS = (0.5, 0.25, 0.75)
_FEW_EXPERTS = 16
_LEAST_CHANNELS = 16
"""Of the input, in a convolution that is tested: where there are groups, half a block of rows at least belongs to one."""
_FUSED = re.compile(r"gate_up|up_gate|w12|ff\.net\.0\.proj")
"""Tensors that hold two matrices one below the other."""
_FUSED_ATTENTION = re.compile(r"qkv|query_key_value|c_attn|in_proj")
_MOST_ACROSS, _LEAST_ACROSS = 512, 128
"""Inputs of each neuron that are compared where neurons are columns: 512 show a correlation of 0.18, 128 one of 0.35."""
_MOST_BYTES_ACROSS = 1_500_000
"""Of one such block: every neuron's weights have to be read to get those of 32."""

_KIND = attrgetter("role", "shape", "first_row", "rows", "columns")
"""Everything of a reference that says which families it fits."""
_LARGEST_WHOLE = 16 * 1024 * 1024
"""Bytes of a matrix that is read whole for a reference: a fingerprint is taken once, but what is read is held in memory together."""
_MOST_WHOLE = 48 * 1024 * 1024
"""Of one family."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A block of consecutive rows of one tensor."""

    family: TensorFamily
    tensor: TensorSpec
    first_row: int
    """First neuron or token of the block."""
    rows: int
    across: int = 0
    """Stored rows that are read where neurons are columns, as in layouts that are transposed; 0 where they are rows."""
    is_whole: bool = False
    """Whether all columns are read also where the tensor is stored by columns, as references need them."""

    @property
    def columns(self) -> int:
        """Values of one row that are compared: of tests the first ones, fewer where the tensor is stored by columns or read across."""
        if self.across:
            return self.across
        if self.is_whole or not self.tensor.is_by_inputs:
            return min(self.family.columns, KEPT_COLUMNS) if self.rows == TEST_ROWS else self.family.columns
        fitting = int(_MOST_BYTES_ACROSS // max(1.0, self.tensor.shape[0] * self.tensor.dtype.bits / 8))
        return min(self.family.columns, _COLUMNS, max(_LEAST_COLUMNS, fitting // 8 * 8))

    @property
    def range(self) -> ByteRange:
        """What to read of the tensor's file: the block, or where neurons or columns lie together whole rows or columns."""
        if self.across:
            return self.tensor.rows(0, self.across)
        if self.tensor.is_by_inputs:
            return self.tensor.columns(0, self.columns)
        return self.tensor.rows(self.first_row, self.rows)


def reference_samples(families: Iterable[TensorFamily], *, most_tests: int = MOST_TESTS) -> list[Sample]:
    """What a fingerprint is made of: neurons of every layer (of experts the first), and a look at everything else.

    Where an upstream has more layers than fit into ``most_tests``, layers at even distances. A matrix that is stored by columns is
    read whole, where it is not large; packed columns make no reference.
    """
    comparable = [
        family for family in families if is_comparable(family) and all(_has_rows(member) for member in family.members)
    ]
    tested = [family for family in comparable if _is_testable(family)]
    share = max(3, most_tests // max(1, len(tested)))
    samples = []
    for family in comparable:
        members = _first_experts(family)
        if family in tested:
            starts = (0, family.shape[0] // 2) if _FUSED.search(family.name) else (0,)
            chosen = dict.fromkeys([*_spread(members, _whole_within(family, share)), *_all_experts(family, members)])
            samples += [
                Sample(family=family, tensor=member, first_row=start, rows=TEST_ROWS, is_whole=True)
                for member in chosen
                for start in starts
            ]
        else:
            samples += [
                Sample(
                    family=family,
                    tensor=member,
                    first_row=first,
                    rows=min(LOOK_ROWS, family.shape[0] - first),
                    is_whole=True,
                )
                for member in _at_depths(members)
                for first in _looks_at(family)
            ]
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


def alike(references: Iterable[TensorReference]) -> list[list[TensorReference]]:
    """Neighbours of which all or none fit a family, in the order they came in: the same part in every layer, mostly."""
    return [list(some) for _, some in groupby(references, _KIND)]


def fits(family: TensorFamily, reference: TensorReference) -> bool:
    """Whether blocks of the family can be compared with the reference: by shape, since names are only hints.

    Token tables may differ in their number of rows, and so may MLPs and attention, which may be fused or split as well.
    """
    if family.columns != reference.columns or not is_comparable(family):
        return False
    if family.shape[0] < _start_like(reference) + reference.rows:
        return False
    if family.role in TOKEN_ROLES or reference.role in TOKEN_ROLES:
        return family.role is reference.role or (family.role is Role.OTHER and family.shape == reference.shape)
    if family.role is reference.role and family.role in {Role.UNIT_IN, Role.ATTENTION}:
        return True
    return (family.shape[0], family.columns) == (reference.shape[0], reference.columns) and (
        family.role is reference.role or Role.OTHER in {family.role, reference.role}
    )


def fits_across(family: TensorFamily, reference: TensorReference) -> bool:
    """Whether the family may hold the reference's neurons as columns: a shape the other way round, or twice as wide where it is fused."""
    if reference.role is not Role.UNIT_IN or reference.rows != TEST_ROWS:
        return False
    if family.role not in {Role.UNIT_IN, Role.OTHER} or len(family.shape) != 2:
        return False
    rows, columns = family.shape
    if rows != reference.columns or columns not in {reference.shape[0], 2 * reference.shape[0]} or rows == columns:
        return False
    return is_comparable(family) and not any(member.is_by_inputs for member in family.members)


def _tests(family: TensorFamily, fitting: Sequence[TensorReference]) -> list[Sample]:
    """Blocks at up to three depths, and of a fused tensor one of its second half."""
    members = _members_like(family, fitting)
    depths = _at_depths(members)
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
    across = min(family.shape[0], _MOST_ACROSS, _MOST_BYTES_ACROSS // row_bytes) // 8 * 8
    if across < _LEAST_ACROSS:
        return []
    return [
        Sample(family=family, tensor=member, first_row=0, rows=TEST_ROWS, across=across)
        for member in _at_depths(members)
    ]


def _has_rows(tensor: TensorSpec) -> bool:
    """Whether its rows can be read, be it all of them at once."""
    return not tensor.is_by_inputs or (tensor.is_turned and tensor.bytes <= _LARGEST_WHOLE)


def _whole_within(family: TensorFamily, most: int) -> int:
    """How many of its members are read, fewer where each is read whole."""
    largest = max((member.bytes for member in family.members if member.is_by_inputs), default=0)
    return min(most, max(3, _MOST_WHOLE // largest)) if largest else most


def _is_testable(family: TensorFamily) -> bool:
    """Whether its rows are exchangeable, and enough.

    The channels of a grouped convolution are so only within their group, and Keras' kernels begin with an axis of taps.
    """
    if family.role is Role.CONVOLUTION and (family.shape[1] < _LEAST_CHANNELS or "kernel" in family.name):
        return False
    return family.role.is_exchangeable and family.shape[0] >= TEST_ROWS


def _looks_at(family: TensorFamily) -> tuple[int, ...]:
    """First rows of the blocks that are looked at: of a fused attention one in each of its three matrices."""
    third = family.shape[0] // 3
    return (
        (0, third, 2 * third) if _FUSED_ATTENTION.search(family.name) and third >= LOOK_ROWS else (_first_row(family),)
    )


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


def _all_experts(family: TensorFamily, first: Sequence[TensorSpec]) -> list[TensorSpec]:
    """Where there are few experts, all of those at the usual depths: whoever drops or shuffles experts is still found."""
    places = [place_of(member.name, member.shape) for member in family.members]
    if len({place.expert for place in places}) > _FEW_EXPERTS or family.members[0].is_by_inputs:
        return []
    layers = {place_of(member.name, member.shape).layer for member in _at_depths(first)}
    return [member for member, place in zip(family.members, places, strict=True) if place.layer in layers]


def _at_depths(members: Sequence[TensorSpec]) -> list[TensorSpec]:
    """The members in the middle, at a quarter and at three quarters."""
    return list(dict.fromkeys(members[int(len(members) * depth)] for depth in _DEPTHS))


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
    return Sample(family=family, tensor=member, first_row=_start_like(like), rows=like.rows)


def _start_like(reference: TensorReference) -> int:
    """Tokens stand at the same place in both; everything else is compared from its own beginning."""
    return reference.first_row if reference.role in TOKEN_ROLES else 0


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
