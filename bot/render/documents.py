# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""JSON documents as values: plain mappings with stable keys. Infinity and NaN become null, since JSON has neither."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from bot.model.baselines import Weighed
from bot.model.cases import Case, Decision, Receipt
from bot.model.claims import Claim
from bot.model.costs import Cost, Unavailable
from bot.model.evidence import Evidence
from bot.model.findings import Finding
from bot.model.fingerprints import Fingerprint
from bot.model.licensing import ObligationState
from bot.model.lineage import ComponentLineage, Lineage, Relation
from bot.model.reports import Comparison, ScanReport, Transparency
from bot.model.repository import SnapshotKey
from bot.model.wishes import Wishes
from bot.render.differences import full_document
from bot.render.license_texts import license_texts_document
from bot.render.pictures.stored import pictures_document
from bot.render.quoting import inert
from bot.render.timelines import timeline_document

Document = dict[str, object]
"""Keys may be added; those that are here stay."""


def scan_document(report: ScanReport, weighed: Weighed | None = None) -> Document:
    """``hubnotice.scan/1``; beside a baseline each finding says how it stands to it."""
    licenses = dict(report.upstream_licenses)
    return {
        "schema": "hubnotice.scan/1",
        "subject": _key(report.subject),
        "size": report.size,
        "verdict": report.lineage.verdict.value,
        "declared": {
            "license": report.declared.license_id,
            "base_models": list(report.declared.base_models),
            "claims": [_claim(claim) for claim in report.claims],
        },
        "lineage": [_lineage_entry(part, licenses) for part in every_component(report.lineage)],
        "compared_with": [_key(key) for key in report.lineage.compared_with],
        "obligations": [_obligation(state) for state in report.assessment.states],
        "findings": [
            {**finding_document(finding), **({"baseline": weighed.standing(place).value} if weighed else {})}
            for place, finding in enumerate(report.assessment.findings)
        ],
        "transparency": _transparency(report.assessment.transparency),
        "not_checked": [
            {"what": each.what, "reason": each.reason.value, "detail": each.detail} for each in report.unchecked
        ],
        **license_texts_document(report),
        "wishes": _wishes(report.wishes),
        **timeline_document(report.timeline),
        "pictures": pictures_document(report.lineage.pictures),
        "cost": _cost(report.cost),
    }


def comparison_document(comparison: Comparison) -> Document:
    """``hubnotice.compare/1``: verdict of the whole, relation and p-value of the best component, share of all parameters.

    Where every tensor was compared, `bot.render.differences.full_document` is part of it.
    """
    lineage = comparison.lineage
    best = best_component(lineage)
    return {
        "schema": "hubnotice.compare/1",
        "suspect": _key(comparison.suspect),
        "reference": _key(comparison.reference),
        "verdict": lineage.verdict.value,
        "relation": (best.relation if best else Relation.UNDETERMINED).value,
        "log10_p": finite(best.log10_p) if best else 0.0,
        "inherited_fraction": inherited_fraction(lineage.components),
        "components": [
            {
                "name": part.component.value,
                **_measured(part),
            }
            for part in every_component(lineage)
        ],
        "evidence": [_evidence(each) for part in every_component(lineage) for each in part.evidence],
        "unavailable": [_unavailable(each) for each in lineage.unavailable],
        **({} if comparison.full is None else full_document(comparison.full)),
        "pictures": pictures_document(lineage.pictures),
        "cost": _cost(comparison.cost),
    }


def catalog_document(fingerprints: Iterable[Fingerprint]) -> Document:
    """``hubnotice.catalog/1``: every upstream without its codes, which are of use to nobody but the comparison."""
    return {"schema": "hubnotice.catalog/1", "upstreams": [_upstream(each) for each in fingerprints]}


def cases_document(cases: Iterable[Case]) -> Document:
    """``hubnotice.cases/1``: every case without its history."""
    return {"schema": "hubnotice.cases/1", "cases": [_case(case) for case in cases]}


def case_document(case: Case, decisions: Sequence[Decision], receipts: Sequence[Receipt]) -> Document:
    """``hubnotice.case/1``: one case with what was ruled and what was written."""
    return {
        "schema": "hubnotice.case/1",
        **_case(case),
        **timeline_document(case.timeline),
        "decisions": [
            {
                "state": each.state.value,
                "decider": each.decider.value,
                "name": each.name,
                "reason": each.reason,
                "at": each.at.isoformat(),
            }
            for each in decisions
        ],
        "receipts": [
            {
                "action": each.action,
                "thread": each.thread,
                "url": each.url,
                "done": each.done,
                "at": each.at.isoformat(),
            }
            for each in receipts
        ],
    }


def every_component(lineage: Lineage) -> tuple[ComponentLineage, ...]:
    """The components of the model, and the tokenizer after them where it was looked at."""
    return (*lineage.components, lineage.tokenizer) if lineage.tokenizer else lineage.components


def best_component(lineage: Lineage) -> ComponentLineage | None:
    """The component with the smallest p-value, the larger of two equals; ``None`` where there are no components."""
    return min(lineage.components, key=lambda part: (part.log10_p, -part.parameters), default=None)


