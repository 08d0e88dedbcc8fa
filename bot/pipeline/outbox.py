# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the outbox holds for one case, and what became of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from bot.model.cases import Action, ActionKind, Case
from bot.ports.casebook import Casebook
from bot.render.markers import find_marker

WORDINGS = frozenset({ActionKind.ENSURE_THREAD, ActionKind.ENSURE_ISSUE})
"""The kinds that ask owners something: a case has one text, in one place."""


def action_id(case: Case, kind: ActionKind, *, title: str, body: str) -> str:
    """The same intention is the same row. The marker counts as content: a text that returns after another one is a new intention."""
    digest = hashlib.sha256(f"{title}\n{body}".encode()).hexdigest()
    return f"{case.name}-{kind.value}-{digest[:16]}"


def pending(casebook: Casebook, case: int, kind: ActionKind | None = None) -> list[Action]:
    """Rows of this case that are not done, of one kind or all, in the order of their revisions."""
    rows = [row for row in casebook.pending_actions() if row.case == case and kind in {None, row.kind}]
    return sorted(rows, key=lambda row: (row.created_at, revision(row)))


def pending_wordings(casebook: Casebook, case: int) -> list[Action]:
    """The rows of this case that ask owners something and are not done, in the order of their revisions."""
    return [row for row in pending(casebook, case) if row.kind in WORDINGS]


def may_have_issue(casebook: Casebook, case: int) -> bool:
    """Whether an issue about this case was ever asked for: it may be there, whatever became of the answer."""
    return any(row.kind is ActionKind.ENSURE_ISSUE and row.tried_at is not None for row in _wordings(casebook, case))


def revision(action: Action) -> int:
    """Which wording of its post this is, from 1; 0 where the body has no marker."""
    marker = find_marker(action.body)
    return marker.revision if marker else 0


def last_revision(casebook: Casebook, case: int) -> int:
    """The newest wording of the thread or issue that was ever intended and not undone; 0 where none was."""
    return max(map(revision, _wordings(casebook, case)), default=0)


def last_languages(casebook: Casebook, case: int) -> tuple[str, ...] | None:
    """The languages of the newest wording; ``None`` where none was ever intended."""
    newest = max(_wordings(casebook, case), key=revision, default=None)
    marker = find_marker(newest.body) if newest else None
    return marker.languages if marker else None


def _wordings(casebook: Casebook, case: int) -> list[Action]:
    settled = [casebook.action(receipt.action) for receipt in casebook.receipts(case)]
    rows: Sequence[Action | None] = [*settled, *pending(casebook, case)]
    return [row for row in rows if row and row.kind in WORDINGS]


def was_created(casebook: Casebook, case: int) -> bool:
    """Whether a receipt says that this case's thread or issue was created: each creation is counted once by the caps."""
    return any(receipt.done == "created" for receipt in casebook.receipts(case))
