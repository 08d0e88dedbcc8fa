# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The casebook in SQL."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, Insert, Table, Update, bindparam, func, insert, select, update

from bot.adapters.storage.case_tables import ACTIONS, CASES, DECISIONS, ORDERS, RECEIPTS
from bot.adapters.storage.codecs import member_from_word
from bot.adapters.storage.counters import next_number, skip_to
from bot.adapters.storage.coverage import look_in, note_look
from bot.adapters.storage.engine import Clash, looking, reading, writing
from bot.adapters.storage.happenings import append_change, append_happenings, case_before
from bot.adapters.storage.log import BrokenRow, append, first_broken
from bot.adapters.storage.projection import project_case, project_scan
from bot.adapters.storage.rows import (
    Row,
    action_from_row,
    action_to_row,
    case_from_row,
    case_to_row,
    decision_from_row,
    decision_to_row,
    order_from_row,
    order_to_row,
    receipt_from_row,
    receipt_to_row,
)
from bot.adapters.storage.snapshot_tables import REPORTS, TAKEN, WATERMARK
from bot.model.cases import Action, ActionState, Case, CaseState, Decision, Receipt
from bot.model.coverage import Look
from bot.model.errors import OperatorError
from bot.model.happenings import Happening
from bot.model.orders import CreatedThread, StandingOrder
from bot.model.repository import SnapshotKey

