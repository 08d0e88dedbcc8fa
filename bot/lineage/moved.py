# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What moved neurons say about a component that looked like nobody's at first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from bot.lineage.controls import controls_failed
from bot.lineage.thresholds import DECISIVE_CORRECTED, DECISIVE_RAW, DERIVED_CORRELATION, LEAST_BLOCKS
from bot.model.evidence import Evidence, EvidenceKind, Move, MovedMatch
from bot.model.lineage import ComponentLineage, Relation, Verdict
from bot.model.repository import SnapshotKey

NOTHING_IN_PLACE = frozenset({Verdict.INDEPENDENT, Verdict.INCONCLUSIVE, Verdict.NOT_ASSESSED})
"""Verdicts after which it is worth looking whether neurons were moved."""
_SAME_VALUES = 0.9995
"""Turning a basis and back costs digits; a light fine-tune of the zoo stays below."""
_SENTENCES = {
    Move.IN_PLACE: "{hits} of {rows} sampled neurons are found under their own number",
    Move.IN_ORDER: "{hits} of {rows} sampled neurons are found in their old order, others between them are gone",
    Move.SHUFFLED: "{hits} of {rows} sampled neurons are found elsewhere, by two matrices independently",
}
_BASES = {"same": "", "turned": ", in a turned hidden basis", "mapped": ", with hidden dimensions left out or moved"}


def is_enough(matches: Sequence[MovedMatch], *, layers: int = LEAST_BLOCKS) -> bool:
    """Whether so many layers say beyond doubt that their neurons are the upstream's."""
    return len({each.layer for each in matches if _is_decisive(each)}) >= layers


def with_moved(
    part: ComponentLineage,
    matches: Sequence[MovedMatch],
    upstream: SnapshotKey,
    method: str,
    *,
    is_older: bool = False,
) -> ComponentLineage:
    """The component as derived where two layers say so beyond doubt; else as it was.

    As a sibling where it is older than the upstream, or where its neurons are known to be too far from the upstream's to tell, as in place.
    """
    decisive = [each for each in matches if _is_decisive(each)]
    # Where rows fit what they cannot belong to, the test is not to be trusted on these data, in place or elsewhere.
    if not is_enough(decisive) or controls_failed(part):
        return part
    best = min(decisive, key=lambda each: each.log10_p)
    known = [each.closeness for each in decisive if each.closeness is not None]
    closeness = median(known) if known else None
    is_far = closeness is not None and closeness < DERIVED_CORRELATION
    # Blocks in place that were too few to decide know better how it was made, and how much of it.
    has_clue = part.upstream == upstream and part.relation is not Relation.UNDETERMINED
    return replace(
        part,
        verdict=Verdict.SIBLING if is_older or is_far else Verdict.DERIVED,
        relation=part.relation if has_clue else _relation(decisive),
        correlation=closeness,
        upstream=upstream,
        log10_p=_corrected(best),
        inherited_fraction=part.inherited_fraction if has_clue else 1.0,
        evidence=(*part.evidence, *(_evidence(part, each, upstream, method) for each in decisive)),
    )


def _relation(decisive: Sequence[MovedMatch]) -> Relation:
    """Fewer neurons or dimensions are pruned; the same numbers elsewhere are a conversion."""
    if any(each.is_smaller for each in decisive):
        return Relation.PRUNED
    known = [each.closeness for each in decisive if each.closeness is not None]
    return Relation.CONVERTED if min(known, default=1.0) >= _SAME_VALUES else Relation.FINETUNE


def _corrected(match: MovedMatch) -> float:
    return min(0.0, match.log10_p + math.log10(max(1, match.tests)))


def _is_decisive(match: MovedMatch) -> bool:
    return match.log10_p <= DECISIVE_RAW and _corrected(match) <= DECISIVE_CORRECTED


def _evidence(part: ComponentLineage, match: MovedMatch, upstream: SnapshotKey, method: str) -> Evidence:
    sentence = _SENTENCES[match.move].format(hits=match.hits, rows=match.rows)
    return Evidence(
        kind=EvidenceKind.MOVED_NEURONS,
        method=method,
        upstream=upstream,
        component=part.component,
        statistic=match.hits / match.rows,
        expected_if_unrelated=1 / match.rows,
        log10_p=_corrected(match),
        coverage=part.coverage,
        bytes_read=match.bytes_read,
        detail=f"layer {match.layer}: {sentence}{_BASES[match.basis]}",
    )
