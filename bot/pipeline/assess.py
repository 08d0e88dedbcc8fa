# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What follows from lineage, licenses and contents: obligations, findings, what cannot be told, and transparency.

Pure: no clock, no network, no disk. Evidence of last year can be assessed again under the rules of today.

1. Origins: which upstreams are established (`bot.pipeline.origins`).
2. Obligations: what each origin's license asks for its relation.
3. Facts: what of that is in the repository, three-valued.
4. Rules: each rule fires, stays silent or cannot tell, for each origin.
5. Agreement: where an origin may have been taken at several commits, under different terms, what all of them ask.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.model.findings import CannotTell, Finding, Severity
from bot.model.fingerprints import UpstreamTerms
from bot.model.licensing import RepositoryContents
from bot.model.lineage import Lineage
from bot.model.reports import Assessment
from bot.model.repository import Snapshot, SnapshotKey
from bot.model.truth import Truth
from bot.pipeline.agreeing import Judged, agreed
from bot.pipeline.claims import contradicted_claim
from bot.pipeline.duties.facts import answers_about
from bot.pipeline.duties.material import Material
from bot.pipeline.duties.owed import Owed, owed_to
from bot.pipeline.duties.standing import missing_lines
from bot.pipeline.origins import Origin, origins_of
from bot.pipeline.transparency import transparency
from bot.policy.facts import Facts
from bot.policy.licenses import DutyRule
from bot.policy.rulebook import Rulebook
from bot.policy.rules import Judge, Rule, fill
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
    judged = [
        agreed([_judged(reading, snapshot, contents, rulebook) for reading in origin.readings])
        for origin in origins_of(lineage, snapshot, contents, terms, rulebook)
    ]
    states = [state for each in judged for state in each.states]
    findings = [finding for each in judged for finding in each.findings]
    told = [each.facts for each in judged if not each.origin.via]
    findings.sort(key=lambda each: (-_SEVERITIES.index(each.severity), each.upstream, each.component.value, each.rule))
    return Assessment(
        obligations=tuple(state.obligation for state in states),
        findings=tuple(findings),
        cannot_tell=tuple(entry for each in judged for entry in each.cannot_tell),
        transparency=transparency(snapshot, contents, told, rulebook.transparency),
        states=tuple(states),
    )


def _judged(origin: Origin, snapshot: Snapshot, contents: RepositoryContents, rulebook: Rulebook) -> Judged:
    owed = owed_to(origin, rulebook)
    answers = answers_about(Material(origin=origin, owed=owed, snapshot=snapshot, contents=contents, rulebook=rulebook))
    findings: list[Finding] = []
    cannot_tell: list[CannotTell] = []
    for rule in rulebook.policies:
        if not rule.is_asked(answers.facts):
            continue
        match rule.fires(answers.facts):
            case Truth.YES:
                findings.append(_finding(rule, origin, owed, contents))
            case Truth.UNKNOWN:
                cannot_tell.append(_unanswered(rule, origin, owed, answers.facts, contents))
            case Truth.NO:
                pass
    return Judged(
        origin=origin,
        facts=answers.facts,
        states=answers.states,
        findings=tuple(findings),
        cannot_tell=tuple(cannot_tell),
    )


def _finding(rule: Rule, origin: Origin, owed: Owed, contents: RepositoryContents) -> Finding:
    asked = [(duty, owed.rules[duty]) for duty in rule.duties if owed.asked[duty] is Truth.YES]
    values = _values(origin, owed, [each for _, each in asked], contents)
    # A conflict is about the license as a whole, not about one duty, and is as strong as its rule.
    limits = [] if rule.severity is Severity.CONFLICT else [each.strength for _, each in asked]
    strength = max(limits, key=_SEVERITIES.index, default=rule.severity)
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
        for_a_person=rule.judged_by is Judge.PERSON,
        via=origin.via,
    )


def _values(origin: Origin, owed: Owed, asked: Sequence[DutyRule], contents: RepositoryContents) -> Mapping[str, str]:
    lines = missing_lines(origin.terms, contents) or origin.terms.copyright_lines
    clauses = [each.clause for each in asked] or ([owed.license.relicensing.clause] if owed.license else [])
    claim = contradicted_claim(origin, contents)
    wordings = [each.wordings[0] for each in asked if each.wordings]
    return {
        "upstream": origin.upstream.repo,
        "upstream_commit": origin.upstream.short_revision,
        "commit": contents.key.short_revision,
        "component": origin.component.words,
        "license": owed.license.name if owed.license else "",
        "license_url": (owed.license.url or "") if owed.license else "",
        "license_id": owed.license.id if owed.license else "",
        "clause": ", ".join(clauses),
        "copyright": inert("; ".join(lines)),
        "declared": inert(contents.declared_license or "nothing"),
        "wording": "; ".join(wordings),
        "claim": inert(claim.sentence) if claim else "",
    }


def _unanswered(rule: Rule, origin: Origin, owed: Owed, facts: Facts, contents: RepositoryContents) -> CannotTell:
    unknown = rule.unknown(facts)
    reasons = [fact.words for fact in unknown]
    if any(fact.value.endswith("_owed") for fact in unknown) and owed.why_unknown:
        reasons.append(owed.why_unknown)
    elif origin.untold and any(duty in origin.untold for duty in owed.rules):
        reasons.append(f"reached through {origin.via[0]}, which does not pass the license on")
    elif contents.unread:
        reasons.append(f"could not be read: {', '.join(contents.unread)}")
    return CannotTell(rule=rule.id, upstream=origin.upstream, component=origin.component, missing="; ".join(reasons))
