# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reports as pages for people: what was found, what to do, what could not be checked, what it took. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.model.baselines import Standing, Weighed
from bot.model.cases import Case, Decision, Receipt
from bot.model.claims import Claim
from bot.model.components import Component
from bot.model.costs import Cost, Unavailable
from bot.model.findings import Finding, Severity
from bot.model.fingerprints import Fingerprint
from bot.model.licensing import ObligationState
from bot.model.lineage import ComponentLineage, Relation, Verdict
from bot.model.reports import Comparison, ScanReport, Transparency
from bot.model.repository import SnapshotKey
from bot.model.truth import Truth
from bot.render.baselines import baseline_remarks
from bot.render.differences import full_blocks
from bot.render.documents import every_component, inherited_fraction
from bot.render.license_texts import license_texts_table
from bot.render.numbers import moment, parameters, percent, sampled_percent
from bot.render.pages import Drawing, Page, Table
from bot.render.quoting import inert, prose
from bot.render.timelines import dated, history_words, timeline_table

_MARKS = {Severity.ADVICE: "note", Severity.OBLIGATION: "FIX", Severity.CONFLICT: "CONFLICT"}
_MET = {Truth.YES: "met", Truth.NO: "not found", Truth.UNKNOWN: "cannot be told"}
_LINEAGE = ("component", "what we found", "relation", "upstream", "license", "inherited", "log10 p")
_VERDICTS = {
    Verdict.DERIVED: "shares its weights with",
    Verdict.COMPONENT: "shares some of its components with",
    Verdict.SIBLING: "shares an origin with",
    Verdict.INDEPENDENT: "shares nothing, as far as sampled, with",
    Verdict.INCONCLUSIVE: "cannot be told apart or together with",
    Verdict.NOT_ASSESSED: "could not be compared with",
}


def scan_page(report: ScanReport, weighed: Weighed | None = None, pictures: Drawing | None = None) -> Page:
    """One scan, beside a baseline where there is one, with its pictures where somebody wants them."""
    weighed = weighed or Weighed()
    licenses = dict(report.upstream_licenses)
    rows = tuple(_lineage_row(part, licenses.get(part.upstream) if part.upstream else None) for part in _shown(report))
    findings = report.assessment.findings
    weighty = [place for place, each in enumerate(findings) if each.severity is not Severity.ADVICE]
    to_fix = sum(weighed.standing(place) is not Standing.ACCEPTED for place in weighty)
    to_note = len(findings) - len(weighty)
    known = weighed.count(Standing.ACCEPTED)
    aside = f" Known and put aside: {known}." if known else ""
    closing = f"To fix: {to_fix}. To note: {to_note}. Not checked: {len(report.unchecked)}.{aside}"
    return Page(
        f"{report.subject}: {report.lineage.verdict.value.replace('_', ' ')}",
        (
            Table(_LINEAGE, rows),
            *_drawn(pictures),
            _asked(findings, weighed),
            *baseline_remarks(weighed, findings),
            _owed(report.assessment.states),
            license_texts_table(report),
            _said(report.claims),
            timeline_table(report.timeline),
            _missing(report.unchecked),
            closing,
            *_lines(history_words(report.timeline)),
            transparency_words(report.assessment.transparency),
            cost_words(report.cost, report.size),
        ),
    )


def comparison_page(comparison: Comparison, pictures: Drawing | None = None) -> Page:
    """One comparison, with its pictures where somebody wants them."""
    lineage = comparison.lineage
    size = parameters(lineage.parameters)
    is_copy = all(part.relation is Relation.COPY for part in lineage.components)
    share = sampled_percent(inherited_fraction(lineage.components), is_exact=is_copy)
    return Page(
        f"{comparison.suspect} {_VERDICTS[lineage.verdict]} {comparison.reference}",
        (
            f"{share} of {size} parameters inherited, as far as sampled.",
            Table(_LINEAGE, tuple(_lineage_row(part, None) for part in every_component(lineage))),
            *_drawn(pictures),
            Table(
                ("evidence", "method", "measured", "unrelated", "detail"),
                tuple(
                    (
                        each.kind.value.replace("_", " "),
                        each.method,
                        f"{each.statistic:.4g}",
                        f"{each.expected_if_unrelated:.4g}",
                        each.detail,
                    )
                    for part in every_component(lineage)
                    for each in part.evidence
                ),
            ),
            _missing(lineage.unavailable),
            *(() if comparison.full is None else full_blocks(comparison.full)),
            cost_words(comparison.cost),
        ),
    )


def catalog_page(fingerprints: Iterable[Fingerprint]) -> Page:
    """Known upstreams."""
    rows = tuple(
        (each.key.repo, each.key.short_revision, each.terms.license_id or "?", parameters(each.parameters), each.method)
        for each in fingerprints
    )
    return Page(
        f"Known upstreams: {len(rows)}", (Table(("upstream", "revision", "license", "parameters", "method"), rows),)
    )


def cases_page(cases: Iterable[Case]) -> Page:
    """All cases."""
    rows = tuple(
        (each.name, each.state.value.replace("_", " "), each.repo, ", ".join(each.upstreams), moment(each.changed_at))
        for each in cases
    )
    return Page(f"Cases: {len(rows)}", (Table(("case", "state", "repository", "upstreams", "changed"), rows),))


