# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which upstreams a lineage proves, component by component, and whether it speaks against a declared one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model.components import Component
from bot.model.evidence import EvidenceKind
from bot.model.lineage import ComponentLineage, Lineage, Relation, Verdict
from bot.model.repository import SnapshotKey

_WEIGHTY_COMPONENTS = (Component.TEXT_MODEL, Component.VISION_ENCODER, Component.AUDIO_ENCODER, Component.PROJECTOR)
"""Components made of weights. Tokenizers and code are reused far and wide; nothing is said about them alone."""
_CERTAIN_LOG10_P = -12.0
"""The fixed-point test asks for 10^-19 before correction; after correcting for ten million tests this is what is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One upstream that one derived component comes from; a merge has several."""

    upstream: SnapshotKey
    part: ComponentLineage
    relation: Relation
    is_certain: bool
    """Whether an exact test or an identical file says so. The further parents of a merge are told by how much they explain."""


def sources_in(lineage: Lineage) -> list[Source]:
    """Every upstream of every derived component, the further parents of merges included."""
    found = []
    for part in lineage.components:
        if part.verdict is not Verdict.DERIVED or part.upstream is None or part.component not in _WEIGHTY_COMPONENTS:
            continue
        found.append(Source(upstream=part.upstream, part=part, relation=part.relation, is_certain=_is_certain(part)))
        parents = [each.upstream for each in part.evidence if each.kind is EvidenceKind.TWO_PARENTS]
        found += [
            Source(upstream=parent, part=part, relation=Relation.MERGE, is_certain=False)
            for parent in dict.fromkeys(parents)
        ]
    return found


def is_whole(component: Component, lineage: Lineage) -> bool:
    """Of several language models in one repository the largest is the model itself, see `bot.lineage.whole.whole_verdict`."""
    if lineage.verdict is Verdict.COMPONENT:
        return False
    return component is Component.TEXT_MODEL or all(
        part.component is not Component.TEXT_MODEL for part in lineage.components
    )


def contradicts(lineage: Lineage, declared: Sequence[SnapshotKey]) -> bool:
    """Whether the weights say that these commits of a declared base are none."""
    if not set(declared) & set(lineage.compared_with):
        return False
    parts = [part for part in lineage.components if part.component is Component.TEXT_MODEL] or lineage.components
    return bool(parts) and all(part.verdict is Verdict.INDEPENDENT for part in parts)


def by_upstream(sources: Sequence[Source]) -> list[list[Source]]:
    """Grouped by upstream repository, in each group the main part first."""
    groups: dict[str, list[Source]] = {}
    for source in sources:
        groups.setdefault(source.upstream.repo, []).append(source)
    return [sorted(group, key=_weight, reverse=True) for group in groups.values()]


def _weight(source: Source) -> tuple[bool, int]:
    """The language model first, then size."""
    return source.part.component is Component.TEXT_MODEL, source.part.parameters


def _is_certain(part: ComponentLineage) -> bool:
    same_file = any(each.kind is EvidenceKind.IDENTICAL_FILE for each in part.evidence)
    return same_file or part.log10_p <= _CERTAIN_LOG10_P
