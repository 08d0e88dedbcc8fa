# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A derived component that two upstreams explain together is a merge of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.model.blends import Blend
from bot.model.evidence import Evidence, EvidenceKind
from bot.model.lineage import ComponentLineage, Relation, Verdict
from bot.model.repository import SnapshotKey

METHOD = "merge/1"
_BLENDS = frozenset({Relation.FINETUNE, Relation.CONVERTED})
"""Relations that a merge is taken for where only one parent is looked at."""


def with_blend(part: ComponentLineage, blends: Sequence[Blend]) -> ComponentLineage:
    """The component as a merge where the upstream that it names is one of two that explain it; as it was otherwise."""
    if part.verdict is not Verdict.DERIVED or part.relation not in _BLENDS:
        return part
    blend = next((each for each in blends if part.upstream in {each.first, each.second, each.base}), None)
    if blend is None or part.upstream is None:
        return part
    parents = [(blend.first, blend.weight), (blend.second, 1.0 - blend.weight)]
    evidence = tuple(
        Evidence(
            kind=EvidenceKind.TWO_PARENTS,
            method=METHOD,
            upstream=parent,
            component=part.component,
            statistic=weight,
            expected_if_unrelated=0.0,
            log10_p=None,
            coverage=part.coverage,
            bytes_read=0,
            detail=_sentence(blend, parents),
        )
        for parent, weight in parents
        if parent != part.upstream
    )
    return replace(part, relation=Relation.MERGE, evidence=(*part.evidence, *evidence))


def _sentence(blend: Blend, parents: Sequence[tuple[SnapshotKey, float]]) -> str:
    told = " and ".join(f"{weight:.2f} of {parent.repo}" for parent, weight in parents)
    what = f"about {told}" if blend.base is None else f"on top of {blend.base.repo}, what was added is about {told}"
    better = "the better one alone" if blend.base is None else "the base alone"
    left = f"{100 * blend.together:.1f} % of the variance unexplained, {better} {100 * blend.alone:.1f} %"
    return f"{what}: together they leave {left}"
