# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Whether a pull request may be opened at all: owners are asked nothing that they, or a person of ours, ruled out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.model.cases import Case, CaseState
from bot.model.findings import Severity
from bot.model.fixes import Fix
from bot.model.wishes import PostWish

_CLOSED: Mapping[CaseState, str] = {
    CaseState.STOPPED: "its owners said stop in our thread",
    CaseState.DISPUTED: "its owners dispute what we said, and a person answers first",
    CaseState.OPTED_OUT: "its owners ask us not to write",
    CaseState.NOT_A_FINDING: "a person ruled that this is not a finding",
    CaseState.WITHDRAWN: "a person withdrew the case",
    CaseState.UNREACHABLE: "its owners do not let us write there",
}


def reason_against(fix: Fix, case: Case | None, day: date) -> str:
    """Why nobody is asked to merge this; empty where nothing speaks against it. ``case`` is the repository's."""
    wishes = fix.report.wishes
    if case is not None and case.state in _CLOSED:
        return f"{case.name}: {_CLOSED[case.state]}"
    if wishes.problem:
        return f"{wishes.problem}; what its owners ask is not known, so write to them first"
    if wishes.post in {PostWish.NEVER, PostWish.ASK}:
        return f"{wishes.where}: its owners say '{wishes.post.value}', so write to them first"
    findings = fix.report.assessment.findings
    conflicts = sorted({each.upstream.repo for each in findings if each.severity is Severity.CONFLICT})
    if conflicts:
        return f"the terms of {', '.join(conflicts)} appear not to go together with those declared here; a person has to look first"
    if findings and all(wishes.suppresses(each.rule, day) for each in findings):
        return f"{wishes.where}: its owners ask us not to raise this"
    return ""
