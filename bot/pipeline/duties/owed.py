# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What one origin's license asks for its relation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from bot.licensing.files import is_license, is_notice
from bot.model.findings import Severity
from bot.model.fingerprints import UpstreamTerms
from bot.model.licensing import Duty, Obligation
from bot.model.truth import Truth
from bot.pipeline.origins import Origin
from bot.policy.licenses import Coverage, DutyRule, LicenseRule, Shipped
from bot.policy.owing import asked_by, duty_rules
from bot.policy.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What one origin's license asks for."""

    license: LicenseRule | None
    """None where the license is not known, no file covers it, or its file says that nobody has read it for this purpose."""
    asked: Mapping[Duty, Truth]
    obligations: tuple[Obligation, ...]
    """One for each duty that is certainly asked."""
    why_unknown: str
    """Why some duties are unknown; empty where none is."""
    rules: Mapping[Duty, DutyRule]
    """The license's own entries: for each duty the one about this relation, otherwise any."""


def owed_to(origin: Origin, rulebook: Rulebook) -> Owed:
    """From the upstream's license and the relation to obligations."""
    license_rule = rulebook.license(origin.terms.license_id)
    if license_rule is None or license_rule.coverage is Coverage.UNCOVERED:
        why = f"the license of {origin.upstream}: {_why_no_license(origin.terms)}"
        return Owed(license=None, asked=dict.fromkeys(Duty, Truth.UNKNOWN), obligations=(), why_unknown=why, rules={})
    rules = _rules(license_rule, origin)
    asked = asked_by(license_rule, origin.relation, lambda what: _is_shipped(what, origin.terms))
    obligations = tuple(
        Obligation(
            duty=duty,
            license_id=license_rule.id,
            clause=rules[duty].clause,
            upstream=origin.upstream,
            component=origin.component,
            relation=origin.relation,
            strength=rules[duty].strength,
            via=origin.via,
        )
        for duty, truth in asked.items()
        if truth is Truth.YES
    )
    unread = ", ".join(origin.terms.unread)
    why = f"files of {origin.upstream} that could not be read: {unread}" if unread else ""
    return Owed(license=license_rule, asked=asked, obligations=obligations, why_unknown=why, rules=rules)


def _rules(license_rule: LicenseRule, origin: Origin) -> dict[Duty, DutyRule]:
    return {
        duty: replace(rule, strength=Severity.ADVICE) if duty in origin.untold else rule
        for duty, rule in duty_rules(license_rule, origin.relation).items()
    }


def _why_no_license(terms: UpstreamTerms) -> str:
    if terms.unread:
        return f"could not be read ({', '.join(terms.unread)})"
    if terms.license_id:
        return f"'{terms.license_id}' is not covered by any file in rules/licenses"
    return "not known"


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
