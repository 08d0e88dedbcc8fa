# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A scan as one HTML page that needs nothing but itself, from a template.

Templates are strict, sandboxed and escape everything; a policy in the page forbids scripts and every request to the outside, so that even a
mistake of ours would stay harmless. Every picture has a table with the same numbers.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from bot.model.errors import RulesError
from bot.model.findings import Finding, Severity, Tier
from bot.model.lineage import ComponentLineage, Verdict
from bot.model.reports import ScanReport
from bot.model.repository import SnapshotKey
from bot.render.documents import every_component
from bot.render.license_texts import license_texts_table
from bot.render.numbers import parameters, percent
from bot.render.pages import visible
from bot.render.pictures.case import case_pictures, left_out
from bot.render.pictures.history import history_picture
from bot.render.report_tables import (
    cannot_tell_table,
    claims_table,
    components_table,
    evidence_table,
    not_checked_table,
    obligations_table,
    transparency_table,
)
from bot.render.report_words import can_say, cannot_say, headline
from bot.render.summaries import cost_words, transparency_words
from bot.render.timelines import history_words

_MOST_ROWS = 1000
_SEVERITIES = {Severity.ADVICE: "advice", Severity.OBLIGATION: "to fix", Severity.CONFLICT: "conflict"}
_TIERS = {
    Tier.DECLARED: "the repository names the upstream itself",
    Tier.UNDECLARED: "inferred from the files",
    Tier.UNCLEAR: "not clear enough to be said in public",
}
_LEFT = {
    Verdict.DERIVED: ("own", "not inherited, as far as sampled"),
    Verdict.COMPONENT: ("own", "not inherited, as far as sampled"),
    Verdict.INDEPENDENT: ("own", "nothing shared, as far as sampled"),
    Verdict.SIBLING: ("sibling", "shared origin"),
    Verdict.INCONCLUSIVE: ("open", "not clear either way"),
    Verdict.NOT_ASSESSED: ("open", "not compared"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One stretch of the bar of parameters."""

    kind: str
    """``inherited``, ``own``, ``sibling`` or ``open``: how it is drawn."""
    words: str
    count: int
    share: float
    """Of all parameters, 0 to 1."""

    @property
    def row(self) -> tuple[str, ...]:
        """The same as cells of a table."""
        return (self.words, parameters(self.count), percent(self.share))


class ReportWriter:
    """Writes reports from templates. Raises RulesError where a template is broken."""

    def __init__(self, templates: Mapping[str, str], *, version: str) -> None:
        self._version = version
        self._environment = ImmutableSandboxedEnvironment(
            loader=jinja2.DictLoader(dict(templates)),
            undefined=jinja2.StrictUndefined,
            autoescape=True,
            finalize=_shown,
            trim_blocks=True,
            lstrip_blocks=True,
        )

        self._environment.filters["spoken"] = _spoken
        self._environment.globals["zip"] = _side_by_side

    def page(self, report: ScanReport, titles: Mapping[str, str]) -> str:
        """The whole page. ``titles`` are those of the rules, by id."""
        return self._written(report, titles, is_printed=False)

    def print_page(self, report: ScanReport, titles: Mapping[str, str]) -> str:
        """The same for paper: wide tables as lists, tables of pictures open, no CSV."""
        return self._written(report, titles, is_printed=True)

    def _written(self, report: ScanReport, titles: Mapping[str, str], *, is_printed: bool) -> str:
        values = {**self._values(report, titles), "is_printed": is_printed}
        try:
            return self._environment.get_template("report/scan.html.j2").render(values)
        except jinja2.TemplateError as error:
            raise RulesError(f"templates/report/scan.html.j2: {error}") from error

    def _values(self, report: ScanReport, titles: Mapping[str, str]) -> Mapping[str, object]:
        findings = report.assessment.findings
        return {
            "version": self._version,
            "subject": report.subject,
            "headline": headline(report),
            "to_fix": sum(each.severity is not Severity.ADVICE for each in findings),
            "can_say": can_say(report),
            "cannot_say": cannot_say(report),
            "segments": () if has_shares(report) else segments(report),
            "pictures": case_pictures(report.lineage.pictures),
            "past": history_picture(report.timeline),
            "no_pictures": left_out(report.lineage.pictures),
            "findings": [_finding(each, titles) for each in findings],
            "tables": {
                "components": components_table(report),
                "obligations": obligations_table(report),
                "evidence": evidence_table(report),
                "claims": claims_table(report),
                "license_texts": license_texts_table(report),
                "transparency": transparency_table(report),
                "cannot_tell": cannot_tell_table(report),
                "not_checked": not_checked_table(report),
            },
            "history": history_words(report.timeline),
            "transparency": transparency_words(report.assessment.transparency),
            "compared_with": [str(key) for key in report.lineage.compared_with[:_MOST_ROWS]],
            "cost": cost_words(report.cost, report.size),
            "commands": list(commands(report)),
        }


def has_shares(report: ScanReport) -> bool:
    """Whether there is a bar by part, so that one by component would say less of the same."""
    return report.lineage.pictures is not None and bool(report.lineage.pictures.shares)


def segments(report: ScanReport) -> tuple[Segment, ...]:
    """The model's parameters by where they come from, together all of them; the tokenizer has none."""
    total = sum(part.parameters for part in report.lineage.components)
    return tuple(each for part in report.lineage.components for each in _segments(part, total)) if total else ()


def _segments(part: ComponentLineage, total: int) -> Iterator[Segment]:
    inherited = (
        round(part.parameters * min(max(part.inherited_fraction, 0.0), 1.0)) if part.verdict is Verdict.DERIVED else 0
    )
    if inherited:
        words = f"{part.component.words}: inherited from {part.upstream}"
        yield Segment(kind="inherited", words=words, count=inherited, share=inherited / total)
    if left := part.parameters - inherited:
        kind, words = _LEFT[part.verdict]
        yield Segment(kind=kind, words=f"{part.component.words}: {words}", count=left, share=left / total)


def _finding(finding: Finding, titles: Mapping[str, str]) -> Mapping[str, str]:
    return {
        "rule": finding.rule,
        "title": titles.get(finding.rule, finding.rule),
        "severity": finding.severity.value,
        "severity_words": _SEVERITIES[finding.severity],
        "confidence": finding.confidence.value,
        "basis": _TIERS[finding.tier],
        "about": f"{finding.component.words}, {finding.upstream}",
        "message": finding.message,
        "remedy": finding.remedy,
        "note": "A person has to judge this before anything is said in public." if finding.for_a_person else "",
    }


def commands(report: ScanReport) -> Iterator[str]:
    """How to repeat a scan from nothing, line by line."""
    upstreams = sorted({part.upstream for part in every_component(report.lineage) if part.upstream is not None})
    for upstream in upstreams:
        yield f"hubnotice catalog add {_target(upstream)}"
    yield f"hubnotice scan {_target(report.subject)}"
    for upstream in upstreams:
        yield f"hubnotice compare {_target(report.subject)} {_target(upstream)}"


def _target(key: SnapshotKey) -> str:
    return shlex.quote(visible(key.repo if key.revision.startswith("local-") else f"{key.repo}@{key.revision}"))


def _side_by_side(headings: Sequence[str], cells: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(headings, cells, strict=True))


def _spoken(text: str) -> Markup:
    """A rule's sentence with what stands between backticks as code; everything is escaped first."""
    parts = [str(escape(part)) for part in visible(text).split("`")]
    return Markup("".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts)))  # noqa: S704 - escaped above


def _shown(value: object) -> object:
    """What a template prints: text without signs that turn the direction of reading; the escaping comes after it."""
    return visible(value) if type(value) is str else value
