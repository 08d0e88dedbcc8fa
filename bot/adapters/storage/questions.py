# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Questions about cases, the log and lineage, answered by SQL."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Engine, func, or_, select

from bot.adapters.storage.case_tables import ACTIONS, CASES, ORDERS
from bot.adapters.storage.codecs import member_from_word, texts_from_json
from bot.adapters.storage.corrections import corrections_in
from bot.adapters.storage.desk_tables import CASE_ROWS
from bot.adapters.storage.engine import reading
from bot.adapters.storage.finding import Finding, end_of_day
from bot.adapters.storage.lineage_questions import Relatives
from bot.adapters.storage.reading_rows import rows_of
from bot.adapters.storage.trail import log_page
from bot.model.answers import CaseCounts, CasePage, CaseRow, OutboxRow, OwnerPage, Waiting
from bot.model.cases import ActionKind, ActionState, CaseState
from bot.model.corrections import Corrections
from bot.model.findings import Tier
from bot.model.lineage_answers import Family, RepoPage, UpstreamList, UpstreamPage
from bot.model.log_entries import LogPage
from bot.model.orders import Word, owner_scope
from bot.model.questions import OPEN_STATES, CaseFilter, LogFilter
from bot.ports.clock import Clock

_MOST = 200
_MOST_READERS = 10_000


class SqlQuestions:
    """Answers that several threads may ask for at once.

    The database has to be migrated. Every method raises OperatorError where the database cannot be used, or holds what this release does
    not know.
    """

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def cases(self, wanted: CaseFilter, *, after: str | None = None, most: int = 50) -> CasePage:
        """Cases in the filter's order."""
        with reading(self._engine) as connection:
            numbers, following = Finding(connection, wanted, self._clock.now()).page(after, _bounded(most))
            return CasePage(rows=tuple(rows_of(connection, numbers)), next=following)

    def numbered(self, numbers: Sequence[int], *, public_only: bool = False) -> list[CaseRow]:
        """The rows of these cases, in the order of their numbers."""
        with reading(self._engine) as connection:
            return rows_of(connection, sorted(set(numbers)), public_only=public_only)

    def counts(self, wanted: CaseFilter) -> CaseCounts:
        """How many cases a filter finds, in each state and each tier."""
        with reading(self._engine) as connection:
            return _counts(connection, wanted, self._clock)

    def waiting(self, person: str) -> Waiting:
        """What waits for this person."""
        now, row = self._clock.now(), CASE_ROWS.c
        is_awake = or_(row.snoozed_until.is_(None), row.snoozed_until <= now)
        with reading(self._engine) as connection:
            return Waiting(
                mine=_count(connection, row.assignee == person, row.state.in_(_words(OPEN_STATES)), is_awake)
                if person
                else 0,
                second_reader=_second_reader(connection, person),
                due_today=_count(connection, row.due_at <= end_of_day(now, 0)),
                disputed=_count(connection, row.state == CaseState.DISPUTED.value),
                outbox=connection.execute(
                    select(func.count()).select_from(ACTIONS).where(ACTIONS.c.state == ActionState.PENDING.value)
                ).scalar_one(),
            )

    def outbox(self) -> list[OutboxRow]:
        """What is going to be written, what is due first coming first."""
        wanted = (
            select(ACTIONS, CASES.c.state.label("case_state"))
            .join(CASES, CASES.c.number == ACTIONS.c.case)
            .where(ACTIONS.c.state == ActionState.PENDING.value)
            .order_by(func.coalesce(ACTIONS.c.not_before, ACTIONS.c.created_at), ACTIONS.c.sequence)
            .limit(_MOST)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).mappings().all()
        return [
            OutboxRow(
                action=row["id"],
                kind=member_from_word(ActionKind, row["kind"]),
                case=row["case"],
                repo=row["repo"],
                state=member_from_word(CaseState, row["case_state"]),
                created_at=row["created_at"],
                not_before=row["not_before"],
                may_be_there=row["tried_at"] is not None,
            )
            for row in rows
        ]

    def upstreams(
        self, *, words: str = "", public_only: bool = False, after: str | None = None, most: int = 50
    ) -> UpstreamList:
        """Upstreams that something builds on, by name."""
        with reading(self._engine) as connection:
            return Relatives(connection, public_only=public_only).upstreams(words, after, _bounded(most))

    def upstream(
        self, repo: str, *, public_only: bool = False, after: str | None = None, most: int = 50
    ) -> UpstreamPage | None:
        """Who builds on one upstream."""
        with reading(self._engine) as connection:
            relatives = Relatives(connection, public_only=public_only)
            counts = _counts(connection, CaseFilter(upstream=repo, public_only=public_only), self._clock)
            return relatives.upstream(repo, counts, after, _bounded(most))

    def repo(self, repo: str, *, public_only: bool = False, most: int = 50) -> RepoPage | None:
        """What is known of one repository."""
        number = select(CASE_ROWS.c.number).where(CASE_ROWS.c.repo_key == repo.casefold()).order_by(CASE_ROWS.c.number)
        with reading(self._engine) as connection:
            numbers = list(connection.execute(number.limit(1)).scalars())
            case = next(iter(rows_of(connection, numbers, public_only=public_only)), None)
            return Relatives(connection, public_only=public_only).repo(repo, case, _bounded(most))

    def owner(self, name: str, *, public_only: bool = False, most: int = 50) -> OwnerPage:
        """What is known about one account's repositories."""
        wanted = CaseFilter(owner=name, public_only=public_only)
        now = self._clock.now()
        with reading(self._engine) as connection:
            order = connection.execute(
                select(ORDERS.c.word)
                .where(ORDERS.c.scope == owner_scope(name))
                .order_by(ORDERS.c.sequence.desc())
                .limit(1)
            ).scalar_one_or_none()
            is_open, is_closed = _with_states(wanted, OPEN_STATES), _with_states(wanted, set(CaseState) - OPEN_STATES)
            return OwnerPage(
                name=name.casefold(),
                counts=_counts(connection, wanted, self._clock),
                open=tuple(rows_of(connection, Finding(connection, is_open, now).page(None, _MOST)[0])),
                closed=tuple(rows_of(connection, Finding(connection, is_closed, now).page(None, _bounded(most))[0])),
                has_stopped=order is not None and member_from_word(Word, order) is not Word.ON,
            )

    def family(self, around: str | None = None, *, public_only: bool = False, most: int = 200) -> Family:
        """What builds on what."""
        with reading(self._engine) as connection:
            return Relatives(connection, public_only=public_only).family(around, _bounded(most))

    def corrections(self) -> Corrections:
        """Every time that we were wrong in public, and how often that was."""
        with reading(self._engine) as connection:
            return corrections_in(connection)

    def log(self, wanted: LogFilter, *, after: str | None = None, most: int = 50) -> LogPage:
        """Decisions, receipts and standing orders as one trail, the newest first."""
        with reading(self._engine) as connection:
            return log_page(connection, wanted, after, _bounded(most))


