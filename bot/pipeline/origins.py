# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which upstreams of a repository are established well enough to ask what they are owed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.licensing.naming import names_upstream
from bot.model.components import Component
from bot.model.evidence import EvidenceKind
from bot.model.findings import Confidence, Tier
from bot.model.fingerprints import UpstreamTerms
from bot.model.licensing import RepositoryContents
from bot.model.lineage import ComponentLineage, Lineage, Relation, Verdict
from bot.model.repository import Snapshot, SnapshotKey
from bot.model.truth import Truth
from bot.policy.rulebook import Rulebook

_WEIGHTY_COMPONENTS = (Component.TEXT_MODEL, Component.VISION_ENCODER, Component.AUDIO_ENCODER, Component.PROJECTOR)
"""Components made of weights. Tokenizers and code are reused far and wide; nothing is said about them alone."""
_CERTAIN_LOG10_P = -12.0
"""The fixed-point test asks for 10^-19 before correction; after correcting for ten million tests this is what is left."""
_WEIGHT_FILES = (".safetensors", ".gguf", ".bin", ".pt", ".pth", ".onnx", ".h5", ".msgpack")
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
_RELATIONS = {
    "finetune": Relation.FINETUNE,
    "adapter": Relation.ADAPTER,
    "merge": Relation.MERGE,
    "quantized": Relation.QUANTIZED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One upstream of the examined repository: proven from the files, or declared by the repository itself."""

    upstream: SnapshotKey
    component: Component
    """The language model where it is among the inherited parts, otherwise the largest of them."""
    relation: Relation
    whole: bool
    """Whether the statement is about the model itself, not about a part beside it."""
    terms: UpstreamTerms
    declared: Truth
    """In the metadata."""
    named: Truth
    """Anywhere in the repository's own words."""
    confidence: Confidence

    @property
    def tier(self) -> Tier:
        """Who may press the button for a finding about this origin."""
        if self.named is Truth.YES:
            return Tier.DECLARED
        return Tier.UNCLEAR if self.confidence is Confidence.LOW else Tier.UNDECLARED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Material:
    """Everything that an assessment may look at."""

    lineage: Lineage
    snapshot: Snapshot
    contents: RepositoryContents
    terms: Mapping[SnapshotKey, UpstreamTerms]
    rulebook: Rulebook


def origins_of(
    lineage: Lineage,
    snapshot: Snapshot,
    contents: RepositoryContents,
    terms: Mapping[SnapshotKey, UpstreamTerms],
    rulebook: Rulebook,
) -> tuple[Origin, ...]:
    """Every established origin, one for each upstream repository.

    Only the verdict "derived", or the repository's own declaration, establishes one. An upstream of the same organisation is none:
    nobody owes a notice to themselves.
    """
    material = _Material(lineage=lineage, snapshot=snapshot, contents=contents, terms=terms, rulebook=rulebook)
    proven = [_proven_origin(key, parts, material) for key, parts in _proven(lineage)]
    known = {origin.upstream.repo for origin in proven}
    declared = [_declared_origin(key, material) for key in _declared(material) if key.repo not in known]
    return tuple(origin for origin in (*proven, *declared) if not _same_owner(origin.upstream, snapshot.key))


def _proven(lineage: Lineage) -> list[tuple[SnapshotKey, list[ComponentLineage]]]:
    """Derived components, grouped by upstream repository, each with the commit that its main part was compared with."""
    groups: dict[str, list[tuple[SnapshotKey, ComponentLineage]]] = {}
    for part in lineage.components:
        if part.verdict is Verdict.DERIVED and part.upstream is not None and part.component in _WEIGHTY_COMPONENTS:
            groups.setdefault(part.upstream.repo, []).append((part.upstream, part))
    return [
        (max(group, key=lambda each: _weight(each[1]))[0], [part for _, part in group]) for group in groups.values()
    ]


def _weight(part: ComponentLineage) -> tuple[bool, int]:
    """The language model first, then size."""
    return part.component is Component.TEXT_MODEL, part.parameters


def _is_whole(component: Component, lineage: Lineage) -> bool:
    """Of several language models in one repository the largest is the model itself, see `bot.lineage.whole.whole_verdict`."""
    if lineage.verdict is Verdict.COMPONENT:
        return False
    return component is Component.TEXT_MODEL or all(
        part.component is not Component.TEXT_MODEL for part in lineage.components
    )


def _confidence(parts: list[ComponentLineage]) -> Confidence:
    same_file = any(each.kind is EvidenceKind.IDENTICAL_FILE for part in parts for each in part.evidence)
    certain = same_file or min(part.log10_p for part in parts) <= _CERTAIN_LOG10_P
    return Confidence.HIGH if certain else Confidence.LOW


def _declared(material: _Material) -> list[SnapshotKey]:
    """Declared base models that the catalog knows, unless the weights contradict the declaration."""
    found = []
    for repo in dict.fromkeys(base.casefold() for base in material.snapshot.declared.base_models):
        known = [key for key in material.terms if key.repo.casefold() == repo]
        if known and not _is_contradicted(material.lineage, known):
            compared = [key for key in known if key in material.lineage.compared_with]
            found.append((compared or known)[-1])
    return found


def _is_contradicted(lineage: Lineage, declared: list[SnapshotKey]) -> bool:
    if not set(declared) & set(lineage.compared_with):
        return False
    parts = [part for part in lineage.components if part.component is Component.TEXT_MODEL] or lineage.components
    return bool(parts) and all(part.verdict is Verdict.INDEPENDENT for part in parts)


def _declared_relation(snapshot: Snapshot) -> Relation:
    said = _RELATIONS.get((snapshot.declared.base_model_relation or "").casefold())
    if said is not None:
        return said
    adapter = any(entry.name.startswith("adapter_") for entry in snapshot.files)
    weights = any(
        entry.path.endswith(_WEIGHT_FILES) and not entry.name.startswith("adapter_") for entry in snapshot.files
    )
    return Relation.ADAPTER if adapter or not weights else Relation.UNDETERMINED


def _proven_origin(upstream: SnapshotKey, parts: list[ComponentLineage], material: _Material) -> Origin:
    main = max(parts, key=_weight)
    declared, named = _mentions(upstream, material)
    return Origin(
        upstream=upstream,
        component=main.component,
        relation=main.relation,
        whole=_is_whole(main.component, material.lineage),
        terms=_terms(upstream, material),
        declared=declared,
        named=named,
        confidence=_confidence(parts),
    )


def _declared_origin(upstream: SnapshotKey, material: _Material) -> Origin:
    return Origin(
        upstream=upstream,
        component=Component.TEXT_MODEL,
        relation=_declared_relation(material.snapshot),
        whole=True,
        terms=_terms(upstream, material),
        declared=Truth.YES,
        named=Truth.YES,
        confidence=Confidence.MEDIUM,
    )


def _terms(upstream: SnapshotKey, material: _Material) -> UpstreamTerms:
    return material.rulebook.complete(upstream, material.terms.get(upstream, UpstreamTerms()))


def _mentions(upstream: SnapshotKey, material: _Material) -> tuple[Truth, Truth]:
    """Whether the metadata declares the upstream, and whether the repository's own words name it."""
    contents = material.contents
    family = material.rulebook.family(upstream.repo)
    repos = {upstream.repo, *(family.repositories if family else ())}
    declared = bool({base.casefold() for base in contents.declared_base_models} & {repo.casefold() for repo in repos})
    own_words = "\n".join([contents.card_text, contents.name_hint or "", *(text for _, text in contents.notices)])
    names = family.names if family else ()
    named = declared or any(names_upstream(own_words, repo=repo, plain_names=names) for repo in repos)
    absent = Truth.UNKNOWN if contents.unread else Truth.NO
    return Truth.YES if declared else absent, Truth.YES if named else absent


def _same_owner(one: SnapshotKey, other: SnapshotKey) -> bool:
    return one.repo == other.repo or (_owner(one) is not None and _owner(one) == _owner(other))


def _owner(key: SnapshotKey) -> str | None:
    local = key.revision.startswith("local-") or not _HUB_ID.fullmatch(key.repo)
    return None if local else key.repo.split("/", maxsplit=1)[0].casefold()
