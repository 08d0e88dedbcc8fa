# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Cases as the API and exports tell them, as plain mappings. Their schemas stand in `bot.render.schemas.case_files`. Pure."""

from __future__ import annotations

from datetime import datetime

from bot.model.answers import CaseRow
from bot.model.case_files import CaseFile
from bot.model.cases import CaseState, Decision, Receipt
from bot.model.conversations import Said, Statement
from bot.render.documents import Document, finding_document
from bot.render.quoting import shown_lines


def row_document(row: CaseRow, *, is_for_desk: bool) -> Document:
    """One case of a list; ``desk`` is null for everybody who is not of the desk."""
    return {
        "name": row.name,
        "number": row.number,
        "repo": row.repo,
        "owner": row.owner,
        "revision": row.revision,
        "state": row.state.value,
        "withdrawn": row.state is CaseState.WITHDRAWN,
        "correction": row.correction,
        "tier": row.tier.value,
        "rules": list(row.rules),
        "components": [each.value for each in row.components],
        "upstreams": [{"repo": each.repo, "license": each.license} for each in row.upstreams],
        "share": row.share,
        "opened_at": row.opened_at.isoformat(),
        "changed_at": row.changed_at.isoformat(),
        "entered_at": row.entered_at.isoformat(),
        "thread": row.thread,
        "issue": row.issue,
        "desk": _desk(row) if is_for_desk else None,
    }


def file_document(file: CaseFile) -> Document:
    """One case with all that is told of it."""
    return {
        **row_document(file.row, is_for_desk=file.is_for_desk),
        "url": file.url or None,
        "findings": [finding_document(each) for each in file.findings],
        "statement": _statement(file.statement),
        "replies": [_reply(each) for each in file.replies],
        "written": [_written(each) for each in file.written],
        "withdrawal": _withdrawal(file),
        "decisions": None if file.decisions is None else [decision_document(each) for each in file.decisions],
    }


def export_document(file: CaseFile) -> Document:
    """``hubnotice.export/1``: the same as a file that stands alone."""
    return {"schema": "hubnotice.export/1", **file_document(file)}


def decision_document(decision: Decision) -> Document:
    """What was ruled."""
    return {
        "state": decision.state.value,
        "decider": decision.decider.value,
        "name": decision.name,
        "reason": decision.reason,
        "at": decision.at.isoformat(),
    }


def _desk(row: CaseRow) -> Document:
    return {
        "is_public": row.is_public,
        "due_at": _moment(row.due_at),
        "readers": list(row.readers),
        "readers_missing": row.readers_missing,
        "posts_at": _moment(row.posts_at),
        "assignee": row.assignee or None,
        "snoozed_until": _moment(row.snoozed_until),
        "labels": list(row.labels),
    }


def _statement(statement: Statement | None) -> Document | None:
    if statement is None:
        return None
    return {"owner": statement.owner, "text": shown_lines(statement.text), "at": statement.at.isoformat()}


def _reply(said: Said) -> Document:
    return {"author": shown_lines(said.author), "text": shown_lines(said.body), "first_seen_at": said.at.isoformat()}


def _written(receipt: Receipt) -> Document:
    return {"done": receipt.done, "url": receipt.url or None, "at": receipt.at.isoformat()}


def _withdrawal(file: CaseFile) -> Document | None:
    if file.withdrawn_at is None:
        return None
    found = file.correction
    return {
        "at": file.withdrawn_at.isoformat(),
        "correction": found.number if found else file.row.correction,
        "reason": found.wrong if found else None,
        "found_by_owner": found.found_by_owner if found else None,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
