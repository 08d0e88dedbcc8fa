# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Blocks of a derivative against the references of upstreams."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.evidence.controls import WORTH_CONTROLLING, Candidate, Controls, hardest
from bot.evidence.fitting import alike, fits, fits_across
from bot.evidence.parts import place_of
from bot.evidence.samples import LOOK_ROWS, TEST_ROWS, TOKEN_ROLES, Sample
from bot.model.components import Role
from bot.model.evidence import Matching, SampleMatch
from bot.model.fingerprints import TensorReference
from bot.model.repository import SnapshotKey
from bot.model.tensors import TensorFamily
from bot.numerics.decoding import decode, decode_columns
from bot.numerics.fixed_points import fixed_points
from bot.numerics.floats import Floats
from bot.numerics.rows import packed, prepare, row_correlations, row_digests, sign_codes, signs, takes_few_levels

_MOST_EXACT = 3
"""References of one upstream that a sample is tested against in full, those closest row by row; the others count as tried all the same."""
_LIMIT_TIMES_ROOT = 4.0
"""Smallest correlation that 32 rows show in 98 % of the cases, times the square root of their width (benchmarks/detection_limit.py,
2026-11-24: 3.8 up to a width of 2048, 4.0 at 4096 and 7168)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The rows of one sample, ready to compare."""

    sample: Sample
    values: Floats
    bits: NDArray[np.uint8]
    digests: tuple[bytes, ...]
    is_rounded: bool

    @classmethod
    def of(cls, sample: Sample, raw: bytes) -> Block | None:
        """From the bytes of the sample; ``None`` where they are too uniform to tell models apart by."""
        stored = _rows(sample, raw)
        values = prepare(stored[:, : sample.columns])
        if values is None:
            return None
        return cls(
            sample=sample,
            values=values,
            bits=packed(sign_codes(values), sample.rows),
            digests=()
            if sample.across or sample.tensor.is_turned
            else row_digests(raw, sample.rows, sample.tensor.dtype.value),
            is_rounded=takes_few_levels(stored),
        )


def _rows(sample: Sample, raw: bytes) -> Floats:
    unit = slice(sample.first_row, sample.first_row + sample.rows)
    if sample.across:
        return np.ascontiguousarray(decode(raw, sample.tensor.dtype, sample.family.columns)[:, unit].T)
    if not sample.tensor.is_by_inputs:
        return decode(raw, sample.tensor.dtype, sample.family.columns)
    if sample.tensor.is_turned:
        return np.ascontiguousarray(decode(raw, sample.tensor.dtype, sample.family.shape[0])[:, unit].T)
    return decode_columns(raw, sample.tensor.dtype, sample.family.shape[0])[unit]


