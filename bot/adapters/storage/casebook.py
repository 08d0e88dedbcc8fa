# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The casebook in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, Table, func, insert, select, update

from bot.adapters.storage.counters import next_number, skip_to
from bot.adapters.storage.engine import Clash, reading, writing
from bot.adapters.storage.log import BrokenRow, append, first_broken
from bot.adapters.storage.rows import (
    Row,
    action_from_row,
    action_to_row,
    case_from_row,
    case_to_row,
    decision_from_row,
    decision_to_row,
    receipt_from_row,
    receipt_to_row,
)
from bot.adapters.storage.tables import ACTIONS, CASES, DECISIONS, RECEIPTS, REPORTS, TAKEN, WATERMARK
from bot.model.cases import Action, ActionState, Case, Decision, Receipt
from bot.model.repository import SnapshotKey


class SqlCasebook:
    """A casebook that several threads and processes may use at once.

    The database has to be migrated. Every method raises OperatorError where the database cannot be used, or holds what this release
    does not know.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def watermark(self) -> datetime | None:
        """The newest change time that was taken in completely."""
        with reading(self._engine) as connection:
            found: datetime | None = connection.execute(select(WATERMARK.c.at)).scalar_one()
        return found

    def advance(self, watermark: datetime) -> None:
        """Move the watermark; it never goes back."""
        older = WATERMARK.c.at.is_(None) | (WATERMARK.c.at < watermark)
        with writing(self._engine) as connection:
            connection.execute(update(WATERMARK).where(older).values(at=watermark))

    def take(self, key: SnapshotKey, *, at: datetime) -> bool:
        """Whether this (repository, commit) is new; from now on it is not. One of several processes gets a yes."""
        try:
            with writing(self._engine) as connection:
                connection.execute(insert(TAKEN).values(repo=key.repo, revision=key.revision, at=at))
        except Clash:
            return False
        return True

    def record_scan(self, key: SnapshotKey, *, report: str, at: datetime) -> None:
        """Keep the report (JSON) of a scan; the same key overwrites."""
        mine = {"repo": key.repo, "revision": key.revision}
        with writing(self._engine) as connection:
            _put(connection, REPORTS, mine, {"report": report, "at": at})

    def scan_report(self, key: SnapshotKey) -> str | None:
        """The report of an earlier scan."""
        wanted = select(REPORTS.c.report).where(REPORTS.c.repo == key.repo, REPORTS.c.revision == key.revision)
        with reading(self._engine) as connection:
            return connection.execute(wanted).scalar_one_or_none()

    def known(self, keys: Sequence[SnapshotKey]) -> set[SnapshotKey]:
        """Which of these were scanned before; one question for all of them."""
        if not keys:
            return set()
        # Two lists and not one of pairs, for which SQLite would read the whole table.
        repos, revisions = {key.repo for key in keys}, {key.revision for key in keys}
        wanted = select(REPORTS.c.repo, REPORTS.c.revision).where(
            REPORTS.c.repo.in_(repos), REPORTS.c.revision.in_(revisions)
        )
        with reading(self._engine) as connection:
            found = {SnapshotKey(row.repo, row.revision) for row in connection.execute(wanted)}
        return found.intersection(keys)

    def case_of(self, repo: str) -> Case | None:
        """The one case of this repository."""
        with reading(self._engine) as connection:
            row = connection.execute(select(CASES).where(CASES.c.repo == repo)).mappings().one_or_none()
        return case_from_row(row) if row else None

    def case(self, number: int) -> Case | None:
        """A case by its number."""
        with reading(self._engine) as connection:
            row = connection.execute(select(CASES).where(CASES.c.number == number)).mappings().one_or_none()
        return case_from_row(row) if row else None

    def cases(self) -> list[Case]:
        """Every case, oldest first."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(CASES).order_by(CASES.c.number)).mappings().all()
        return [case_from_row(row) for row in rows]

    def next_case_number(self) -> int:
        """A number that no case has, and that nobody else is given."""
        with writing(self._engine) as connection:
            number = next_number(connection, CASES)
            highest = connection.execute(select(func.max(CASES.c.number))).scalar_one() or 0
            if number <= highest:
                number = highest + 1
                skip_to(connection, CASES, number)
        return number

    def decide(self, case: Case, decision: Decision | None, action: Action | None) -> None:
        """Store case, decision and outbox row together, or none of them. The same action id again changes nothing.

        Raises OperatorError, and stores nothing, where another case is about the same repository.
        """
        with writing(self._engine) as connection:
            # First, since its lock makes two processes with the same action take turns.
            sequence = next_number(connection, ACTIONS)
            if action is not None and _is_known(connection, action.id):
                return
            _put_case(connection, case)
            if decision is not None:
                append(connection, DECISIONS, decision_to_row(decision))
            if action is not None:
                connection.execute(insert(ACTIONS).values(action_to_row(action, sequence=sequence)))

    def action(self, action_id: str) -> Action | None:
        """One outbox row."""
        with reading(self._engine) as connection:
            row = connection.execute(select(ACTIONS).where(ACTIONS.c.id == action_id)).mappings().one_or_none()
        return action_from_row(row) if row else None

    def pending_actions(self) -> list[Action]:
        """Outbox rows not yet done, oldest first."""
        pending = select(ACTIONS).where(ACTIONS.c.state == ActionState.PENDING.value).order_by(ACTIONS.c.sequence)
        with reading(self._engine) as connection:
            rows = connection.execute(pending).mappings().all()
        return [action_from_row(row) for row in rows]

    def settle(self, case: Case, receipt: Receipt, state: ActionState) -> None:
        """Store receipt, the action's state and the case as it is now together.

        Raises LookupError, and stores nothing, where there is no such action.
        """
        with writing(self._engine) as connection:
            mine = ACTIONS.c.id == receipt.action
            if not connection.execute(update(ACTIONS).where(mine).values(state=state.value)).rowcount:
                raise LookupError(f"no action {receipt.action}")
            _put_case(connection, case)
            append(connection, RECEIPTS, receipt_to_row(receipt, case=case.number))

    def decisions(self, case: int) -> list[Decision]:
        """Everything ruled on a case, oldest first."""
        wanted = select(DECISIONS).where(DECISIONS.c.case == case).order_by(DECISIONS.c.sequence)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).mappings().all()
        return [decision_from_row(row) for row in rows]

    def receipts(self, case: int) -> list[Receipt]:
        """Everything written for a case, oldest first."""
        wanted = select(RECEIPTS).where(RECEIPTS.c.case == case).order_by(RECEIPTS.c.sequence)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).mappings().all()
        return [receipt_from_row(row) for row in rows]

    def posted_since(self, moment: datetime) -> int:
        """How many threads were created since then, that moment included: what the caps count."""
        created = (RECEIPTS.c.done == "created") & (RECEIPTS.c.at >= moment)
        with reading(self._engine) as connection:
            return connection.execute(select(func.count()).select_from(RECEIPTS).where(created)).scalar_one()

    def verify_log(self) -> BrokenRow | None:
        """The first decision or receipt that is not as it was written, or None where there is none."""
        with reading(self._engine) as connection:
            return first_broken(connection)


def _is_known(connection: Connection, action_id: str) -> bool:
    return connection.execute(select(ACTIONS.c.id).where(ACTIONS.c.id == action_id)).first() is not None


def _put_case(connection: Connection, case: Case) -> None:
    row = case_to_row(case)
    _put(connection, CASES, {"number": row.pop("number")}, row)


def _put(connection: Connection, table: Table, key: Row, values: Row) -> None:
    """Update, or insert where there is nothing: databases do not agree on one statement for it."""
    mine = [table.c[name] == value for name, value in key.items()]
    if not connection.execute(update(table).where(*mine).values(values)).rowcount:
        connection.execute(insert(table).values(key | values))
