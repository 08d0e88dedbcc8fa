# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What equal values in whole tensors say about a component that sampled rows left open."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.lineage.thresholds import DECISIVE_CORRECTED, DECISIVE_RAW, LEAST_BLOCKS
from bot.model.evidence import Evidence, EvidenceKind
from bot.model.lineage import ComponentLineage, Relation, Verdict
from bot.model.repository import SnapshotKey
from bot.model.values import SameValues, ValueMatching

METHOD = "values/2"
_DERIVED_SHARE = 0.5
"""Of the parameters in the tensors that were read whole: below it two models may as well hold one third part."""
_ALL = 0.95
"""The same, from which on nothing was trained further: what is left may be folded into a neighbour, as normalisation often is."""
_OPEN = (Verdict.INDEPENDENT, Verdict.INCONCLUSIVE, Verdict.NOT_ASSESSED)


@dataclass(frozen=True, slots=True)
class _Found:
    """What one upstream shares with the component."""

    matching: ValueMatching
    same: tuple[SameValues, ...]
    share: float
    """Of the elements that were read."""
    read: int
    """Elements that were read."""


def with_same_values(
    part: ComponentLineage,
    families: Collection[str],
    matchings: Iterable[ValueMatching],
    order: Sequence[SnapshotKey],
    older: Collection[SnapshotKey],
) -> ComponentLineage:
    """The component as derived where most of what was read whole holds an upstream's values; as it was where nothing does.

    ``order`` tells which of several upstreams with equal shares is named, ``older`` those that were published after the repository.
    """
    if part.verdict not in _OPEN:
        return part
    found = [each for each in (_found(matching, families) for matching in matchings) if each.same]
    if not found:
        return part
    best = min(found, key=lambda each: (-each.share, order.index(each.matching.upstream)))
    upstream = best.matching.upstream
    verdict = _verdict(best, is_older=upstream in older)
    return replace(
        part,
        verdict=verdict,
        relation=Relation.UNDETERMINED if verdict is Verdict.INCONCLUSIVE else _relation(best),
        upstream=upstream,
        log10_p=min(_corrected(each, best.matching) for each in best.same),
        inherited_fraction=0.0 if verdict is Verdict.INCONCLUSIVE else best.share,
        correlation=None,
        detectable=None,
        coverage=max(part.coverage, min(1.0, best.read / part.parameters if part.parameters else 0.0)),
        new_parts=(),
        evidence=(*part.evidence, _evidence(part, best)),
    )


def _found(matching: ValueMatching, families: Collection[str]) -> _Found:
    read = sum(each.reference.elements for each in matching.compared if each.family in families)
    same = tuple(each for each in matching.same if each.family in families and _is_decisive(each, matching))
    return _Found(matching, same, sum(each.elements for each in same) / read if read else 0.0, read)


def _verdict(found: _Found, *, is_older: bool) -> Verdict:
    """One tensor alone may come from anywhere; two share an origin, and most of them mean that the one was made from the other."""
    if len({each.tensor for each in found.same}) < LEAST_BLOCKS:
        return Verdict.INCONCLUSIVE
    return Verdict.DERIVED if found.share >= _DERIVED_SHARE and not is_older else Verdict.SIBLING


def _relation(found: _Found) -> Relation:
    if found.share < _ALL:
        return Relation.FINETUNE
    is_whole = found.share == 1.0 and all(each.in_order for each in found.same)
    return Relation.COPY if is_whole else Relation.CONVERTED


def _is_decisive(same: SameValues, matching: ValueMatching) -> bool:
    return same.log10_p <= DECISIVE_RAW and _corrected(same, matching) <= DECISIVE_CORRECTED


def _corrected(same: SameValues, matching: ValueMatching) -> float:
    return min(0.0, same.log10_p + math.log10(max(1, matching.tests)))


def _evidence(part: ComponentLineage, found: _Found) -> Evidence:
    compared = len(found.matching.compared)
    scaled = sum(each.is_scaled for each in found.same)
    elsewhere = sum(not each.in_order for each in found.same) - scaled
    stored = f", {elsewhere} of them stored in another order" if elsewhere else ""
    stored += f", {scaled} of them with a factor for each channel" if scaled else ""
    return Evidence(
        kind=EvidenceKind.SAME_VALUES,
        method=METHOD,
        upstream=found.matching.upstream,
        component=part.component,
        statistic=found.share,
        expected_if_unrelated=0.0,
        log10_p=min(_corrected(each, found.matching) for each in found.same),
        coverage=min(1.0, found.read / part.parameters) if part.parameters else 0.0,
        bytes_read=sum(each.bytes_read for each in found.matching.compared),
        detail=f"{len(found.same)} of {compared} tensors that were read whole hold the upstream's values{stored}",
    )