def _codes(reference: TensorReference, sample: Sample) -> NDArray[np.uint8]:
    """The reference's signs in the columns that the sample has."""
    return packed(reference.codes, reference.rows)[:, : -(-sample.columns // 8)]


def reference_of(block: Block) -> TensorReference:
    """What the catalog keeps of a block."""
    sample, family = block.sample, block.sample.family
    place = place_of(sample.tensor.name, sample.tensor.shape)
    return TensorReference(
        name=sample.tensor.name,
        component=family.component,
        role=family.role,
        part=family.part,
        layer=place.layer,
        expert=place.expert,
        shape=family.shape,
        first_row=sample.first_row,
        rows=sample.rows,
        columns=family.columns,
        codes=block.bits.tobytes(),
        row_digests=block.digests,
        dtype=sample.tensor.dtype.value,
    )


def match_all(
    families: Sequence[TensorFamily],
    blocks: Sequence[Block],
    references: Mapping[SnapshotKey, Sequence[TensorReference]],
    *,
    tried: int = 0,
) -> tuple[Matching, ...]:
    """Every block against everything that fits it, one result for each upstream.

    ``tried`` are the pairs by which these upstreams were chosen among many: they count as tests as well.
    """
    matcher = Matcher(families, references, tried=tried)
    matcher.add(blocks)
    return matcher.matchings


class Matcher:
    """The same for blocks that come little by little: each is matched once."""

    def __init__(
        self,
        families: Sequence[TensorFamily],
        references: Mapping[SnapshotKey, Sequence[TensorReference]],
        *,
        tried: int = 0,
    ) -> None:
        self._kinds = {upstream: alike(own) for upstream, own in references.items()}
        self._fitting = {upstream: _fitting(families, kinds) for upstream, kinds in self._kinds.items()}
        self._found: dict[SnapshotKey, list[SampleMatch]] = {upstream: [] for upstream in references}
        self._tests = tried

    @property
    def matchings(self) -> tuple[Matching, ...]:
        """One for each upstream, with all blocks so far and all pairs that were tried for any of them."""
        return tuple(
            Matching(upstream=upstream, samples=tuple(samples), fitting=self._fitting[upstream], tests=self._tests)
            for upstream, samples in self._found.items()
        )

    def add(self, blocks: Sequence[Block]) -> None:
        """Match these, too."""
        for block in blocks:
            known = _own(block.sample.family)
            best: list[tuple[SampleMatch, Candidate]] = []
            others: list[Candidate] = []
            for upstream, kinds in self._kinds.items():
                candidates = _candidates(block, kinds)
                if candidates:
                    self._tests += len(candidates)
                    ranked = _ranked(block, upstream, candidates)
                    best.append(_best(block, ranked, candidates, known))
                    others += hardest(ranked)
            controls = Controls(block.values, others)
            for match, candidate in best:
                claims = match.log10_p is not None and match.log10_p <= WORTH_CONTROLLING
                self._found[candidate.upstream].append(controls.checked(match, candidate) if claims else match)


def _fitting(families: Sequence[TensorFamily], kinds: Sequence[Sequence[TensorReference]]) -> frozenset[str]:
    return frozenset(family.id for family in families if any(_may_hold(family, some[0]) for some in kinds))


def _may_hold(family: TensorFamily, reference: TensorReference) -> bool:
    """Whether something of the reference may be in the family, even where its blocks cannot be compared: cut or transposed matrices."""
    if fits(family, reference) or fits_across(family, reference):
        return True
    if family.role is not reference.role or family.role is Role.OTHER:
        return False
    if family.role in TOKEN_ROLES:
        return len(family.shape) == 2 and family.shape[0] == reference.columns
    return bool({*family.shape} & {*reference.shape})


def _candidates(block: Block, kinds: Sequence[Sequence[TensorReference]]) -> list[TensorReference]:
    """References of the same rows. Neurons are compared with every layer; what is only looked at, with its namesake where it has one."""
    sample = block.sample
    if sample.across:
        return [each for some in kinds if fits_across(sample.family, some[0]) for each in some]
    fitting = [each for some in kinds if some[0].rows == sample.rows and fits(sample.family, some[0]) for each in some]
    # The numbers of neurons count from the start of a block, and the second half of a fused matrix starts a block of its own.
    neurons = [each for each in fitting if each.role.is_exchangeable]
    if neurons:
        return neurons
    same_rows = [each for each in fitting if each.first_row == sample.first_row or each.role is Role.ATTENTION]
    namesakes = [each for each in same_rows if each.part == sample.family.part]
    layer = place_of(sample.tensor.name, sample.tensor.shape).layer
    return [each for each in namesakes if each.layer == layer] if namesakes else same_rows


def _ranked(block: Block, upstream: SnapshotKey, candidates: Sequence[TensorReference]) -> list[Candidate]:
    """The references, those first that are closest to the block row by row."""
    bits = np.stack([_codes(each, block.sample) for each in candidates])
    closeness = np.median(row_correlations(block.bits, bits, block.sample.columns), axis=-1)
    return [
        Candidate(upstream, candidates[index], bits[index], float(closeness[index]))
        for index in np.argsort(-closeness, kind="stable")
    ]


def _best(
    block: Block, ranked: Sequence[Candidate], candidates: Sequence[TensorReference], own: _Known
) -> tuple[SampleMatch, Candidate]:
    tested = [
        (_match(block, each, (own, _known(candidates, each.reference))), each)
        for each in ranked[: _MOST_EXACT if _is_test(ranked[0].reference) else 1]
    ]
    return min(tested, key=lambda found: (found[0].log10_p or 0.0, -found[0].correlation))


def _is_test(reference: TensorReference) -> bool:
    return reference.role.is_exchangeable and reference.rows == TEST_ROWS


@dataclass(frozen=True, slots=True)
class _Known:
    """What one part tells about a model's structure."""

    depth: int | None
    experts: int


def _known(candidates: Sequence[TensorReference], like: TensorReference) -> _Known:
    same = [each for each in candidates if each.part == like.part]
    layers = [each.layer for each in same if each.layer is not None]
    experts = {each.expert for each in same if each.expert is not None}
    return _Known(depth=max(layers) + 1 if layers else None, experts=len(experts))


def _match(block: Block, candidate: Candidate, structures: tuple[_Known, _Known]) -> SampleMatch:
    own, known = structures
    sample, columns, reference = block.sample, block.sample.columns, candidate.reference
    codes = candidate.bits.tobytes()
    found = fixed_points(block.values, signs(codes, reference.rows, columns)) if _is_test(reference) else None
    same_type = reference.dtype == sample.tensor.dtype.value and bool(block.digests and reference.row_digests)
    equal = (
        sum(one == other for one, other in zip(block.digests, reference.row_digests, strict=True)) if same_type else 0
    )
    place = place_of(sample.tensor.name, sample.tensor.shape)
    return SampleMatch(
        family=sample.family.id,
        tensor=sample.tensor.name,
        reference=reference.name,
        component=sample.family.component,
        reference_component=reference.component,
        role=reference.role,
        layer=place.layer,
        reference_layer=reference.layer,
        expert=place.expert,
        reference_expert=reference.expert,
        experts=own.experts,
        reference_experts=known.experts,
        is_namesake=reference.part == sample.family.part,
        depth=own.depth,
        reference_depth=known.depth,
        is_rounded=block.is_rounded,
        log10_p=found.log10_p if found else None,
        controls=1 if found else 0,
        control_log10_p=found.astray_log10_p if found else 0.0,
        hits=found.hits if found else 0,
        rows=sample.rows,
        columns=columns,
        correlation=candidate.closeness,
        unrelated=_unrelated(block, reference),
        detectable=_LIMIT_TIMES_ROOT / math.sqrt(columns) if found else math.inf,
        across=bool(sample.across),
        equal_rows=equal / sample.rows,
        shape=sample.family.shape,
        reference_shape=reference.shape,
        dtype=sample.tensor.dtype.value,
        reference_dtype=reference.dtype,
        bytes_read=sample.range.length,
    )


def _own(family: TensorFamily) -> _Known:
    """What the family tells about the suspect's structure, where all of its members were seen."""
    if family.parameters != sum(member.elements for member in family.members):
        return _Known(depth=None, experts=0)
    places = [place_of(member.name, member.shape) for member in family.members]
    layers = [place.layer for place in places if place.layer is not None]
    experts = {place.expert for place in places if place.expert is not None}
    return _Known(depth=max(layers) + 1 if layers else None, experts=len(experts))


def _unrelated(block: Block, reference: TensorReference) -> float:
    """What rows with different labels give: the same data, so the same spread of chance."""
    own = _codes(reference, block.sample)
    shifts = np.arange(1, min(LOOK_ROWS, reference.rows))
    moved = own[(np.arange(len(own)) - shifts[:, np.newaxis]) % len(own)]
    values = np.abs(row_correlations(block.bits, moved, block.sample.columns))
    return float(np.median(values)) if values.size else 0.0