def inherited_fraction(parts: Sequence[ComponentLineage]) -> float:
    """Share of all parameters that is inherited, 0 to 1; 0 where there are no parameters."""
    total = sum(part.parameters for part in parts)
    return sum(part.inherited_fraction * part.parameters for part in parts) / total if total else 0.0


def finite(value: float | None) -> float | None:
    """The number, or ``None`` for what JSON cannot hold.

    >>> finite(float("-inf")), finite(0.5)
    (None, 0.5)
    """
    return value if value is not None and math.isfinite(value) else None


def _key(key: SnapshotKey) -> Document:
    return {"repo": key.repo, "revision": key.revision}


def _measured(part: ComponentLineage) -> Document:
    return {
        "verdict": part.verdict.value,
        "relation": part.relation.value,
        "log10_p": finite(part.log10_p),
        "inherited_fraction": finite(part.inherited_fraction),
        "parameters": part.parameters,
        "coverage": finite(part.coverage),
        "correlation": finite(part.correlation),
        "detectable": finite(part.detectable),
        "new_parts": list(part.new_parts),
        "files": list(part.files),
    }


def _lineage_entry(part: ComponentLineage, licenses: Mapping[SnapshotKey, str | None]) -> Document:
    upstream = None if part.upstream is None else {**_key(part.upstream), "license": licenses.get(part.upstream)}
    return {
        "component": part.component.value,
        "upstream": upstream,
        **_measured(part),
        "evidence": [_evidence(each) for each in part.evidence],
    }


def _evidence(evidence: Evidence) -> Document:
    return {
        "kind": evidence.kind.value,
        "method": evidence.method,
        "component": evidence.component.value if evidence.component else None,
        "upstream": _key(evidence.upstream),
        "statistic": finite(evidence.statistic),
        "expected_if_unrelated": finite(evidence.expected_if_unrelated),
        "log10_p": finite(evidence.log10_p),
        "coverage": finite(evidence.coverage),
        "bytes_read": evidence.bytes_read,
        "controls": evidence.controls,
        "control_log10_p": finite(evidence.control_log10_p),
        "detail": evidence.detail,
    }


def _obligation(state: ObligationState) -> Document:
    asked = state.obligation
    return {
        "duty": asked.duty.value,
        "license": asked.license_id,
        "clause": asked.clause,
        "upstream": _key(asked.upstream),
        "component": asked.component.value,
        "relation": asked.relation.value,
        "strength": asked.strength.value,
        "via": [_key(key) for key in asked.via],
        "met": state.met.value,
        "where": list(state.where),
        "wordings": list(state.wordings),
    }


def finding_document(finding: Finding) -> Document:
    """What one rule says about one snapshot."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "tier": finding.tier.value,
        "upstream": _key(finding.upstream),
        "component": finding.component.value,
        "via": [_key(key) for key in finding.via],
        "message": finding.message,
        "remedy": finding.remedy,
    }


def _claim(claim: Claim) -> Document:
    return {
        "kind": claim.kind.value,
        "sentence": inert(claim.sentence),
        "language": claim.language,
        "component": claim.component.value if claim.component else "whole_model",
    }


def _wishes(wishes: Wishes) -> Document:
    return {
        "post": wishes.post.value,
        "suppress": [
            {
                "rule": inert(each.rule),
                "reason": inert(each.reason),
                "until": each.until.isoformat() if each.until else None,
            }
            for each in wishes.suppressed
        ],
        "where": wishes.where or None,
        "problem": inert(wishes.problem, limit=300) or None,
    }


def _transparency(transparency: Transparency) -> Document:
    return {
        "score": finite(transparency.score),
        "told": round(transparency.told, 2),
        "parts": [
            {
                "name": part.name,
                "earned": part.earned,
                "possible": part.possible,
                "truth": part.truth.value,
                "source": part.source,
            }
            for part in transparency.parts
        ],
    }


def _unavailable(entry: Unavailable) -> Document:
    return {"kind": entry.what, "reason": entry.reason.value, "detail": entry.detail}


def _cost(cost: Cost) -> Document:
    return {"seconds": round(cost.seconds, 3), "bytes": cost.bytes, "requests": cost.requests}


def _upstream(fingerprint: Fingerprint) -> Document:
    terms = fingerprint.terms
    return {
        **_key(fingerprint.key),
        "method": fingerprint.method,
        "license": terms.license_id,
        "copyright_lines": list(terms.copyright_lines),
        "license_texts": list(terms.held_licenses),
        "gated": terms.gated,
        "base_models": list(terms.base_models),
        "base_model_relation": terms.base_model_relation,
        "parents": [
            {**_key(each.upstream), "component": each.component.value, "relation": each.relation.value}
            for each in terms.parents
        ],
        "parameters": fingerprint.parameters,
        "components": {component.value: count for component, count in fingerprint.component_parameters},
        "files": len(fingerprint.files),
        "references": len(fingerprint.references),
    }


def _case(case: Case) -> Document:
    return {
        "number": case.number,
        "name": case.name,
        "repo": case.repo,
        "state": case.state.value,
        "subject": _key(case.subject),
        "upstreams": list(case.upstreams),
        "findings": [finding_document(finding) for finding in case.findings],
        "opened_at": case.opened_at.isoformat(),
        "changed_at": case.changed_at.isoformat(),
        "thread": case.thread,
        "issue": case.issue,
    }
