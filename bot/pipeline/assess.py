# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What follows from lineage, licenses and contents: obligations, findings, what cannot be told, and transparency.

Pure: no clock, no network, no disk. Evidence of last year can be assessed again under the rules of today.

1. Origins: which upstreams are established (`bot.pipeline.origins`).
2. Obligations: what each origin's license asks for its relation.
3. Facts: what of that is in the repository, three-valued.
4. Rules: each rule fires, stays silent or cannot tell, for each origin.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.model.findings import CannotTell, Finding, Severity
from bot.model.fingerprints import UpstreamTerms
from bot.model.licensing import Obligation, RepositoryContents
from bot.model.lineage import Lineage
from bot.model.reports import Assessment
from bot.model.repository import Snapshot, SnapshotKey
from bot.model.truth import Truth
from bot.pipeline.duties import Owed, facts_about, missing_lines, owed_to
from bot.pipeline.origins import Origin, origins_of
from bot.pipeline.transparency import transparency
from bot.policy.facts import Facts
from bot.policy.rulebook import Rulebook
from bot.policy.rules import Rule, fill
from bot.render.quoting import inert

_SEVERITIES = tuple(Severity)


def assess(
    lineage: Lineage,
    snapshot: Snapshot,
    contents: RepositoryContents,
    terms: Mapping[SnapshotKey, UpstreamTerms],
    rulebook: Rulebook,
) -> Assessment:
    """Judge one snapshot.

    ``terms`` holds every upstream that the lineage names, and every declared base model that the catalog knows. An upstream whose
    license is not known, or that no file of the rulebook covers, leads to "cannot tell", never to a finding.
    """
    obligations: list[Obligation] = []
    findings: list[Finding] = []
    cannot_tell: list[CannotTell] = []
    told: list[Facts] = []
    for origin in origins_of(lineage, snapshot, contents, terms, rulebook):
        owed = owed_to(origin, rulebook)
        facts = facts_about(origin, owed, snapshot, contents)
        told.append(facts)
        obligations += owed.obligations
        for rule in rulebook.policies:
            match rule.fires(facts):
                case Truth.YES:
                    findings.append(_finding(rule, origin, owed, contents))
                case Truth.UNKNOWN:
                    cannot_tell.append(_unanswered(rule, origin, owed, facts, contents))
                case Truth.NO:
                    pass
    findings.sort(key=lambda each: (-_SEVERITIES.index(each.severity), each.upstream, each.component.value, each.rule))
    return Assessment(
        obligations=tuple(obligations),
        findings=tuple(findings),
        cannot_tell=tuple(cannot_tell),
        transparency=transparency(snapshot, contents, told, rulebook.transparency),
    )


def _finding(rule: Rule, origin: Origin, owed: Owed, contents: RepositoryContents) -> Finding:
    duty = owed.rule(rule.duty)
    lines = missing_lines(origin.terms, contents) or origin.terms.copyright_lines
    values = {
        "upstream": origin.upstream.repo,
        "upstream_commit": origin.upstream.short_revision,
        "commit": contents.key.short_revision,
        "component": origin.component.words,
        "license": owed.license.name if owed.license else "",
        "license_url": (owed.license.url or "") if owed.license else "",
        "clause": duty.clause if duty else "",
        "copyright": inert("; ".join(lines)),
    }
    strength = duty.strength if duty else rule.severity
    return Finding(
        rule=rule.id,
        severity=min(rule.severity, strength, key=_SEVERITIES.index),
        confidence=origin.confidence,
        tier=origin.tier,
        subject=contents.key,
        upstream=origin.upstream,
        component=origin.component,
        message=fill(rule.message, values),
        remedy=fill(rule.remedy, values),
    )


def _unanswered(rule: Rule, origin: Origin, owed: Owed, facts: Facts, contents: RepositoryContents) -> CannotTell:
    unknown = rule.unknown(facts)
    reasons = [fact.words for fact in unknown]
    if any(fact.value.endswith("_owed") for fact in unknown) and owed.why_unknown:
        reasons.append(owed.why_unknown)
    elif contents.unread:
        reasons.append(f"could not be read: {', '.join(contents.unread)}")
    return CannotTell(rule=rule.id, upstream=origin.upstream, component=origin.component, missing="; ".join(reasons))
