# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From matched blocks to one verdict for each component."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median

from bot.lineage.controls import claimed, is_taken_back, sentence
from bot.lineage.models import told_apart
from bot.lineage.relations import is_in_place, relation_of
from bot.lineage.same_values import with_same_values
from bot.lineage.shares import Share, share_of
from bot.lineage.thresholds import (
    DERIVED_CORRELATION,
    LEAST_BLOCKS,
    QUIET_CORRECTED,
    USEFUL_LIMIT,
    corrected,
    is_decisive,
    looks_alike,
)
from bot.model.components import Component, Role
from bot.model.evidence import Evidence, EvidenceKind, Matching, SampleMatch
from bot.model.lineage import ComponentLineage, Relation, Verdict
from bot.model.repository import SnapshotKey
from bot.model.tensors import TensorFamily
from bot.model.values import ValueMatching

_TOKEN_ROLES = (Role.EMBEDDING, Role.OUTPUT_HEAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """What is known of a candidate beside its blocks."""

    key: SnapshotKey
    created_at: datetime | None
    declared: bool
    """Whether the derivative names it as a base model."""
    vocabulary: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """Everything measured about one derivative's weights."""

    families: tuple[TensorFamily, ...]
    comparable: frozenset[str]
    """Ids of the families whose rows can be compared."""
    matchings: tuple[Matching, ...]
    upstreams: Mapping[SnapshotKey, Upstream]
    created_at: datetime | None
    vocabulary: int | None
    method: str
    same_values: tuple[ValueMatching, ...] = ()


def components_of(examined: Examined) -> tuple[ComponentLineage, ...]:
    """One verdict for each component, the largest component first."""
    groups = families_by_component(examined)
    parts = [part for component, families in groups.items() for part in _by_model(component, families, examined)]
    return tuple(sorted(parts, key=lambda part: (-part.parameters, part.component.value, part.files)))


def families_by_component(examined: Examined) -> dict[Component, list[TensorFamily]]:
    """Every family with the component that it belongs to: by its name, or by what it matches where that says nothing."""
    groups: dict[Component, list[TensorFamily]] = {}
    owners = _owners(examined)
    for family in examined.families:
        groups.setdefault(owners.get(family.id, family.component), []).append(family)
    return groups


def _by_model(component: Component, families: Sequence[TensorFamily], examined: Examined) -> list[ComponentLineage]:
    """One verdict for all models of the repository, or one for each origin."""
    models: dict[str, list[TensorFamily]] = {}
    for family in families:
        models.setdefault(family.model, []).append(family)

    def conclude(some: Sequence[str]) -> ComponentLineage:
        chosen = set(some)
        return _conclude(component, [family for family in families if family.model in chosen], examined)

    return told_apart(list(models), conclude)


def _owners(examined: Examined) -> dict[str, Component]:
    """Families whose names say nothing belong to the component of the blocks that they match beyond doubt."""
    found = {}
    for matching in examined.matchings:
        for each in matching.samples:
            certain = is_decisive(each, matching.tests) or (each.log10_p is None and each.correlation >= 0.9)
            if certain and each.component is Component.TEXT_MODEL:
                found[each.family] = each.reference_component
    return found


def _conclude(component: Component, families: Sequence[TensorFamily], examined: Examined) -> ComponentLineage:
    """From sampled rows first, then from whole tensors where those leave it open."""
    by_oldest = sorted(examined.upstreams.values(), key=lambda each: (not each.declared, _age(each), each.key))
    return with_same_values(
        _from_samples(component, families, examined),
        {family.id for family in families},
        examined.same_values,
        [each.key for each in by_oldest],
        {each.key for each in by_oldest if is_published_before(examined.created_at, each.created_at)},
    )


def _age(upstream: Upstream) -> float:
    """Smaller for older ones; infinite where it is not known."""
    return upstream.created_at.timestamp() if upstream.created_at else float("inf")


def _from_samples(component: Component, families: Sequence[TensorFamily], examined: Examined) -> ComponentLineage:
    ids = {family.id for family in families}
    own = [
        replace(matching, samples=tuple(each for each in matching.samples if each.family in ids))
        for matching in examined.matchings
    ]
    base = ComponentLineage(
        component=component,
        verdict=Verdict.NOT_ASSESSED,
        relation=Relation.UNDETERMINED,
        upstream=None,
        log10_p=0.0,
        inherited_fraction=0.0,
        parameters=sum(family.parameters for family in families),
        correlation=None,
        detectable=None,
        coverage=0.0,
    )
    tested = [matching for matching in own if any(each.log10_p is not None for each in matching.samples)]
    related = [matching for matching in tested if _decisive(matching)]
    if related:
        return _related(base, _nearest(related, examined), families, examined)
    if tested:
        return _unrelated(base, own, tested, families, examined)
    return base


def _decisive(matching: Matching) -> list[SampleMatch]:
    return [each for each in matching.samples if is_decisive(each, matching.tests)]


def _nearest(related: Sequence[Matching], examined: Examined) -> Matching:
    """The upstream with enough decisive blocks, then the closest, then the one that is declared, then the oldest.

    Relatives of the true parent match as well; what tells them apart is how close they are.
    """

    def order(matching: Matching) -> tuple[bool, float, float, bool, float, SnapshotKey]:
        decisive, upstream = _decisive(matching), examined.upstreams[matching.upstream]
        return (
            not _are_enough(decisive, matching.samples),
            -round(median(each.correlation for each in decisive), 4),
            -sum(each.equal_rows for each in decisive) / len(decisive),
            not upstream.declared,
            _age(upstream),
            matching.upstream,
        )

    return min(related, key=order)


def _related(
    base: ComponentLineage, matching: Matching, families: Sequence[TensorFamily], examined: Examined
) -> ComponentLineage:
    decisive, upstream = _decisive(matching), examined.upstreams[matching.upstream]
    closeness = median(each.correlation for each in decisive)
    share = share_of(families, matching, examined.comparable, in_place=is_in_place(decisive))
    grew = bool(
        base.component is Component.TEXT_MODEL
        and examined.vocabulary
        and upstream.vocabulary
        and examined.vocabulary > upstream.vocabulary
    )
    is_older = is_published_before(examined.created_at, upstream.created_at)
    verdict = _verdict_of_related(decisive, matching.samples, closeness, is_older)
    return replace(
        base,
        verdict=verdict,
        relation=relation_of(decisive, matching.samples, vocabulary_grew=grew),
        upstream=matching.upstream,
        log10_p=min(corrected(each, matching.tests) for each in decisive),
        inherited_fraction=share.inherited,
        correlation=closeness,
        detectable=max(each.detectable for each in decisive),
        coverage=share.coverage,
        new_parts=share.own_parts,
        evidence=(_evidence(base.component, matching, share, examined),),
    )


def _verdict_of_related(
    decisive: Sequence[SampleMatch],
    samples: Sequence[SampleMatch],
    closeness: float,
    is_older: bool,  # noqa: FBT001 - a measured fact
) -> Verdict:
    if not _are_enough(decisive, samples):
        return Verdict.INCONCLUSIVE
    return Verdict.SIBLING if closeness < DERIVED_CORRELATION or is_older else Verdict.DERIVED


def _are_enough(decisive: Sequence[SampleMatch], samples: Sequence[SampleMatch]) -> bool:
    """Whether several blocks speak, from several layers where several were sampled: one alone may be a mistake of ours."""
    layers = {each.layer for each in decisive}
    sampled_layers = {each.layer for each in samples if each.log10_p is not None}
    return len({each.tensor for each in decisive}) >= LEAST_BLOCKS and len(layers) >= min(2, len(sampled_layers))


def is_published_before(suspect: datetime | None, upstream: datetime | None) -> bool:
    """Whether both dates are known and the suspect's is the earlier: who was there first cannot have been made from the other."""
    return suspect is not None and upstream is not None and suspect < upstream


def _unrelated(
    base: ComponentLineage,
    own: Sequence[Matching],
    tested: Sequence[Matching],
    families: Sequence[TensorFamily],
    examined: Examined,
) -> ComponentLineage:
    """Independent where the tests had the power to see more and saw nothing; inconclusive otherwise."""
    tests = [(each, matching) for matching in tested for each in matching.samples if each.log10_p is not None]
    best, tried = min(tests, key=lambda pair: pair[0].log10_p or 0.0)
    where = min(
        tested,
        key=lambda each: (
            not is_taken_back(each),
            not examined.upstreams[each.upstream].declared,
            -len(each.samples),
            each.upstream,
        ),
    )
    useful = [each for each, _ in tests if each.detectable <= USEFUL_LIMIT]
    sampled_layers = {each.layer for each, _ in tests}
    powerful = len({each.tensor for each in useful}) >= LEAST_BLOCKS and len({each.layer for each in useful}) >= min(
        2, len(sampled_layers)
    )
    quiet = corrected(best, tried.tests) > QUIET_CORRECTED and not any(
        looks_alike(each) for matching in own for each in matching.samples
    )
    share = share_of(families, where, examined.comparable, in_place=True)
    return replace(
        base,
        verdict=Verdict.INDEPENDENT if powerful and quiet else Verdict.INCONCLUSIVE,
        upstream=where.upstream,
        log10_p=corrected(best, tried.tests),
        correlation=median(each.correlation for each in where.samples if each.log10_p is not None),
        detectable=max((each.detectable for each in useful), default=None),
        coverage=share.coverage,
        evidence=(_evidence(base.component, where, share, examined),),
    )


def _evidence(component: Component, matching: Matching, share: Share, examined: Examined) -> Evidence:
    tested = [each for each in matching.samples if each.log10_p is not None]
    hits, rows = sum(each.hits for each in tested), sum(each.rows for each in tested)
    best = min(tested, key=lambda each: each.log10_p or 0.0)
    held = claimed(matching)
    return Evidence(
        kind=EvidenceKind.SAMPLED_WEIGHTS,
        method=examined.method,
        upstream=matching.upstream,
        component=component,
        statistic=median(each.correlation for each in tested),
        expected_if_unrelated=median(each.unrelated for each in tested),
        log10_p=corrected(best, matching.tests),
        coverage=share.coverage,
        bytes_read=sum(each.bytes_read for each in matching.samples),
        detail=f"{hits} of {rows} sampled rows in {len(tested)} matrices find their own counterpart by content alone; about one in each would by chance{sentence(held)}",
        controls=sum(each.controls for each in held),
        control_log10_p=min((each.control_log10_p for each in held), default=None),
    )
