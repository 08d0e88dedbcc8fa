# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads case rows by their numbers, with what lies in other tables beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from bot.adapters.storage.case_tables import ACTIONS
from bot.adapters.storage.desk_rows import case_row_from_row
from bot.adapters.storage.desk_tables import CASE_LABELS, CASE_ROWS
from bot.model.answers import CaseRow
from bot.model.cases import ActionKind, ActionState

ASKING = (ActionKind.ENSURE_THREAD.value, ActionKind.ENSURE_ISSUE.value)
"""The kinds of actions that ask owners something."""


def rows_of(connection: Connection, numbers: Sequence[int], *, public_only: bool = False) -> list[CaseRow]:
    """The rows of these cases in this order; those that are not there, or not for the public, are left out."""
    if not numbers:
        return []
    wanted = select(CASE_ROWS).where(CASE_ROWS.c.number.in_(numbers))
    if public_only:
        wanted = wanted.where(CASE_ROWS.c.is_public.is_(True))
    posts, labels = _posts(connection, numbers), _labels(connection, numbers)
    found = {
        row["number"]: case_row_from_row(
            row, posts_at=posts.get(row["number"]), labels=tuple(sorted(labels.get(row["number"], ())))
        )
        for row in connection.execute(wanted).mappings()
    }
    return [found[number] for number in numbers if number in found]


def _posts(connection: Connection, numbers: Sequence[int]) -> dict[int, datetime]:
    """When what waits about a case is written, the soonest of several."""
    wanted = select(ACTIONS.c.case, ACTIONS.c.not_before, ACTIONS.c.created_at).where(
        ACTIONS.c.state == ActionState.PENDING.value, ACTIONS.c.kind.in_(ASKING), ACTIONS.c.case.in_(numbers)
    )
    found: dict[int, datetime] = {}
    for number, not_before, created_at in connection.execute(wanted):
        at = not_before or created_at
        found[number] = min(at, found.get(number, at))
    return found


def _labels(connection: Connection, numbers: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    wanted = select(CASE_LABELS.c.case, CASE_LABELS.c.label).where(CASE_LABELS.c.case.in_(numbers))
    for number, label in connection.execute(wanted):
        found.setdefault(number, []).append(label)
    return found
