# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What one origin's license asks for, and what of it is in the repository."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from bot.licensing.copyrights import keeps_holder
from bot.licensing.files import is_license, is_notice
from bot.licensing.naming import states_changes
from bot.licensing.notices import NoticeMatch, compare_notice
from bot.model.fingerprints import UpstreamTerms
from bot.model.licensing import Duty, Obligation, RepositoryContents, TextMatch
from bot.model.repository import Snapshot
from bot.model.truth import Truth, all_of
from bot.pipeline.origins import Origin
from bot.policy.facts import Fact
from bot.policy.licenses import DutyRule, LicenseRule, Shipped
from bot.policy.rulebook import Rulebook

_FACTS = {
    Duty.INCLUDE_LICENSE_TEXT: Fact.LICENSE_TEXT_OWED,
    Duty.RETAIN_COPYRIGHT_NOTICE: Fact.COPYRIGHT_NOTICE_OWED,
    Duty.NOTICE_FILE: Fact.NOTICE_OWED,
    Duty.STATE_CHANGES: Fact.CHANGES_OWED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What one origin's license asks for."""

    license: LicenseRule | None
    """None where the license is not known or no file covers it."""
    asked: Mapping[Duty, Truth]
    obligations: tuple[Obligation, ...]
    """One for each duty that is certainly asked."""
    why_unknown: str
    """Why some duties are unknown; empty where none is."""

    def rule(self, duty: Duty | None) -> DutyRule | None:
        """The license's own entry about a duty."""
        duties = self.license.duties if self.license else ()
        return next((each for each in duties if each.duty is duty), None)


def owed_to(origin: Origin, rulebook: Rulebook) -> Owed:
    """From the upstream's license and the relation to obligations."""
    license_rule = rulebook.license(origin.terms.license_id)
    if license_rule is None:
        why = f"the license of {origin.upstream}: {_why_no_license(origin.terms)}"
        return Owed(license=None, asked=dict.fromkeys(Duty, Truth.UNKNOWN), obligations=(), why_unknown=why)
    rules = {rule.duty: rule for rule in license_rule.duties}
    asked = {duty: _is_asked(rules.get(duty), origin) for duty in Duty}
    obligations = tuple(
        Obligation(
            duty=duty,
            license_id=license_rule.id,
            clause=rules[duty].clause,
            upstream=origin.upstream,
            component=origin.component,
            relation=origin.relation,
            strength=rules[duty].strength,
        )
        for duty, truth in asked.items()
        if truth is Truth.YES
    )
    unread = ", ".join(origin.terms.unread)
    why = f"files of {origin.upstream} that could not be read: {unread}" if unread else ""
    return Owed(license=license_rule, asked=asked, obligations=obligations, why_unknown=why)


def _why_no_license(terms: UpstreamTerms) -> str:
    if terms.unread:
        return f"could not be read ({', '.join(terms.unread)})"
    if terms.license_id:
        return f"'{terms.license_id}' is not covered by any file in rules/licenses"
    return "not known"


def _is_asked(rule: DutyRule | None, origin: Origin) -> Truth:
    if rule is None or origin.relation not in rule.relations:
        return Truth.NO
    return Truth.YES if rule.only_if_upstream_ships is None else _is_shipped(rule.only_if_upstream_ships, origin.terms)


def _is_shipped(what: Shipped, terms: UpstreamTerms) -> Truth:
    match what:
        case Shipped.LICENSE_TEXT:
            there, unread = terms.license_text is not None, any(map(is_license, terms.unread))
        case Shipped.COPYRIGHT_LINE:
            there, unread = bool(terms.copyright_lines), any(map(is_license, terms.unread))
        case Shipped.NOTICE_FILE:
            there, unread = terms.notice_text is not None, any(map(is_notice, terms.unread))
        case _:
            assert_never(what)
    return Truth.YES if there else Truth.UNKNOWN if unread else Truth.NO


def facts_about(origin: Origin, owed: Owed, snapshot: Snapshot, contents: RepositoryContents) -> dict[Fact, Truth]:
    """Every fact of the vocabulary, for one origin. What is not found while files are unread is unknown, not missing."""
    absent = Truth.UNKNOWN if contents.unread else Truth.NO
    found, whole = _notice_facts(origin.terms, contents, absent)
    return {
        **{fact: owed.asked[duty] for duty, fact in _FACTS.items()},
        Fact.LICENSE_TEXT_PRESENT: _text_present(owed, contents, absent),
        Fact.COPYRIGHT_NOTICE_PRESENT: _lines_present(origin.terms, contents, absent),
        Fact.NOTICE_FOUND: found,
        Fact.NOTICE_WHOLE: whole,
        Fact.CHANGES_STATED: _changes_stated(origin, snapshot, contents, absent),
        Fact.WHOLE_MODEL: Truth.of(origin.whole),
        Fact.UPSTREAM_DECLARED: origin.declared,
        Fact.UPSTREAM_NAMED: origin.named,
    }


def missing_lines(terms: UpstreamTerms, contents: RepositoryContents) -> tuple[str, ...]:
    """The upstream's copyright lines whose holder no line of the repository names."""
    return tuple(line for line in terms.copyright_lines if not keeps_holder(line, contents.copyright_lines))


def _lines_present(terms: UpstreamTerms, contents: RepositoryContents, absent: Truth) -> Truth:
    if not terms.copyright_lines:
        return Truth.UNKNOWN
    return absent if missing_lines(terms, contents) else Truth.YES


def _text_present(owed: Owed, contents: RepositoryContents, absent: Truth) -> Truth:
    """A changed copy of the text may or may not be good enough: a person has to read it."""
    if owed.license is None:
        return Truth.UNKNOWN
    matches = {text.match for text in contents.license_texts if text.license_id == owed.license.id}
    if TextMatch.EXACT in matches:
        return Truth.YES
    return Truth.UNKNOWN if matches else absent


def _notice_facts(terms: UpstreamTerms, contents: RepositoryContents, absent: Truth) -> tuple[Truth, Truth]:
    if terms.notice_text is None:
        return absent, absent
    texts = [contents.card_text, *(text for _, text in (*contents.notices, *contents.license_files))]
    match compare_notice(terms.notice_text, texts):
        case NoticeMatch.WHOLE:
            return Truth.YES, Truth.YES
        case NoticeMatch.ALTERED:
            return Truth.YES, absent
        case NoticeMatch.MISSING:
            return absent, absent


def _changes_stated(origin: Origin, snapshot: Snapshot, contents: RepositoryContents, absent: Truth) -> Truth:
    said_in_metadata = origin.declared is Truth.YES and snapshot.declared.base_model_relation is not None
    words = "\n".join([contents.card_text, *(text for _, text in contents.notices)])
    said_in_words = all_of([origin.named, Truth.of(states_changes(words))]) is Truth.YES
    return Truth.YES if said_in_metadata or said_in_words else absent
