# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a post says about one upstream, as values that a template only has to lay out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.model.components import Component
from bot.model.evidence import EvidenceKind
from bot.model.findings import Finding, Severity, Tier
from bot.model.fingerprints import UpstreamTerms
from bot.model.licensing import Duty
from bot.model.lineage import ComponentLineage, Lineage, Relation, Verdict
from bot.model.reports import ScanReport
from bot.model.repository import SnapshotKey
from bot.render.numbers import at_least, at_most, correlation, parameters, percent, sampled_percent

LONGEST_PASTE = 4000
"""Texts beyond this are linked instead of printed: the Apache license has eleven thousand characters."""
_WEAK_KINDS = {EvidenceKind.ARCHITECTURE: "shape", EvidenceKind.TENSOR_HEADERS: "tensors"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measurement for the evidence table. The template has the words."""

    kind: str
    """``weights``, ``values``, ``files``, ``own_parts``, ``shape`` or ``tensors``."""
    component: str = ""
    share: str = ""
    size: str = ""
    match: str = ""
    detail: str = ""
    measured: str = ""
    unrelated: str = ""
    """What unrelated models give in the measurement beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One upstream: what was seen, what its license asks, what we could not find."""

    upstream: SnapshotKey
    nearest: SnapshotKey
    """What the files were compared with: the upstream itself, or the first of those through which it was reached."""
    via: tuple[str, ...]
    """The repositories through which it was reached, the nearest first; empty where it was reached directly."""
    component: str
    whole: bool
    """Whether it is about the model itself, not about a part beside it."""
    declared: bool
    """Whether the repository names the upstream itself."""
    size: str
    """Parameters of the inherited part; empty where nothing was measured."""
    share_of_model: str
    license_id: str
    license: str
    """Its name, as readers call it; its id where no name is known."""
    asks: tuple[str, ...]
    """Duties by their stored words."""
    missing: tuple[str, ...]
    """Ids of the rules whose findings a license asks about."""
    remedies: tuple[str, ...]
    """For what a license asks."""
    options: tuple[str, ...]
    """For what only helps readers."""
    undeclared: bool
    """Whether the card could name the upstream and does not."""
    rows: tuple[Row, ...]
    owes_notice: bool
    """Whether the upstream's NOTICE has to come along."""


def sections_of(
    report: ScanReport, terms: Mapping[SnapshotKey, UpstreamTerms], license_names: Mapping[str, str]
) -> tuple[Section, ...]:
    """One section for each upstream with a finding that a license asks about, those about the whole model first."""
    upstreams = dict.fromkeys(finding.upstream for finding in report.assessment.findings if _is_for_posting(finding))
    sections = [_section(key, report, terms.get(key, UpstreamTerms()), license_names) for key in upstreams]
    return tuple(sorted(sections, key=lambda section: not section.whole))


def _section(
    upstream: SnapshotKey, report: ScanReport, terms: UpstreamTerms, license_names: Mapping[str, str]
) -> Section:
    findings = [finding for finding in report.assessment.findings if finding.upstream == upstream]
    weighty = [finding for finding in findings if _is_for_posting(finding)]
    obligations = [each for each in report.assessment.obligations if each.upstream == upstream]
    license_id = obligations[0].license_id if obligations else terms.license_id or ""
    component = weighty[0].component
    via = weighty[0].via
    nearest = via[0] if via else upstream
    derived = _derived_parts(report.lineage, nearest, component)
    main = derived[0] if derived else None
    return Section(
        upstream=upstream,
        nearest=nearest,
        via=tuple(key.repo for key in via),
        component=component.words,
        whole=_is_whole(report.lineage, component),
        declared=weighty[0].tier is Tier.DECLARED,
        size=parameters(main.parameters) if main else "",
        share_of_model=percent(main.parameters / max(1, report.lineage.parameters)) if main else "",
        license_id=license_id,
        license=license_names.get(license_id, license_id),
        asks=tuple(each.duty.value for each in obligations if each.strength is not Severity.ADVICE),
        missing=tuple(finding.rule for finding in weighty),
        remedies=tuple(finding.remedy for finding in weighty),
        # Advice for a person to judge never makes a case, so nobody judged it before this post.
        options=tuple(
            finding.remedy for finding in findings if finding.severity is Severity.ADVICE and not finding.for_a_person
        ),
        undeclared=any(
            finding.severity is Severity.ADVICE and finding.rule.endswith("-undeclared") for finding in findings
        ),
        rows=tuple(row for part in derived for row in _rows(part)),
        owes_notice=any(each.duty is Duty.NOTICE_FILE for each in obligations),
    )


def _is_for_posting(finding: Finding) -> bool:
    """Advice alone is no reason to write to anybody, and what is unclear is never written, whatever the caller decided."""
    return finding.severity is not Severity.ADVICE and finding.tier is not Tier.UNCLEAR


def _derived_parts(lineage: Lineage, upstream: SnapshotKey, first: Component) -> list[ComponentLineage]:
    """The parts from this upstream, the one that the findings are about first."""
    parts = [part for part in lineage.components if part.upstream is not None and part.upstream.repo == upstream.repo]
    derived = [part for part in parts if part.verdict is Verdict.DERIVED]
    return sorted(derived, key=lambda part: (part.component is not first, -part.parameters))


def _is_whole(lineage: Lineage, component: Component) -> bool:
    if lineage.verdict is Verdict.COMPONENT:
        return False
    return component is Component.TEXT_MODEL or all(
        part.component is not Component.TEXT_MODEL for part in lineage.components
    )


def _rows(part: ComponentLineage) -> list[Row]:
    rows = [_weights_row(part)]
    if part.new_parts:
        rows.append(Row(kind="own_parts", detail=", ".join(part.new_parts)))
    for each in part.evidence:
        if each.kind is EvidenceKind.SAME_VALUES:
            rows.append(Row(kind="values", detail=each.detail))
        elif each.kind is EvidenceKind.IDENTICAL_FILE:
            rows.append(Row(kind="files", detail=each.detail))
        elif each.kind in _WEAK_KINDS:
            rows.append(Row(kind=_WEAK_KINDS[each.kind], detail=each.detail))
    return rows


def _weights_row(part: ComponentLineage) -> Row:
    tests = [each for each in part.evidence if each.kind is EvidenceKind.SAMPLED_WEIGHTS and each.log10_p is not None]
    best = min(tests, key=lambda each: each.log10_p or 0.0, default=None)
    return Row(
        kind="weights",
        component=f"{part.component.words} in {', '.join(part.files)}" if part.files else part.component.words,
        share=sampled_percent(part.inherited_fraction, is_exact=part.relation is Relation.COPY),
        size=parameters(part.parameters),
        match=correlation(part.correlation) if part.correlation is not None else "",
        measured=at_least(best.statistic) if best else "",
        unrelated=at_most(best.expected_if_unrelated) if best else "",
    )


def is_long(text: str | None) -> bool:
    """Whether a text is linked instead of printed."""
    return text is not None and len(text) > LONGEST_PASTE
