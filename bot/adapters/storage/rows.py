# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Rows of the casebook and the values that they stand for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping

from bot.adapters.storage.case_codecs import asked_from_json, asked_to_json, findings_from_json, findings_to_json
from bot.adapters.storage.codecs import member_from_word, texts_from_json, texts_to_json
from bot.adapters.storage.timelines import timeline_from_json, timeline_to_json
from bot.model.cases import Action, ActionKind, ActionState, Case, CaseState, Decider, Decision, Receipt
from bot.model.orders import StandingOrder, Word
from bot.model.repository import SnapshotKey

Row = dict[str, Any]
"""Column name to value, as SQLAlchemy takes it."""


def case_to_row(case: Case) -> Row:
    """One row of `cases`."""
    return {
        "number": case.number,
        "repo": case.repo,
        "state": case.state.value,
        "subject_repo": case.subject.repo,
        "subject_revision": case.subject.revision,
        "upstreams": texts_to_json(case.upstreams),
        "findings": findings_to_json(case.findings),
        "opened_at": case.opened_at,
        "changed_at": case.changed_at,
        "thread": case.thread,
        "issue": case.issue,
        "timeline": timeline_to_json(case.timeline),
        "owner": case.owner,
        "asked": asked_to_json(case.asked),
        "correction": case.correction,
    }


def case_from_row(row: RowMapping) -> Case:
    """The case again. Raises OperatorError where the row holds what this release does not know, as all readers here do."""
    return Case(
        number=row["number"],
        repo=row["repo"],
        state=member_from_word(CaseState, row["state"]),
        subject=SnapshotKey(row["subject_repo"], row["subject_revision"]),
        upstreams=texts_from_json(row["upstreams"]),
        findings=findings_from_json(row["findings"]),
        opened_at=row["opened_at"],
        changed_at=row["changed_at"],
        thread=row["thread"],
        issue=row["issue"],
        timeline=timeline_from_json(row["timeline"]),
        asked=asked_from_json(row["asked"]),
        correction=row["correction"],
    )


def action_to_row(action: Action, *, sequence: int) -> Row:
    """One row of the outbox."""
    return {
        "id": action.id,
        "sequence": sequence,
        "case": action.case,
        "kind": action.kind.value,
        "state": action.state.value,
        "repo": action.repo,
        "title": action.title,
        "body": action.body,
        "created_at": action.created_at,
        "not_before": action.not_before,
        "tried_at": action.tried_at,
        "banner": action.banner or None,
        "tracker_repo": action.tracker_repo or None,
    }


def action_from_row(row: RowMapping) -> Action:
    """The action again."""
    return Action(
        id=row["id"],
        case=row["case"],
        kind=member_from_word(ActionKind, row["kind"]),
        state=member_from_word(ActionState, row["state"]),
        repo=row["repo"],
        title=row["title"],
        body=row["body"],
        created_at=row["created_at"],
        not_before=row["not_before"],
        tried_at=row["tried_at"],
        banner=row["banner"] or "",
        tracker_repo=row["tracker_repo"] or "",
    )


def decision_to_row(decision: Decision) -> Row:
    """One row of `decisions`, without its place in the chain."""
    return {
        "case": decision.case,
        "state": decision.state.value,
        "decider": decision.decider.value,
        "name": decision.name,
        "reason": decision.reason,
        "at": decision.at,
    }


def decision_from_row(row: RowMapping) -> Decision:
    """The decision again."""
    return Decision(
        case=row["case"],
        state=member_from_word(CaseState, row["state"]),
        decider=member_from_word(Decider, row["decider"]),
        name=row["name"],
        reason=row["reason"],
        at=row["at"],
    )


def receipt_to_row(receipt: Receipt, *, case: int) -> Row:
    """One row of `receipts`, without its place in the chain."""
    return {
        "case": case,
        "action": receipt.action,
        "thread": receipt.thread,
        "url": receipt.url,
        "done": receipt.done,
        "at": receipt.at,
    }


def receipt_from_row(row: RowMapping) -> Receipt:
    """The receipt again."""
    return Receipt(action=row["action"], thread=row["thread"], url=row["url"], done=row["done"], at=row["at"])


def order_to_row(order: StandingOrder) -> Row:
    """One row of `orders`, without its place in the chain."""
    return {
        "scope": order.scope,
        "word": order.word.value,
        "name": order.name,
        "reason": order.reason,
        "at": order.at,
    }


def order_from_row(row: RowMapping) -> StandingOrder:
    """The order again."""
    return StandingOrder(
        scope=row["scope"],
        word=member_from_word(Word, row["word"]),
        name=row["name"],
        reason=row["reason"],
        at=row["at"],
    )
