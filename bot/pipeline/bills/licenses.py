# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What may be said about licenses in a bill: declared by whom, concluded from what, and where nothing can be said."""

from __future__ import annotations

from dataclasses import replace

from bot.model.bill import NOT_DETERMINED, Known, LicenseName, LicenseStatement
from bot.model.findings import Severity
from bot.model.fingerprints import UpstreamTerms
from bot.model.reports import ScanReport
from bot.model.repository import Declared
from bot.pipeline.bills.ties import bases_of
from bot.policy.licenses import LicenseRule
from bot.policy.rulebook import Rulebook
from bot.render.quoting import inert

_NONE = LicenseStatement(known=Known.NONE)
_LONGEST_NAME = 200
_UNTOLD = "unknown"
"""The Hub's identifier for a license that its publisher does not know."""
_OTHER = "other"
"""The Hub's identifier for a license of another name, which stands in ``license_name``."""


def declared_license(report: ScanReport, rulebook: Rulebook) -> LicenseStatement:
    """What the card's metadata declares. None where it declares nothing and every file that may hold a license was read and holds none."""
    declared = report.declared
    if declared.license_id is None:
        return _NONE if report.texts == () else NOT_DETERMINED
    if declared.license_id == _UNTOLD:
        return NOT_DETERMINED
    return _value(_named(declared, rulebook))


def concluded_license(report: ScanReport, rulebook: Rulebook) -> LicenseStatement:
    """The declared license, where its whole text stands in the repository, no other text does, and no upstream has another one.

    Everything else is not determined: what several licenses together come to is for a lawyer to say.
    """
    rule = rulebook.license(report.declared.license_id)
    texts = report.texts or ()
    if (
        rule is None
        or not texts
        or any(finding.severity is Severity.CONFLICT for finding in report.assessment.findings)
    ):
        return NOT_DETERMINED
    known = {(key.repo, key.revision): license_id for key, license_id in report.upstream_licenses}
    upstream = {_id(known.get((base.repo, base.revision or "")), rulebook) for base in bases_of(report)}
    is_plain = all(text.license_id == rule.id and text.match.is_the_license for text in texts)
    if not is_plain or not upstream <= {rule.id} or report.assessment.cannot_tell:
        return NOT_DETERMINED
    return _value(_from_rule(rule, rulebook))


def upstream_license(license_id: str | None, terms: UpstreamTerms | None, rulebook: Rulebook) -> LicenseStatement:
    """What an upstream is under at its commit, with its own text where the catalog keeps it."""
    if license_id is None or license_id == _UNTOLD:
        return NOT_DETERMINED
    named = _named(Declared(license_id=license_id), rulebook)
    text = terms.license_text if terms else None
    return _value(replace(named, text=text or named.text))


def _named(declared: Declared, rulebook: Rulebook) -> LicenseName:
    identifier = declared.license_id or _OTHER
    name = inert(declared.license_name or "", limit=_LONGEST_NAME)
    rule = _by_name(name, rulebook) if identifier == _OTHER else rulebook.license(identifier)
    if rule is not None:
        return _from_rule(rule, rulebook)
    link = declared.license_link or ""
    shown = name if identifier == _OTHER and name else identifier
    return LicenseName(
        id=inert(shown, limit=_LONGEST_NAME) or _OTHER,
        name=inert(shown, limit=_LONGEST_NAME) or _OTHER,
        url=link if link.startswith(("https://", "http://")) and link.isascii() and " " not in link else None,
    )


def _by_name(name: str, rulebook: Rulebook) -> LicenseRule | None:
    lower = name.lower()
    return next((rule for rule in rulebook.licenses if lower and lower in rule.license_names), None)


def _from_rule(rule: LicenseRule, rulebook: Rulebook) -> LicenseName:
    return LicenseName(
        id=rule.id, name=rule.name, spdx=rule.spdx, url=rule.url, text=rulebook.license_texts.get(rule.id)
    )


def _id(license_id: str | None, rulebook: Rulebook) -> str | None:
    rule = rulebook.license(license_id)
    return rule.id if rule else license_id


def _value(name: LicenseName) -> LicenseStatement:
    return LicenseStatement(known=Known.VALUE, license=name)
