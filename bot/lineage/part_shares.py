# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The parameters of a component by part: inherited, its own, or not compared."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from bot.lineage.columns import part_of
from bot.lineage.components import Examined
from bot.lineage.relations import is_in_place
from bot.lineage.shares import inherited_by_family, share_of
from bot.lineage.thresholds import is_decisive
from bot.model.evidence import Matching
from bot.model.lineage import ComponentLineage, Relation, Verdict
from bot.model.part_shares import PartShare, Standing
from bot.model.parts import Part
from bot.model.tensors import TensorFamily

_SAME_SHARE = 1e-9
_RELATED = {Verdict.DERIVED: Standing.INHERITED, Verdict.SIBLING: Standing.SHARED}


def shares_of(
    part: ComponentLineage, families: Sequence[TensorFamily], pair: Matching | None, examined: Examined
) -> tuple[PartShare, ...]:
    """One for each part, the largest first; one for the whole component where its verdict does not come from its sampled blocks."""
    related = _RELATED.get(part.verdict)
    if pair is not None and related is not None and _comes_from(part, families, pair, examined):
        found = inherited_by_family(families, pair, examined.comparable, in_place=_in_place(pair))
        return _by_part(part, families, {family.id: share for family, share in found}, related)
    if pair is not None and part.verdict is Verdict.INDEPENDENT:
        compared = {sample.family for each in examined.matchings for sample in each.samples}
        return _by_part(part, families, {each.id: 0.0 for each in families if each.id in compared}, Standing.OWN)
    return whole_shares(part)


def whole_shares(part: ComponentLineage) -> tuple[PartShare, ...]:
    """The component in one piece, or none where it has no parameters. What is not inherited is not known one by one, so it stays open."""
    if part.parameters <= 0:
        return ()
    count = math.floor(part.parameters * min(max(part.inherited_fraction, 0.0), 1.0))
    related = count if part.verdict in _RELATED else 0
    is_sibling = part.verdict is Verdict.SIBLING
    return (
        PartShare(
            component=part.component,
            part=Part.WHOLE,
            inherited=0 if is_sibling else related,
            shared=related if is_sibling else 0,
            open=part.parameters - related,
            is_exact=part.relation is Relation.COPY,
        ),
    )


def _comes_from(part: ComponentLineage, families: Sequence[TensorFamily], pair: Matching, examined: Examined) -> bool:
    """Whether the share that is told of the component is what its blocks say: other evidence does not tell parts apart."""
    share = share_of(families, pair, examined.comparable, in_place=_in_place(pair))
    return abs(share.inherited - part.inherited_fraction) <= _SAME_SHARE


def _in_place(pair: Matching) -> bool:
    return is_in_place([each for each in pair.samples if is_decisive(each, pair.tests)])


def _by_part(
    part: ComponentLineage, families: Iterable[TensorFamily], shares: dict[str, float | None], related: Standing
) -> tuple[PartShare, ...]:
    sums: dict[Part, list[int]] = {}
    for family in families:
        total = sums.setdefault(part_of(family), [0, 0, 0])
        share = shares.get(family.id)
        if share is None:
            total[2] += family.parameters
        else:
            common = math.floor(family.parameters * min(max(share, 0.0), 1.0))
            total[0] += common
            total[1] += family.parameters - common
    found = [
        PartShare(
            component=part.component,
            part=name,
            inherited=common if related is Standing.INHERITED else 0,
            shared=common if related is Standing.SHARED else 0,
            own=own,
            open=left,
        )
        for name, (common, own, left) in sums.items()
        if common + own + left > 0
    ]
    return tuple(sorted(found, key=lambda each: (-each.parameters, each.part.value)))
