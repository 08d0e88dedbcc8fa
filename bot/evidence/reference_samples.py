# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which rows of an upstream are read for the catalog."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.evidence.families import is_comparable
from bot.evidence.parts import place_of
from bot.evidence.samples import LOOK_ROWS, TEST_ROWS, TOKEN_ROLES, Sample, at_depths
from bot.model.components import Role
from bot.model.tensors import TensorFamily, TensorSpec

MOST_TESTS = 256
"""Blocks for the exact test that a fingerprint holds: every layer of all upstreams known so far, one expert of each."""
_FEW_EXPERTS = 16
_LEAST_CHANNELS = 16
"""Of the input, in a convolution that is tested: where there are groups, half a block of rows at least belongs to one."""
_FUSED = re.compile(r"gate_up|up_gate|w12|ff\.net\.0\.proj")
"""Tensors that hold two matrices one below the other."""
_FUSED_ATTENTION = re.compile(r"qkv|query_key_value|c_attn|in_proj")
_LARGEST_WHOLE = 16 * 1024 * 1024
"""Bytes of a matrix that is read whole for a reference: a fingerprint is taken once, but what is read is held in memory together."""
_MOST_WHOLE = 48 * 1024 * 1024
"""Of one family."""


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
                for member in at_depths(members)
                for first in _looks_at(family)
            ]
    return samples


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
    layers = {place_of(member.name, member.shape).layer for member in at_depths(first)}
    return [member for member, place in zip(family.members, places, strict=True) if place.layer in layers]


def _spread(members: Sequence[TensorSpec], most: int) -> list[TensorSpec]:
    if len(members) <= most:
        return list(members)
    return [members[round(step * (len(members) - 1) / (most - 1))] for step in range(most)]