# Built once, since every scan asks them.
_TAKE = insert(TAKEN)
_LAST_SCAN = (
    select(REPORTS.c.report).where(REPORTS.c.repo == bindparam("its_repo")).order_by(REPORTS.c.at.desc()).limit(1)
)
_CASE_OF = select(CASES).where(CASES.c.repo == bindparam("its_repo"))
_STANDING = select(ORDERS).where(ORDERS.c.scope == bindparam("its_scope")).order_by(ORDERS.c.sequence.desc()).limit(1)


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
                connection.execute(_TAKE, {"repo": key.repo, "revision": key.revision, "at": at})
        except Clash:
            return False
        return True

    def record_scan(self, key: SnapshotKey, *, report: str, at: datetime, happenings: Sequence[Happening] = ()) -> None:
        """Keep the report (JSON) of a scan, and what it tells of; the same key overwrites. What it says is counted with it."""
        look = look_in(report)
        try:
            self._record(key, report, look, at, happenings)
        except Clash:
            # Another process kept the first look at this repository at this moment, so there is one now.
            self._record(key, report, look, at, happenings)

    def tell(self, happenings: Sequence[Happening]) -> None:
        """Keep what happened and no case and no scan tells of; what was said of a repository last is not said again."""
        with writing(self._engine) as connection:
            append_happenings(connection, happenings)

    def last_scan(self, repo: str) -> str | None:
        """The newest report about a repository, of whichever commit."""
        with looking(self._engine) as connection:
            return connection.execute(_LAST_SCAN, {"its_repo": repo}).scalar_one_or_none()

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
        with looking(self._engine) as connection:
            row = connection.execute(_CASE_OF, {"its_repo": repo}).mappings().one_or_none()
        return case_from_row(row) if row else None

    def case(self, number: int) -> Case | None:
        """A case by its number."""
        with reading(self._engine) as connection:
            row = connection.execute(select(CASES).where(CASES.c.number == number)).mappings().one_or_none()
        return case_from_row(row) if row else None

    def cases(self) -> list[Case]:
        """Every case, oldest first."""
        return self._cases()

    def cases_in(self, states: Collection[CaseState], *, owner: str | None = None) -> list[Case]:
        """Cases in one of these states, oldest first; of one owner, or of all."""
        mine = [CASES.c.state.in_(_words(states))]
        return self._cases(*mine, *([] if owner is None else [CASES.c.owner == owner.casefold()]))

    def count_cases(self) -> Mapping[CaseState, int]:
        """How many cases are in each state; states without a case are left out."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(CASES.c.state, func.count()).group_by(CASES.c.state)).all()
        return {member_from_word(CaseState, state): count for state, count in rows}

    def next_case_number(self) -> int:
        """A number that no case has, and that nobody else is given."""
        with writing(self._engine) as connection:
            number = next_number(connection, CASES)
            highest = connection.execute(select(func.max(CASES.c.number))).scalar_one() or 0
            if number <= highest:
                number = highest + 1
                skip_to(connection, CASES, number)
        return number

    def decide(
        self, case: Case, decision: Decision | None, action: Action | None, *, undone: Sequence[str] = ()
    ) -> None:
        """Store case, decision and outbox row together, or none of them. The same action id again changes nothing.

        Raises OperatorError, and stores nothing, where another case is about the same repository, or where an action that is to be
        undone waits no longer.
        """
        with writing(self._engine) as connection:
            # First, since its lock makes two processes with the same action take turns.
            sequence = next_number(connection, ACTIONS)
            if action is not None and _is_known(connection, action.id):
                return
            for each in undone:
                _undo(connection, each)
            before = case_before(connection, case.number)
            _put_case(connection, case)
            at = case.changed_at if decision is None else decision.at
            append_change(connection, before, case, decision=decision, at=at)
            if decision is not None:
                append(connection, DECISIONS, decision_to_row(decision))
            if action is not None:
                connection.execute(insert(ACTIONS).values(action_to_row(action, sequence=sequence)))
            project_case(connection, case)

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

    def count_pending(self) -> int:
        """How many outbox rows are not yet done."""
        pending = select(func.count()).select_from(ACTIONS).where(ACTIONS.c.state == ActionState.PENDING.value)
        with reading(self._engine) as connection:
            return connection.execute(pending).scalar_one()

    def settle(self, case: Case, receipt: Receipt, state: ActionState) -> None:
        """Store receipt, the action's state and the case as it is now together.

        Raises LookupError, and stores nothing, where there is no such action.
        """
        with writing(self._engine) as connection:
            mine = ACTIONS.c.id == receipt.action
            if not connection.execute(update(ACTIONS).where(mine).values(state=state.value)).rowcount:
                raise LookupError(f"no action {receipt.action}")
            before = case_before(connection, case.number)
            _put_case(connection, case)
            append_change(connection, before, case, at=receipt.at, url=receipt.url)
            append(connection, RECEIPTS, receipt_to_row(receipt, case=case.number))
            project_case(connection, case)

    def postpone(self, action_id: str, until: datetime) -> None:
        """A waiting action is not due before this moment; one that does not wait is left as it is."""
        waits = (ACTIONS.c.id == action_id) & (ACTIONS.c.state == ActionState.PENDING.value)
        with writing(self._engine) as connection:
            connection.execute(update(ACTIONS).where(waits).values(not_before=until))

    def trying(self, action_id: str, at: datetime) -> None:
        """This action is about to create a thread: from now on it counts as one until it is settled otherwise."""
        with writing(self._engine) as connection:
            connection.execute(update(ACTIONS).where(ACTIONS.c.id == action_id).values(tried_at=at))

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

    def decisions_since(self, moment: datetime, states: Collection[CaseState]) -> list[Decision]:
        """What was ruled since then, that moment included, with one of these outcomes, oldest first."""
        mine = DECISIONS.c.state.in_(_words(states)), DECISIONS.c.at >= moment
        with reading(self._engine) as connection:
            rows = connection.execute(select(DECISIONS).where(*mine).order_by(DECISIONS.c.sequence)).mappings().all()
        return [decision_from_row(row) for row in rows]

    def threads_since(self, moment: datetime | None) -> list[CreatedThread]:
        """The threads that were created since then, that moment included, or ever, oldest first; then those that may have been."""
        made = select(RECEIPTS.c.case, CASES.c.repo, RECEIPTS.c.at).join(CASES, CASES.c.number == RECEIPTS.c.case)
        made = made.where(RECEIPTS.c.done == "created").order_by(RECEIPTS.c.sequence)
        tried = select(ACTIONS.c.case, ACTIONS.c.repo, ACTIONS.c.tried_at).order_by(ACTIONS.c.sequence)
        tried = tried.where(ACTIONS.c.state == ActionState.PENDING.value, ACTIONS.c.tried_at.is_not(None))
        if moment is not None:
            made, tried = made.where(RECEIPTS.c.at >= moment), tried.where(ACTIONS.c.tried_at >= moment)
        with reading(self._engine) as connection:
            rows = [*connection.execute(made), *connection.execute(tried)]
        return [CreatedThread(case=case, repo=repo, at=at) for case, repo, at in rows]

    def order(self, order: StandingOrder) -> None:
        """Give an order; it holds until the next one of the same scope."""
        with writing(self._engine) as connection:
            append(connection, ORDERS, order_to_row(order))

    def standing(self, scope: str) -> StandingOrder | None:
        """The order of this scope that holds."""
        with looking(self._engine) as connection:
            row = connection.execute(_STANDING, {"its_scope": scope}).mappings().one_or_none()
        return order_from_row(row) if row else None

    def standing_orders(self) -> list[StandingOrder]:
        """The order of every scope that holds, by scope."""
        newest = select(func.max(ORDERS.c.sequence)).group_by(ORDERS.c.scope)
        wanted = select(ORDERS).where(ORDERS.c.sequence.in_(newest)).order_by(ORDERS.c.scope)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).mappings().all()
        return [order_from_row(row) for row in rows]

    def verify_log(self) -> BrokenRow | None:
        """The first decision or receipt that is not as it was written, or None where there is none."""
        with reading(self._engine) as connection:
            return first_broken(connection)

    def _record(self, key: SnapshotKey, report: str, look: Look, at: datetime, happenings: Sequence[Happening]) -> None:
        mine = {"repo": key.repo, "revision": key.revision}
        with writing(self._engine) as connection:
            _put(connection, REPORTS, mine, {"report": report, "at": at})
            append_happenings(connection, happenings)
            note_look(connection, key.repo, look, at)
            project_scan(connection, key.repo, report, at)

    def _cases(self, *where: ColumnElement[bool]) -> list[Case]:
        with reading(self._engine) as connection:
            rows = connection.execute(select(CASES).where(*where).order_by(CASES.c.number)).mappings().all()
        return [case_from_row(row) for row in rows]


def _words(states: Collection[CaseState]) -> list[str]:
    return sorted(state.value for state in states)


def _undo(connection: Connection, action_id: str) -> None:
    waits = (ACTIONS.c.id == action_id) & (ACTIONS.c.state == ActionState.PENDING.value)
    if not connection.execute(update(ACTIONS).where(waits).values(state=ActionState.UNDONE.value)).rowcount:
        raise OperatorError(f"action {action_id} waits no longer, so it cannot be undone")


def _is_known(connection: Connection, action_id: str) -> bool:
    return connection.execute(select(ACTIONS.c.id).where(ACTIONS.c.id == action_id)).first() is not None


def _put_case(connection: Connection, case: Case) -> None:
    row = case_to_row(case)
    _put(connection, CASES, {"number": row.pop("number")}, row)


def _put(connection: Connection, table: Table, key: Row, values: Row) -> None:
    """Update, or insert where there is nothing: databases do not agree on one statement for it."""
    change, addition = _putting(table, tuple(key), tuple(values))
    named = {f"its_{name}": value for name, value in key.items()} | {
        f"new_{name}": each for name, each in values.items()
    }
    if not connection.execute(change, named).rowcount:
        connection.execute(addition, key | values)


@functools.cache
def _putting(table: Table, key: tuple[str, ...], values: tuple[str, ...]) -> tuple[Update, Insert]:
    mine = [table.c[name] == bindparam(f"its_{name}") for name in key]
    return update(table).where(*mine).values({name: bindparam(f"new_{name}") for name in values}), insert(table)
