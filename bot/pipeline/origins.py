# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which upstreams of a repository are established well enough to ask what they are owed, those behind them included."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.licensing.bases import names_as_base
from bot.licensing.naming import names_upstream
from bot.model.components import Component
from bot.model.findings import Confidence, Tier
from bot.model.fingerprints import UpstreamTerms
from bot.model.licensing import Duty, RepositoryContents
from bot.model.lineage import Lineage, Relation
from bot.model.repository import Snapshot, SnapshotKey
from bot.model.truth import Truth, any_of
from bot.pipeline.chains import RELATIONS, Step, ancestors, revisions, shown_by
from bot.pipeline.sources import Source, by_upstream, contradicts, is_whole, sources_in
from bot.policy.rulebook import Rulebook

_WEIGHT_FILES = (".safetensors", ".gguf", ".bin", ".pt", ".pth", ".onnx", ".h5", ".msgpack")
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
_CONFIDENCES = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One upstream of the examined repository: proven from the files, declared by the repository itself, or behind such a one."""

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
    disclosed: Truth
    """Whether the repository names it, or the upstream through which it was reached."""
    via: tuple[SnapshotKey, ...] = ()
    """The upstreams in between, the nearest to the examined repository first."""
    untold: frozenset[Duty] = frozenset()
    """Duties of which the upstream in between tells nobody: whoever built on that one is advised, and asked for nothing."""
    alternatives: tuple[Origin, ...] = ()
    """The same upstream at other commits from which the same weights may have been taken, under other terms."""

    @property
    def tier(self) -> Tier:
        """Who may press the button for a finding about this origin."""
        if self.disclosed is Truth.YES:
            return Tier.DECLARED
        return Tier.UNCLEAR if self.confidence is Confidence.LOW else Tier.UNDECLARED

    @property
    def readings(self) -> tuple[Origin, ...]:
        """Every commit that it may have been taken from."""
        return (self, *self.alternatives)


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
    """Every established origin, one for each upstream repository: the direct ones, then what stands behind them.

    Only the verdict "derived", or the repository's own declaration, establishes a direct one. An upstream of the same organisation is
    none: nobody owes a notice to themselves. What a foreign upstream behind that one asks for is owed all the same.
    """
    material = _Material(lineage=lineage, snapshot=snapshot, contents=contents, terms=terms, rulebook=rulebook)
    named = _declared(material)
    proven = [_proven_origin(group, material) for group in by_upstream(_credible(sources_in(lineage), named))]
    known = {origin.upstream.repo for origin in proven}
    declared = [_declared_origin(key, material) for key in named if key.repo not in known]
    every = [*proven, *declared, *_behind(proven, declared, material)]
    return tuple(origin for origin in every if not _same_owner(origin.upstream, snapshot.key))


def _credible(sources: Sequence[Source], declared: Sequence[SnapshotKey]) -> list[Source]:
    """Without the further parent of a merge where the repository declares another: a relative of the true one explains as much."""
    certain = {each.upstream.repo for each in sources if each.is_certain}
    named = {key.repo for key in declared}
    return [each for each in sources if each.is_certain or each.upstream.repo in named or named <= certain]


def _declared(material: _Material) -> list[SnapshotKey]:
    """Declared base models that the catalog knows, unless the weights contradict the declaration."""
    found = []
    for repo in dict.fromkeys(base.casefold() for base in material.snapshot.declared.base_models):
        known = revisions(repo, material.terms)
        if known and not contradicts(material.lineage, known):
            compared = [key for key in known if key in material.lineage.compared_with]
            found.append((compared or known)[-1])
    return found


def _declared_relation(snapshot: Snapshot) -> Relation:
    said = RELATIONS.get((snapshot.declared.base_model_relation or "").casefold())
    if said is not None:
        return said
    adapter = any(entry.name.startswith("adapter_") for entry in snapshot.files)
    weights = any(
        entry.path.endswith(_WEIGHT_FILES) and not entry.name.startswith("adapter_") for entry in snapshot.files
    )
    return Relation.ADAPTER if adapter or not weights else Relation.UNDETERMINED


def _proven_origin(group: Sequence[Source], material: _Material) -> Origin:
    main = group[0]
    declared, named = _mentions(main.upstream, material)
    without_proof = Confidence.MEDIUM if declared is Truth.YES else Confidence.LOW
    origin = Origin(
        upstream=main.upstream,
        component=main.part.component,
        relation=main.relation,
        whole=is_whole(main.part.component, material.lineage),
        terms=_terms(main.upstream, material),
        declared=declared,
        named=named,
        confidence=Confidence.HIGH if any(each.is_certain for each in group) else without_proof,
        disclosed=named,
    )
    return _with_alternatives(origin, material, is_proven=True)


def _declared_origin(upstream: SnapshotKey, material: _Material) -> Origin:
    origin = Origin(
        upstream=upstream,
        component=Component.TEXT_MODEL,
        relation=_declared_relation(material.snapshot),
        whole=True,
        terms=_terms(upstream, material),
        declared=Truth.YES,
        named=Truth.YES,
        confidence=Confidence.MEDIUM,
        disclosed=Truth.YES,
    )
    return _with_alternatives(origin, material, is_proven=False)


def _behind(proven: Sequence[Origin], declared: Sequence[Origin], material: _Material) -> Iterator[Origin]:
    """What stands behind the direct origins. Whoever publishes both of two neighbours speaks for the farther one in the nearer."""
    direct = [(origin, _inherited(origin.upstream, material.lineage)) for origin in proven]
    direct += [(origin, None) for origin in declared]
    first = [
        Step(
            upstream=origin.upstream,
            relation=origin.relation,
            components=components,
            whole=origin.whole,
            is_proven=components is not None,
        )
        for origin, components in direct
    ]
    reached = {origin.upstream: origin for origin, _ in direct}
    for step in ancestors(first, material.terms):
        child = reached[step.via[-1]]
        origin = _with_alternatives(_origin_behind(step, child, material), material, is_proven=step.is_proven)
        reached[step.upstream] = origin
        if not _same_owner(step.upstream, child.upstream):
            yield origin


def _inherited(upstream: SnapshotKey, lineage: Lineage) -> frozenset[Component] | None:
    return frozenset(each.part.component for each in sources_in(lineage) if each.upstream.repo == upstream.repo)


def _origin_behind(step: Step, child: Origin, material: _Material) -> Origin:
    declared, named = _mentions(step.upstream, material)
    parts = step.components or frozenset({Component.TEXT_MODEL})
    own = Confidence.HIGH if step.is_proven else Confidence.MEDIUM
    origin = Origin(
        upstream=step.upstream,
        component=min(parts, key=list(Component).index),
        relation=step.relation,
        whole=step.whole,
        terms=_terms(step.upstream, material),
        declared=declared,
        named=named,
        confidence=min(own, child.confidence, key=_CONFIDENCES.index),
        disclosed=any_of([named, child.disclosed]),
        via=step.via,
    )
    return replace(origin, untold=_untold(origin, material))


def _untold(origin: Origin, material: _Material) -> frozenset[Duty]:
    """Whoever says where the weights go back to knows of it, and so does who made everything in between."""
    foreign = next((key for key in origin.via if not _same_owner(key, material.snapshot.key)), None)
    if foreign is None or _names_as_base(origin.upstream, material):
        return frozenset()
    # Whichever of the commits with these weights it was, the duty has to be told there.
    between = [_terms(key, material) for key in _alike(foreign, material)]
    return frozenset(Duty) - frozenset.intersection(*(shown_by(each, origin.terms) for each in between))


def _names_as_base(upstream: SnapshotKey, material: _Material) -> bool:
    """Whether a sentence of the card says that the weights go back to it, or a notice names it; a comparison with it says neither."""
    contents = material.contents
    family = material.rulebook.family(upstream.repo)
    names = family.names if family else ()
    notices = "\n".join(text for _, text in contents.notices)
    return any(
        names_as_base(contents.card_text, repo=repo, plain_names=names) is Truth.YES
        or names_upstream(notices, repo=repo, plain_names=names)
        for repo in (upstream.repo, *(family.repositories if family else ()))
    )


def _with_alternatives(origin: Origin, material: _Material, *, is_proven: bool) -> Origin:
    """Where weights were compared, commits with the same; where a repository is only named, all that are known of it."""
    keys = _alike(origin.upstream, material) if is_proven else revisions(origin.upstream.repo, material.terms)
    seen = {_asking(origin.terms)}
    others: list[Origin] = []
    for key in keys:
        terms = _terms(key, material)
        if _asking(terms) not in seen:
            seen.add(_asking(terms))
            other = replace(origin, upstream=key, terms=terms)
            others.append(replace(other, untold=_untold(other, material)))
    return replace(origin, alternatives=tuple(others))


def _alike(upstream: SnapshotKey, material: _Material) -> list[SnapshotKey]:
    """The commit itself, then the others of its repository whose weights cannot be told from its own."""
    own = material.terms.get(upstream, UpstreamTerms()).weights
    others = [key for key in revisions(upstream.repo, material.terms) if key != upstream]
    return [upstream, *(key for key in others if own is not None and material.terms[key].weights == own)]


def _asking(terms: UpstreamTerms) -> tuple[object, ...]:
    """What obligations can depend on."""
    ships_text = terms.license_text is not None
    return terms.license_id, ships_text, terms.copyright_lines, terms.notice_text, terms.gated, terms.unread


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