def _bounded(most: int) -> int:
    return max(1, min(most, _MOST))


def _words(states: frozenset[CaseState]) -> list[str]:
    return sorted(state.value for state in states)


def _with_states(wanted: CaseFilter, states: set[CaseState] | frozenset[CaseState]) -> CaseFilter:
    return CaseFilter(owner=wanted.owner, public_only=wanted.public_only, states=frozenset(states))


def _count(connection: Connection, *where: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(CASE_ROWS).where(*where)).scalar_one()


def _second_reader(connection: Connection, person: str) -> int:
    """Approved by others alone: names are few, so they are compared here, as the rulings compare them."""
    wanted = select(CASE_ROWS.c.readers).where(CASE_ROWS.c.needs_second.is_(True)).limit(_MOST_READERS)
    found = connection.execute(wanted).scalars()
    return sum(person.casefold() not in texts_from_json(readers) for readers in found)


def _counts(connection: Connection, wanted: CaseFilter, clock: Clock) -> CaseCounts:
    found, is_at_least = Finding(connection, wanted, clock.now()).counts()
    return CaseCounts(
        by_state=tuple((each, sum(n for (state, _), n in found.items() if state == each.value)) for each in CaseState),
        by_tier=tuple((each, sum(n for (_, tier), n in found.items() if tier == each.value)) for each in Tier),
        is_at_least=is_at_least,
    )
