# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What was measured, asked for and left out, as facts of the parts that it is about."""

from __future__ import annotations

import math
from collections.abc import Iterator

from bot.model.bill import Fact
from bot.model.evidence import Evidence
from bot.model.findings import Finding
from bot.model.licensing import ObligationState
from bot.model.lineage import ComponentLineage, Lineage, Verdict
from bot.model.reports import ScanReport
from bot.model.truth import Truth
from bot.render.pages import visible
from bot.render.quoting import inert, prose, shortened

_MOST = 200
"""Facts of one kind on one part; the rest is counted."""
_LONGEST = 1000
"""Signs of one fact."""
_MET = {Truth.YES: "met", Truth.NO: "not found", Truth.UNKNOWN: "cannot be told"}


def model_facts(report: ScanReport, parameters: int) -> tuple[Fact, ...]:
    """Verdict, declarations, obligations with where they are met, findings with remedies, and what was not checked."""
    declared = report.declared
    return (
        Fact(name="verdict", value=report.lineage.verdict.value),
        Fact(name="parameters", value=str(parameters)),
        *_some(Fact(name="declared.base_model", value=inert(repo)) for repo in declared.base_models),
        *_some(Fact(name="declared.dataset", value=inert(each)) for each in declared.datasets),
        *_some(Fact(name="obligation", value=_obligation(state)) for state in report.assessment.states),
        *_some(Fact(name=f"finding.{each.rule}", value=_finding(each)) for each in report.assessment.findings),
        *_some(
            Fact(
                name="cannot_tell",
                value=inert(f"{each.rule} for {each.upstream}, {each.component.words}: {each.missing}"),
            )
            for each in report.assessment.cannot_tell
        ),
        *_some(
            Fact(name="not_checked", value=inert(f"{each.what}: {each.reason.value} {each.detail}".strip()))
            for each in report.not_checked
        ),
    )


def component_facts(part: ComponentLineage, total: int) -> tuple[Fact, ...]:
    """Verdict and measure of one component, its share of the model, and each piece of evidence with its method."""
    against = f", against {part.upstream}" if part.upstream and part.verdict is not Verdict.NOT_ASSESSED else ""
    return (
        Fact(name="verdict", value=f"{part.verdict.value}{against}"),
        Fact(name="relation", value=part.relation.value),
        Fact(name="parameters", value=str(part.parameters)),
        Fact(name="share_of_model", value=_number(part.parameters / total if total else 0.0)),
        Fact(name="inherited_fraction", value=_number(part.inherited_fraction)),
        Fact(name="log10_p", value=_number(part.log10_p)),
        Fact(name="coverage", value=_number(part.coverage)),
        *(Fact(name="new_part", value=inert(each)) for each in part.new_parts[:_MOST]),
        *(Fact(name="file", value=visible(each)) for each in part.files[:_MOST]),
        *_some(Fact(name=f"evidence.{each.kind.value}", value=_evidence(each)) for each in part.evidence),
    )


def compared_facts(lineage: Lineage) -> tuple[Fact, ...]:
    """Every upstream that something was compared with: without them "independent" would say nothing."""
    return tuple(_some(Fact(name="compared_with", value=f"{key.repo}@{key.revision}") for key in lineage.compared_with))


def _finding(finding: Finding) -> str:
    return shortened(prose(f"{finding.severity.value}: {finding.message} {finding.remedy}"), _LONGEST)


def _evidence(evidence: Evidence) -> str:
    chance = "none of its own" if evidence.log10_p is None else _number(evidence.log10_p)
    return inert(
        f"against {evidence.upstream}: method {evidence.method}, statistic {_number(evidence.statistic)} "
        f"(unrelated {_number(evidence.expected_if_unrelated)}), log10 p {chance}, "
        f"coverage {_number(evidence.coverage)}: {evidence.detail}"
    )


def _obligation(state: ObligationState) -> str:
    asked = state.obligation
    where = f" in {', '.join(map(visible, state.where))}" if state.where else ""
    return inert(
        f"{asked.duty.value} ({asked.license_id}, {asked.clause}; {asked.strength.value}) for {asked.upstream}, "
        f"{asked.component.words}: {_MET[state.met]}{where}"
    )


def _number(value: float) -> str:
    """Six figures: more would not be the same on every machine.

    >>> _number(0.123456789), _number(-90.0), _number(float("-inf"))
    ('0.123457', '-90', 'not a number')
    """
    return f"{value:.6g}" if math.isfinite(value) else "not a number"


def _some(facts: Iterator[Fact]) -> Iterator[Fact]:
    left, name = 0, ""
    for place, fact in enumerate(facts):
        if place < _MOST:
            yield fact
        else:
            left, name = left + 1, fact.name
    if left:
        yield Fact(name=name, value=f"and {left} more, left out here")
