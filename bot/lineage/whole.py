# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From components to the whole repository."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.model.components import Component
from bot.model.evidence import Evidence
from bot.model.lineage import ComponentLineage, Relation, Verdict
from bot.model.repository import SnapshotKey

_SMALL = 0.02
"""Share of the model below which a part that could not be assessed does not keep the rest from being called independent."""


def whole_verdict(parts: Sequence[ComponentLineage]) -> Verdict:
    """What can be said of the repository: derived if its language model is, or what it has instead; component if only others are."""
    derived = [part for part in parts if part.verdict is Verdict.DERIVED]
    if derived:
        text = [part for part in parts if part.component is Component.TEXT_MODEL]
        main = text or [max(parts, key=lambda part: part.parameters)]
        return Verdict.DERIVED if main[0] in derived else Verdict.COMPONENT
    verdicts = {part.verdict for part in parts}
    if Verdict.SIBLING in verdicts:
        return Verdict.SIBLING
    if Verdict.INCONCLUSIVE in verdicts:
        return Verdict.INCONCLUSIVE
    return _independent_or_not(parts)


def _independent_or_not(parts: Sequence[ComponentLineage]) -> Verdict:
    total = sum(part.parameters for part in parts)
    unknown = sum(part.parameters for part in parts if part.verdict is Verdict.NOT_ASSESSED)
    if unknown == total:
        return Verdict.NOT_ASSESSED
    return Verdict.INDEPENDENT if unknown <= _SMALL * total else Verdict.INCONCLUSIVE


def named_by_role(parts: Sequence[ComponentLineage]) -> tuple[ComponentLineage, ...]:
    """The parts with their final relation: what is reused beside an own language model is a reused component."""
    if whole_verdict(parts) is not Verdict.COMPONENT:
        return tuple(parts)
    return tuple(
        replace(part, relation=Relation.COMPONENT_REUSE) if part.verdict is Verdict.DERIVED else part for part in parts
    )


def copied(
    upstream: SnapshotKey, parameters: Sequence[tuple[Component, int]], evidence: Evidence
) -> tuple[ComponentLineage, ...]:
    """All components of a repository whose weight files are byte for byte an upstream's; ``parameters`` are the upstream's."""
    return tuple(
        ComponentLineage(
            component=component,
            verdict=Verdict.DERIVED,
            relation=Relation.COPY,
            upstream=upstream,
            log10_p=evidence.log10_p or 0.0,
            inherited_fraction=1.0,
            parameters=count,
            correlation=1.0,
            detectable=None,
            coverage=1.0,
            evidence=(evidence,),
        )
        for component, count in parameters
    )
