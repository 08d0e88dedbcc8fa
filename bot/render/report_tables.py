# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The tables of a report. Cells are plain text, which the template escapes."""

from __future__ import annotations

from bot.model.evidence import Evidence
from bot.model.findings import Severity
from bot.model.lineage import ComponentLineage, Relation
from bot.model.reports import ScanReport
from bot.model.truth import Truth
from bot.render.documents import every_component
from bot.render.numbers import parameters, percent, sampled_percent
from bot.render.pages import Table
from bot.render.quoting import inert
from bot.render.report_words import relation_words

_MOST_ROWS = 1000
"""Of one table; lists are bounded before they come here, so that this is the last guard."""
_MET = {Truth.YES: "met", Truth.NO: "not found", Truth.UNKNOWN: "cannot be told"}


def _told(headings: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Table:
    """Without the columns in which nothing stands."""
    kept = [place for place in range(len(headings)) if any(row[place] for row in rows)]
    return Table(tuple(headings[place] for place in kept), tuple(tuple(row[place] for place in kept) for row in rows))


def components_table(report: ScanReport) -> Table:
    """Each component against its nearest upstream."""
    licenses = dict(report.upstream_licenses)
    rows = tuple(
        (
            part.component.words,
            part.verdict.value.replace("_", " "),
            relation_words(part.relation),
            str(part.upstream or ""),
            (licenses.get(part.upstream) if part.upstream else None) or "",
            parameters(part.parameters) if part.parameters else "",
            sampled_percent(part.inherited_fraction, is_exact=part.relation is Relation.COPY),
            percent(part.coverage) if part.coverage else "",
            ", ".join(part.new_parts),
        )
        for part in every_component(report.lineage)
    )
    return _told(
        (
            "component",
            "what we found",
            "relation",
            "upstream",
            "license",
            "parameters",
            "inherited",
            "compared",
            "new here",
        ),
        rows,
    )


def obligations_table(report: ScanReport) -> Table:
    """Each obligation: whether it is met, and where."""
    rows = tuple(
        (
            _MET[state.met],
            state.obligation.duty.value.replace("_", " "),
            f"{state.obligation.license_id}, {state.obligation.clause}",
            f"{state.obligation.upstream}, {state.obligation.component.words}",
            ", ".join(state.where),
            " or ".join(f"“{inert(words)}”" for words in state.wordings[:3]),
            "" if state.obligation.strength is not Severity.ADVICE else "advice: unsettled",
        )
        for state in report.assessment.states[:_MOST_ROWS]
    )
    return _told(("state", "what is asked", "by", "for", "met in", "dictated words", "strength"), rows)


def evidence_table(report: ScanReport) -> Table:
    """Each measurement beside what unrelated models give."""
    found = [(part, each) for part in every_component(report.lineage) for each in part.evidence]
    return _told(
        (
            "component",
            "kind",
            "upstream",
            "measured",
            "unrelated",
            "log10 p",
            "compared",
            "controls",
            "in words",
            "method",
        ),
        tuple(_measurement(part, each) for part, each in found[:_MOST_ROWS]),
    )


def _measurement(part: ComponentLineage, evidence: Evidence) -> tuple[str, ...]:
    worst = "" if evidence.control_log10_p is None else f", strongest log10 p {evidence.control_log10_p:.1f}"
    return (
        part.component.words,
        evidence.kind.value.replace("_", " "),
        str(evidence.upstream),
        f"{evidence.statistic:.4g}",
        f"{evidence.expected_if_unrelated:.4g}",
        "none of its own" if evidence.log10_p is None else f"{evidence.log10_p:.0f}",
        percent(evidence.coverage) if evidence.coverage else "",
        f"{evidence.controls}{worst}" if evidence.controls else "",
        evidence.detail,
        evidence.method,
    )


def claims_table(report: ScanReport) -> Table:
    """What the card says about the making."""
    rows = tuple(
        (each.component.words if each.component else "the model", f"“{inert(each.sentence)}”", each.language)
        for each in report.claims[:_MOST_ROWS]
    )
    return _told(("about", "sentence of the card", "language"), rows)


def transparency_table(report: ScanReport) -> Table:
    """What earned the points."""
    rows = tuple(
        (
            part.name.replace("_", " "),
            "cannot be told" if part.earned is None else f"{part.earned:g} of {part.possible:g}",
            part.source,
        )
        for part in report.assessment.transparency.parts
    )
    return _told(("part", "points", "earned by"), rows)


def cannot_tell_table(report: ScanReport) -> Table:
    """Rules that could neither fire nor stay silent."""
    rows = tuple(
        (each.rule, f"{each.component.words}, {each.upstream}", each.missing)
        for each in report.assessment.cannot_tell[:_MOST_ROWS]
    )
    return _told(("rule", "about", "what is missing"), rows)


def not_checked_table(report: ScanReport) -> Table:
    """What was not looked at."""
    rows = tuple(
        (each.what, each.reason.value.replace("_", " "), each.detail) for each in report.not_checked[:_MOST_ROWS]
    )
    return _told(("what", "reason", "detail"), rows)