def case_page(case: Case, decisions: Sequence[Decision], receipts: Sequence[Receipt]) -> Page:
    """One case with its history."""
    ruled = tuple((moment(each.at), each.state.value.replace("_", " "), each.name, each.reason) for each in decisions)
    written = tuple((moment(each.at), each.done, each.url) for each in receipts)
    return Page(
        f"{case.name}: {case.subject}, {case.state.value.replace('_', ' ')}",
        (
            f"Opened {moment(case.opened_at)}, changed {moment(case.changed_at)}.",
            *_lines(_seen_at(case)),
            _asked(case.findings),
            timeline_table(case.timeline),
            *_lines(history_words(case.timeline)),
            Table(("when", "state", "by", "reason"), ruled),
            Table(("when", "written", "where"), written),
        ),
    )


def transparency_words(transparency: Transparency) -> str:
    """The score with the share of its points that could be told; what earned each part is in the JSON document."""
    told = f"over the {percent(transparency.told)} of its points that could be told"
    if transparency.score is None:
        return f"Transparency: no score, {told}."
    return f"Transparency: {transparency.score:g} of 10, {told}."


def cost_words(cost: Cost, full_size: int = 0) -> str:
    """What it took, against what there was.

    >>> cost_words(Cost(1.25, 3_100_000, 12), 1_100_000_000)
    '3.1 MB of 1.1 GB moved (0.2 %), 12 requests, 1.2 s.'
    """
    against = f" of {size_words(full_size)}" if full_size else ""
    share = f" ({percent(cost.bytes / full_size)})" if full_size and cost.bytes else ""
    return f"{size_words(cost.bytes)}{against} moved{share}, {cost.requests} requests, {cost.seconds:.1f} s."


def size_words(count: int) -> str:
    """Bytes in decimal units, as the Hub shows them.

    >>> size_words(999), size_words(6_300_000), size_words(1_370_000_000_000)
    ('999 B', '6.3 MB', '1.4 TB')
    """
    size = float(count)
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def _shown(report: ScanReport) -> Iterable[ComponentLineage]:
    """Parts that say something first."""
    return sorted(every_component(report.lineage), key=lambda part: part.verdict is Verdict.NOT_ASSESSED)


def _lineage_row(part: ComponentLineage, license_id: str | None) -> tuple[str, ...]:
    return (
        part.component.words if not part.files else f"{part.component.words} of {', '.join(part.files)}",
        part.verdict.value.replace("_", " "),
        part.relation.value.replace("_", " "),
        _upstream(part.upstream),
        license_id or "",
        sampled_percent(part.inherited_fraction, is_exact=part.relation is Relation.COPY),
        "" if part.component is Component.TOKENIZER else f"{part.log10_p:.0f}",
    )


def _upstream(key: SnapshotKey | None) -> str:
    return "" if key is None else str(key)


def _asked(findings: Iterable[Finding], weighed: Weighed | None = None) -> Table:
    weighed = weighed or Weighed()
    return Table(
        ("", "rule", "what we saw, and what to do"),
        tuple(
            (
                "known" if weighed.standing(place) is Standing.ACCEPTED else _MARKS[each.severity],
                each.rule,
                prose(f"{each.message} {_way(each)}{each.remedy}"),
            )
            for place, each in enumerate(findings)
        ),
    )


def _way(finding: Finding) -> str:
    """How an upstream came in that the repository does not build on directly; empty for all others."""
    if not finding.via:
        return ""
    return f"It comes from {finding.upstream.repo}, through {' and '.join(key.repo for key in finding.via)}. "


def _owed(states: Iterable[ObligationState]) -> Table:
    return Table(
        ("license", "asks for", "for", "state", "where"),
        tuple(
            (
                f"{state.obligation.license_id}, {state.obligation.clause}",
                state.obligation.duty.value.replace("_", " "),
                f"{state.obligation.component.words}, {state.obligation.upstream}",
                _MET[state.met],
                ", ".join(state.where),
            )
            for state in states
        ),
    )


def _said(claims: Iterable[Claim]) -> Table:
    return Table(
        ("said in the card about", "sentence"),
        tuple(
            (claim.component.words if claim.component else "the model", f"“{inert(claim.sentence)}”")
            for claim in claims
        ),
    )


def _seen_at(case: Case) -> str:
    """The commit that the findings are about, with its day where the history tells it."""
    if not case.findings:
        return ""
    key = case.findings[0].subject
    date = dated(case.timeline, key.revision)
    return f"Findings as of commit {key.short_revision}{f' ({date})' if date else ''}."


def _drawn(pictures: Drawing | None) -> tuple[Drawing, ...]:
    return () if pictures is None else (pictures,)


def _lines(words: str) -> tuple[str, ...]:
    return (words,) if words else ()


def _missing(entries: Iterable[Unavailable]) -> Table:
    return Table(
        ("not checked", "reason", "detail"),
        tuple((each.what, each.reason.value.replace("_", " "), each.detail) for each in entries),
    )
