# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From findings to what has to be said about each upstream, wherever it will stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.model.components import Component
from bot.model.findings import Finding
from bot.model.fingerprints import UpstreamTerms
from bot.model.licensing import Duty, Obligation
from bot.model.lineage import Relation
from bot.model.repository import SnapshotKey
from bot.policy.licenses import LicenseRule
from bot.policy.rulebook import Rulebook

TEXT_RULES = frozenset({"license-text-missing", "copyright-notice-missing"})
NOTICE_RULES = frozenset({"notice-file-missing", "notice-file-altered"})
CREDIT_RULES = frozenset({"credit-missing", "base-model-undeclared", "component-undeclared"})
CARD_RULES = frozenset({"license-reference-missing", "restrictions-not-passed-on"})
SENTENCE, DISPLAY, CHANGES = "notice-sentence-missing", "display-attribution-missing", "changes-not-stated"
SETTLED_BY_TEXT = TEXT_RULES | NOTICE_RULES | CREDIT_RULES | CARD_RULES | {SENTENCE, DISPLAY, CHANGES}
"""Rules whose findings words can settle. Names, gates, conflicts and claims are for people."""

_RULES_OF: Mapping[Duty, tuple[str, ...]] = {
    Duty.INCLUDE_LICENSE_TEXT: ("license-text-missing",),
    Duty.RETAIN_COPYRIGHT_NOTICE: ("copyright-notice-missing",),
    Duty.NOTICE_FILE: ("notice-file-missing",),
    Duty.NOTICE_SENTENCE: (SENTENCE,),
    Duty.STATE_CHANGES: (CHANGES,),
}
"""What a NOTICE can hold."""
_CHANGES: Mapping[Relation, str] = {
    Relation.FINETUNE: "fine-tuned",
    Relation.MERGE: "merged",
    Relation.QUANTIZED: "quantized",
    Relation.EXPANDED_VOCABULARY: "trained further with an expanded vocabulary",
    Relation.PRUNED: "pruned",
    Relation.DEPTH_CHANGED: "changed in its number of layers",
    Relation.UPCYCLED: "changed into a mixture of experts",
    Relation.CONVERTED: "converted to another format",
    Relation.ADAPTER: "adapted",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What has to be said about one upstream."""

    upstream: SnapshotKey
    component: Component
    license: LicenseRule | None
    license_id: str
    rules: frozenset[str]
    change: str
    """What was done to it, as a participle; empty where nothing was, or where it is not known."""
    terms: UpstreamTerms = field(default_factory=UpstreamTerms)
    sentences: tuple[str, ...] = ()
    """For the NOTICE, as the license dictates them."""
    phrases: tuple[str, ...] = ()
    """For the card, as the license dictates them."""
    restrictions: tuple[str, ...] = ()
    """Where the use restrictions stand."""

    def asks(self, rules: Iterable[str]) -> bool:
        """Whether one of these rules spoke."""
        return not self.rules.isdisjoint(rules)


def wanted_for(
    findings: Sequence[Finding],
    obligations: Sequence[Obligation],
    terms: Mapping[SnapshotKey, UpstreamTerms],
    rulebook: Rulebook,
) -> tuple[Wanted, ...]:
    """One for each upstream with a finding that words can settle, in the order of the findings."""
    upstreams = dict.fromkeys(each.upstream for each in findings if each.rule in SETTLED_BY_TEXT)
    return tuple(
        _wanted(
            [each for each in findings if each.upstream == upstream and each.rule in SETTLED_BY_TEXT],
            [each for each in obligations if each.upstream == upstream],
            terms.get(upstream, UpstreamTerms()),
            rulebook,
        )
        for upstream in upstreams
    )


def wanted_by(
    obligations: Sequence[Obligation], terms: Mapping[SnapshotKey, UpstreamTerms], rulebook: Rulebook
) -> tuple[Wanted, ...]:
    """One for each upstream whose license asks for something that a NOTICE can hold, whether it is met or not."""
    found = []
    for upstream in dict.fromkeys(each.upstream for each in obligations):
        own = [each for each in obligations if each.upstream == upstream]
        rules = frozenset(rule for each in own for rule in _RULES_OF.get(each.duty, ()))
        if rules:
            found.append(_about(upstream, own[0].component, rules, own, terms.get(upstream, UpstreamTerms()), rulebook))
    return tuple(found)


def _wanted(
    findings: Sequence[Finding], obligations: Sequence[Obligation], terms: UpstreamTerms, rulebook: Rulebook
) -> Wanted:
    rules = frozenset(each.rule for each in findings)
    return _about(findings[0].upstream, findings[0].component, rules, obligations, terms, rulebook)


def _about(
    upstream: SnapshotKey,
    component: Component,
    rules: frozenset[str],
    obligations: Sequence[Obligation],
    terms: UpstreamTerms,
    rulebook: Rulebook,
) -> Wanted:
    completed = rulebook.complete(upstream, terms)
    license_id = obligations[0].license_id if obligations else completed.license_id or ""
    rule = rulebook.license(license_id)
    relation = obligations[0].relation if obligations else Relation.UNDETERMINED
    restrictions = (*_wordings(rule, Duty.USE_RESTRICTIONS), *((rule.url,) if rule and rule.url else ()))
    return Wanted(
        upstream=upstream,
        component=component,
        license=rule,
        license_id=license_id,
        rules=rules,
        change=_CHANGES.get(relation, ""),
        terms=completed,
        sentences=_wordings(rule, Duty.NOTICE_SENTENCE)[:1] if SENTENCE in rules else (),
        phrases=_wordings(rule, Duty.DISPLAY_ATTRIBUTION)[:1] if DISPLAY in rules else (),
        restrictions=restrictions if "restrictions-not-passed-on" in rules else (),
    )


def _wordings(rule: LicenseRule | None, duty: Duty) -> tuple[str, ...]:
    return tuple(words for each in (rule.duties if rule else ()) if each.duty is duty for words in each.wordings)
