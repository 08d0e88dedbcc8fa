# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a case that was withdrawn says about how we were wrong. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model.cases import Case, CaseState, Decision, Receipt
from bot.model.corrections import Correction


def correction_of(case: Case, decisions: Sequence[Decision], receipts: Sequence[Receipt]) -> Correction:
    """What a withdrawn case says about it; its rulings and receipts come oldest first."""
    withdrawn = next((each for each in reversed(decisions) if each.state is CaseState.WITHDRAWN), None)
    told_at = next((each.at for each in decisions if each.state is CaseState.DISPUTED), None)
    return Correction(
        number=case.correction or 0,
        case=case.number,
        repo=case.repo,
        said=tuple(finding.message for finding in case.findings),
        wrong=withdrawn.reason if withdrawn else "",
        by=withdrawn.name if withdrawn else "",
        found_by_owner=told_at is not None,
        posted_at=next((each.at for each in receipts if each.done == "created"), None),
        told_at=told_at,
        corrected_at=withdrawn.at if withdrawn else case.changed_at,
    )
