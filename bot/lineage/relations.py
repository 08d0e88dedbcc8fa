# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How a derived component was made, as far as blocks tell."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from bot.lineage.shares import layers_inherited
from bot.lineage.thresholds import ALL_EQUAL, looks_alike
from bot.model.components import Role
from bot.model.evidence import SampleMatch
from bot.model.lineage import Relation
from bot.model.tensors import DType

_ROUNDED = 0.97
"""Correlation above which a narrower element type alone explains the difference (METHOD: int3 has an error of 22 %, r = 0.976)."""
_ROUNDED_COARSELY = 0.85
"""The same where the codes are compared without the scales and offsets of their groups, or have less than four bits: the sample models of
the tests, whose tails are heavier than real ones, keep 0.87 to 0.91 of the signs' correlation under GPTQ, AWQ and int4 by channel."""
_COARSE = (DType.GPTQ4, DType.GPTQ8, DType.AWQ4, DType.INT4_ROWS)
_SAME_VALUES = 0.99999
_RESCALED = 0.95
"""Zoo: rows rescaled by e to the power of a normal number of 0.7 keep a correlation of 0.98."""
_HALF = 16
"""Bits of the element types that models are computed in: fewer is a quantisation, another of these a conversion."""
_TOKEN_ROLES = (Role.EMBEDDING, Role.OUTPUT_HEAD)


def relation_of(decisive: Sequence[SampleMatch], samples: Sequence[SampleMatch], *, vocabulary_grew: bool) -> Relation:
    """The relation that the blocks of one derived component show; structure comes before values.

    ``samples`` are all blocks that were compared, those that are nothing alike included.
    """
    alike = [each for each in samples if looks_alike(each)] or list(decisive)
    structure = _structure(decisive, alike, samples, vocabulary_grew=vocabulary_grew)
    if structure is not None:
        return structure
    # What was only looked at, under a name that says nothing or in a layout of its own, may have been held against the wrong thing.
    telling = [
        each
        for each in samples
        if each in decisive or looks_alike(each) or (each.is_namesake and is_in_place(decisive))
    ]
    same_layout = not any(
        each.across
        or each.shape != each.reference_shape
        or each.expert != each.reference_expert
        or each.common_tokens is not None
        for each in alike
    )
    if same_layout and min(each.equal_rows for each in telling) >= ALL_EQUAL:
        return Relation.COPY
    closeness = median(each.correlation for each in decisive)
    narrower = all(_bits(each.dtype) < min(_HALF, _bits(each.reference_dtype)) for each in decisive)
    rounded = all(each.is_rounded for each in decisive) and min(each.equal_rows for each in decisive) < ALL_EQUAL
    if (narrower or rounded) and closeness >= min(_rounded(each.dtype) for each in decisive):
        return Relation.QUANTIZED
    same_values = min(each.correlation for each in decisive) >= _SAME_VALUES and all(map(looks_alike, telling))
    return Relation.CONVERTED if same_values or _is_rescaled(telling) else Relation.FINETUNE


def _is_rescaled(telling: Sequence[SampleMatch]) -> bool:
    """Whether most blocks have all signs in common and hardly a stored value, as where gains were moved from norms into matrices.

    Training changes signs everywhere, and leaves a frozen block as it was. Rows that were rescaled one by one keep a little less, since
    the mean row is taken away from them.
    """
    same_signs = [each for each in telling if each.correlation >= _SAME_VALUES and each.equal_rows == 0.0]
    return 2 * len(same_signs) > len(telling) and min(each.correlation for each in telling) >= _RESCALED


def is_in_place(decisive: Sequence[SampleMatch]) -> bool:
    """Whether layers, experts and layout are the upstream's, so that a namesake is the thing to compare with."""
    moved = changed_depth(decisive) or any(each.expert != each.reference_expert for each in decisive)
    return not moved and not any(each.across for each in decisive)


def changed_depth(decisive: Sequence[SampleMatch]) -> bool:
    """Whether layers are missing, new or elsewhere."""
    if any(None not in {each.depth, each.reference_depth} and each.depth != each.reference_depth for each in decisive):
        return True
    placed = [each for each in decisive if each.layer is not None and each.reference_layer is not None]
    moved = sum(each.layer != each.reference_layer for each in placed)
    return bool(placed) and moved > len(placed) / 2


def _structure(
    decisive: Sequence[SampleMatch],
    alike: Sequence[SampleMatch],
    samples: Sequence[SampleMatch],
    *,
    vocabulary_grew: bool,
) -> Relation | None:
    if all(each.expert is not None and each.reference_expert is None for each in decisive):
        return Relation.UPCYCLED
    if changed_depth(decisive):
        return Relation.DEPTH_CHANGED
    if vocabulary_grew or any(each.role in _TOKEN_ROLES and each.shape[0] > each.reference_shape[0] for each in alike):
        return Relation.EXPANDED_VOCABULARY
    fewer_experts = any(0 < each.experts < each.reference_experts for each in decisive)
    fewer_tokens = any(each.role in _TOKEN_ROLES and _is_cut(each) for each in samples)
    if fewer_experts or fewer_tokens or any(map(_is_cut, alike)):
        return Relation.PRUNED
    # Layers of two models, one of which is the upstream.
    return Relation.MERGE if layers_inherited(samples) < 1.0 and is_in_place(decisive) else None


def _is_cut(match: SampleMatch) -> bool:
    """Whether rows are missing that were not merely split off: a fused matrix has two or three times the rows of its parts."""
    if match.across or match.shape[1] != match.reference_shape[1]:
        return False
    fused = match.role not in _TOKEN_ROLES and match.reference_shape[0] in {2 * match.shape[0], 3 * match.shape[0]}
    return match.shape[0] < match.reference_shape[0] and not fused


def _rounded(dtype: str) -> float:
    return _ROUNDED_COARSELY if DType(dtype) in _COARSE or _bits(dtype) < 4 else _ROUNDED


def _bits(dtype: str) -> float:
    return DType(dtype).bits
