# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the exit code of a command means. Scripts depend on the numbers: they never change."""

from __future__ import annotations

from collections.abc import Collection
from enum import IntEnum

from bot.model.baselines import Standing, Weighed
from bot.model.errors import (
    AccessRefused,
    BotError,
    Disabled,
    InputError,
    NotAllowed,
    OperatorError,
    RateLimited,
    RemoteError,
)
from bot.model.findings import Finding, Severity, Tier
from bot.model.lineage import Lineage, Relation, Verdict
from bot.model.reports import ScanReport

_OPEN = {Verdict.INCONCLUSIVE, Verdict.NOT_ASSESSED}


class Exit(IntEnum):
    """Every code that a command can end with."""

    DONE = 0
    INTERNAL = 1
    USAGE = 2
    NOTHING_TO_CHECK = 3
    NOT_CHECKED = 4
    NOT_ALLOWED = 5
    ATTRIBUTION_MISSING = 11
    UNDECLARED_LINEAGE = 12
    CONFLICT = 13
    DIFFERS = 20

    @property
    def words(self) -> str:
        """The meaning, as the documentation has it."""
        return _WORDS[self]


_WORDS = {
    Exit.DONE: "all that was asked was checked, and nothing is to do",
    Exit.INTERNAL: "internal error: a mistake of ours",
    Exit.USAGE: "usage: an option, a setting or a rule file has to change",
    Exit.NOTHING_TO_CHECK: "nothing to check: no model files",
    Exit.NOT_CHECKED: "something could not be checked, and nothing was found in the rest",
    Exit.NOT_ALLOWED: "not allowed: access, rate limit",
    Exit.ATTRIBUTION_MISSING: "attribution is missing for a declared upstream",
    Exit.UNDECLARED_LINEAGE: "undeclared lineage",
    Exit.CONFLICT: "license conflict",
    Exit.DIFFERS: "verify: the repository or the rules say something else than the case",
}


def exit_of_scan(report: ScanReport, weighed: Weighed | None = None, fail_on: Collection[Exit] | None = None) -> Exit:
    """The code for a scan; of several findings the highest code wins. Unclear evidence is never a finding.

    Findings that a baseline accepts do not count. ``fail_on`` are the codes that matter to the caller, ``None`` is all of them; where
    only others apply, it is `Exit.DONE`.
    """
    return next((each for each in codes_of_scan(report, weighed) if fail_on is None or each in fail_on), Exit.DONE)


def codes_of_scan(report: ScanReport, weighed: Weighed | None = None) -> tuple[Exit, ...]:
    """Every code that applies, the highest first; none where all was checked and nothing is to do.

    What could not be checked stays so, whatever a baseline accepts.
    """
    weighed = weighed or Weighed()
    findings = report.assessment.findings
    counted = [each for place, each in enumerate(findings) if weighed.standing(place) is not Standing.ACCEPTED]
    found = {code for each in counted if (code := exit_of_finding(each)) is not None}
    lineage = report.lineage
    if not found and not lineage.components and not lineage.parameters and not lineage.unavailable:
        return (Exit.NOTHING_TO_CHECK,)
    unclear = any(each.tier is Tier.UNCLEAR for each in findings)
    missing = report.unchecked or report.assessment.cannot_tell or lineage.unavailable
    if missing or unclear or _is_open(lineage):
        found.add(Exit.NOT_CHECKED)
    return tuple(sorted(found, reverse=True))


def exit_of_finding(finding: Finding) -> Exit | None:
    """The code for one finding; ``None`` for advice about a declared upstream, and for what is not clear."""
    if finding.tier is Tier.UNCLEAR:
        return None
    if finding.severity is Severity.CONFLICT:
        return Exit.CONFLICT
    if finding.tier is Tier.UNDECLARED:
        return Exit.UNDECLARED_LINEAGE
    return Exit.ATTRIBUTION_MISSING if finding.severity is Severity.OBLIGATION else None


def _is_open(lineage: Lineage) -> bool:
    """An adapter holds nothing of its base, so beside a known base that it names and fits there is nothing left to compare."""
    parts = [part for part in lineage.components if part.verdict in _OPEN]
    settled = parts and all(part.relation is Relation.ADAPTER and part.upstream is not None for part in parts)
    return lineage.verdict in _OPEN and not settled


def exit_of_error(error: BotError) -> Exit:
    """The code for a command that could not go on, by who must act."""
    match error:
        case OperatorError():
            return Exit.USAGE
        case AccessRefused() | RateLimited() | Disabled() | NotAllowed():
            return Exit.NOT_ALLOWED
        case RemoteError() | InputError():
            return Exit.NOT_CHECKED
        case _:
            return Exit.NOT_CHECKED
