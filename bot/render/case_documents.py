# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The JSON documents of cases, with and without their history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.model.cases import Case, Decision, Receipt
from bot.render.documents import Document, finding_document, snapshot_document
from bot.render.timelines import timeline_document


def cases_document(cases: Iterable[Case]) -> Document:
    """``hubnotice.cases/1``: every case without its history."""
    return {"schema": "hubnotice.cases/1", "cases": [_case(case) for case in cases]}


def case_document(case: Case, decisions: Sequence[Decision], receipts: Sequence[Receipt]) -> Document:
    """``hubnotice.case/1``: one case with what was ruled and what was written."""
    return {
        "schema": "hubnotice.case/1",
        **_case(case),
        **timeline_document(case.timeline),
        "decisions": [
            {
                "state": each.state.value,
                "decider": each.decider.value,
                "name": each.name,
                "reason": each.reason,
                "at": each.at.isoformat(),
            }
            for each in decisions
        ],
        "receipts": [
            {
                "action": each.action,
                "thread": each.thread,
                "url": each.url,
                "done": each.done,
                "at": each.at.isoformat(),
            }
            for each in receipts
        ],
    }


def _case(case: Case) -> Document:
    return {
        "number": case.number,
        "name": case.name,
        "repo": case.repo,
        "state": case.state.value,
        "subject": snapshot_document(case.subject),
        "upstreams": list(case.upstreams),
        "findings": [finding_document(finding) for finding in case.findings],
        "opened_at": case.opened_at.isoformat(),
        "changed_at": case.changed_at.isoformat(),
        "thread": case.thread,
        "issue": case.issue,
    }
