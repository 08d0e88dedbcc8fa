# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The JSON documents of a scan and a comparison: plain mappings with stable keys. Infinity and NaN become null, since JSON has neither."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from bot.model.baselines import Weighed
from bot.model.claims import Claim
from bot.model.costs import Cost, Unavailable
from bot.model.evidence import Evidence
from bot.model.findings import Finding
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
        "subject": snapshot_document(report.subject),
        "size": report.size,
        "verdict": report.lineage.verdict.value,
        "declared": {
            "license": report.declared.license_id,
            "base_models": list(report.declared.base_models),
            "claims": [_claim(claim) for claim in report.claims],
        },
        "lineage": [_lineage_entry(part, licenses) for part in every_component(report.lineage)],
        "compared_with": [snapshot_document(key) for key in report.lineage.compared_with],
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
        "suspect": snapshot_document(comparison.suspect),
        "reference": snapshot_document(comparison.reference),
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


def snapshot_document(key: SnapshotKey) -> Document:
    """A snapshot by its repository and its commit."""
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
    upstream = (
        None if part.upstream is None else {**snapshot_document(part.upstream), "license": licenses.get(part.upstream)}
    )
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
        "upstream": snapshot_document(evidence.upstream),
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
        "upstream": snapshot_document(asked.upstream),
        "component": asked.component.value,
        "relation": asked.relation.value,
        "strength": asked.strength.value,
        "via": [snapshot_document(key) for key in asked.via],
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
        "upstream": snapshot_document(finding.upstream),
        "component": finding.component.value,
        "via": [snapshot_document(key) for key in finding.via],
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
