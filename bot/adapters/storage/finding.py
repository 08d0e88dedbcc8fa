# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Turns a question about cases into statements that stay quick at a hundred thousand cases.

1. What narrows a question down (a word, an upstream, a rule, a person) is counted first, up to `FEW`: the smallest of them that holds
   fewer is read in full, its cases are looked up by number, and sorted.
2. Where nothing narrows it down so far, the cases of each state, or of all, are walked in the order that is asked for, through an index
   that has them so, until a page is full. What is asked beside is then common, so that the walk is short.

3. Counting goes the same way: what is found by one term is counted by what the term itself repeats of the case, and what several common
   parts have in common is counted among the newest `COUNTED` of one of them, and called "at least".

Both databases could be left to choose, but what they know of a table is old or nothing: see benchmarks/desk.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, assert_never

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, desc, exists, func, or_, select, union_all

from bot.adapters.storage.cursors import cursor_after, place_of
from bot.adapters.storage.desk_rows import LICENSE, NO_SHARE, OWNER, PART, RULE, UPSTREAM, WORD
from bot.adapters.storage.desk_tables import CASE_COUNTS, CASE_LABELS, CASE_ROWS, CASE_TERMS
from bot.model.cases import CaseState
from bot.model.questions import NOBODY, PUBLIC_STATES, CaseFilter, Order, case_number
from bot.policy.listing import asked_words

FEW = 2_000
"""Cases that are looked up by number and sorted in about 10 ms (benchmarks/desk.py)."""
COUNTED = 2_000
"""Terms that are looked through and asked for another term in about 10 ms."""
LAST_SIGN = chr(0x10FFFF)
_Numbers = Select[tuple[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """One part of a question, as a list of numbers and as a condition on a row."""

    numbers: _Numbers
    holds: ColumnElement[bool]
    holds_for: Callable[[ColumnElement[int]], ColumnElement[bool]]
    """The condition about a case that some other column numbers."""
    term: ColumnElement[bool] | None = None
    """Which terms it is about, where it is about terms."""
    is_one_term: bool = False
    """Whether no case has two of these terms."""


class Finding:
    """The cases that one filter finds, at one moment, through one connection."""

    def __init__(self, connection: Connection, wanted: CaseFilter, now: datetime) -> None:
        self._connection = connection
        self._wanted = wanted
        self._now = now
        self._states = _states(wanted)
        self._conditions = _conditions(wanted, now)
        self._narrowings = _narrowings(wanted, now)
        self._question = repr((wanted.to_query(), wanted.public_only))

    def page(self, after: str | None, most: int) -> tuple[list[int], str | None]:
        """The numbers of the next cases in order, and where to go on. Raises InputError for a cursor of something else."""
        order = self._wanted.order
        column = _column(order)
        kinds = (int,) if order in {Order.NEWEST, Order.OLDEST} else (float if order is Order.SHARE else datetime, int)
        beyond = [] if after is None else [_beyond(order, place_of(after, question=self._question, kinds=kinds))]
        if not self._states:
            return [], None
        few = self._few()
        found = self._chosen(few, column, beyond) if few is not None else self._walked(column, beyond, most + 1)
        rows = self._connection.execute(found.order_by(*_ordered(order, found)).limit(most + 1)).all()
        last = rows[most - 1] if len(rows) > most else None
        place = () if last is None else (last.number,) if len(kinds) == 1 else (last.sorted, last.number)
        return [row.number for row in rows[:most]], cursor_after(place, question=self._question) if place else None

    def counts(self) -> tuple[dict[tuple[str, str], int], bool]:
        """How many there are, by the stored words of state and tier; and whether there may be more."""
        if not self._states:
            return {}, False
        if not self._narrowings:
            return self._of_all(), False
        if all(each.term is None for each in self._narrowings):
            held = [*self._conditions, *(each.holds for each in self._narrowings)]
            return self._grouped(CASE_ROWS.c, [CASE_ROWS.c.state.in_(self._states), *held]), False
        size, least = self._least(COUNTED)
        if least.term is not None and not _needs_rows(self._wanted):
            return self._by_terms(least, size)
        few = replace(least, numbers=least.numbers.order_by(desc(least.numbers.selected_columns[0])).limit(FEW))
        where = [CASE_ROWS.c.state.in_(self._states), *self._conditions, *self._beside(few, least)]
        return self._grouped(CASE_ROWS.c, where), size > FEW

    def _of_all(self) -> dict[tuple[str, str], int]:
        """From what is counted already, without those that rest, where they are not asked for."""
        columns = CASE_COUNTS.c
        where = [columns.state.in_(self._states)]
        where += [columns.is_public.is_(True)] if self._wanted.public_only else []
        where += [columns.tier.in_(_tiers(self._wanted))] if self._wanted.tiers else []
        counted = select(columns.state, columns.tier, func.sum(columns.cases)).where(*where)
        found = {
            (state, tier): int(count)
            for state, tier, count in self._connection.execute(counted.group_by(columns.state, columns.tier))
        }
        if self._wanted.hides_snoozed:
            rests = replace(self._wanted, hides_snoozed=False)
            # Of every state, since those that rest are few and found by that alone.
            asleep = CASE_ROWS.c.snoozed_until > self._now
            resting = self._grouped(CASE_ROWS.c, [asleep, *_conditions(rests, self._now)])
            found = {kind: count - resting.get(kind, 0) for kind, count in found.items()}
        return found

    def _by_terms(self, least: Narrowing, size: int) -> tuple[dict[tuple[str, str], int], bool]:
        columns = (CASE_TERMS.c.case, CASE_TERMS.c.state, CASE_TERMS.c.tier, CASE_TERMS.c.is_public)
        found = select(*columns).where(*([] if least.term is None else [least.term]))
        others = [each for each in self._narrowings if each is not least]
        is_whole = least.is_one_term and not others
        if not is_whole:
            found = found.limit(COUNTED + 1)
        terms = (found if least.is_one_term else select(found.subquery()).distinct()).subquery()
        where: list[ColumnElement[bool]] = []
        if len(self._states) < len(CaseState):
            where.append(terms.c.state.in_(self._states))
        if self._wanted.public_only:
            where.append(terms.c.is_public.is_(True))
        if self._wanted.tiers:
            where.append(terms.c.tier.in_(_tiers(self._wanted)))
        where += [each.holds_for(terms.c.case) for each in others]
        return self._grouped(terms.c, where), size > COUNTED and not is_whole

    def _grouped(self, columns: Any, where: Sequence[ColumnElement[bool]]) -> dict[tuple[str, str], int]:  # noqa: ANN401 - columns of either
        grouped = select(columns.state, columns.tier, func.count()).where(*where).group_by(columns.state, columns.tier)
        return {(state, tier): count for state, tier, count in self._connection.execute(grouped)}

    def _few(self) -> Narrowing | None:
        """The part of the question with the fewest cases, where those are few."""
        if not self._narrowings:
            return None
        size, least = self._least(FEW)
        return least if size <= FEW else None

    def _least(self, most: int) -> tuple[int, Narrowing]:
        """The part of the question with the fewest cases, counted up to one more than so many."""
        counted = [(self._count(each.numbers, most), place) for place, each in enumerate(self._narrowings)]
        size, place = min(counted)
        return size, self._narrowings[place]

    def _count(self, numbers: _Numbers, most: int) -> int:
        some = numbers.limit(most + 1).subquery()
        return self._connection.execute(select(func.count()).select_from(some)).scalar_one()

    def _beside(self, few: Narrowing, part: Narrowing) -> list[ColumnElement[bool]]:
        """What has to hold where the numbers of one part are given."""
        others = [each.holds for each in self._narrowings if each is not part]
        return [CASE_ROWS.c.number.in_(few.numbers), *others]

    def _chosen(self, few: Narrowing, column: ColumnElement[Any], beyond: Sequence[ColumnElement[bool]]) -> Select[Any]:
        where = [CASE_ROWS.c.state.in_(self._states), *self._conditions, *self._beside(few, few), *beyond]
        # The limit keeps SQLite from walking the whole order and asking of each case whether it is among the few.
        inner = _keys(column).where(*where).limit(FEW + 1).subquery()
        return _from(inner)

    def _walked(self, column: ColumnElement[Any], beyond: Sequence[ColumnElement[bool]], most: int) -> Select[Any]:
        held = [*self._conditions, *(each.holds for each in self._narrowings), *beyond]
        directed = _directed(self._wanted.order, column, CASE_ROWS.c.number)
        walk = _keys(column).where(*held).order_by(*directed).limit(most)
        if len(self._states) == len(CaseState):
            return _from(walk.subquery())
        each_state = [select(walk.where(CASE_ROWS.c.state == state).subquery()) for state in self._states]
        return _from(union_all(*each_state).subquery())


def _keys(column: ColumnElement[Any]) -> Select[Any]:
    return select(CASE_ROWS.c.number, column.label("sorted"))


def _from(found: Subquery) -> Select[Any]:
    return select(found.c.number, found.c.sorted)


def _column(order: Order) -> ColumnElement[Any]:
    match order:
        case Order.NEWEST | Order.OLDEST:
            return CASE_ROWS.c.number
        case Order.CHANGED:
            return CASE_ROWS.c.changed_at
        case Order.DUE:
            return CASE_ROWS.c.due_at
        case Order.SHARE:
            return CASE_ROWS.c.share
        case _:
            assert_never(order)


def _ordered(order: Order, found: Select[Any]) -> list[ColumnElement[Any]]:
    columns = found.selected_columns
    return _directed(order, columns["sorted"], columns["number"])


def _directed(order: Order, column: ColumnElement[Any], number: ColumnElement[int]) -> list[ColumnElement[Any]]:
    """Both in one direction, so that an index over both has the rows in order."""
    is_rising = order in {Order.OLDEST, Order.DUE}
    parts = [number] if order in {Order.NEWEST, Order.OLDEST} else [column, number]
    return [part.asc() if is_rising else part.desc() for part in parts]


def _beyond(order: Order, place: Sequence[Any]) -> ColumnElement[bool]:
    number: ColumnElement[int] = CASE_ROWS.c.number
    match order:
        case Order.NEWEST:
            return number < int(place[0])
        case Order.OLDEST:
            return number > int(place[0])
        case Order.DUE:
            due = CASE_ROWS.c.due_at
            return and_(due >= place[0], or_(due > place[0], number > place[1]))
        case Order.CHANGED | Order.SHARE:
            column = _column(order)
            return and_(column <= place[0], or_(column < place[0], number < place[1]))
        case _:
            assert_never(order)


def _states(wanted: CaseFilter) -> list[str]:
    states = wanted.states or frozenset(CaseState)
    return sorted(state.value for state in (states & PUBLIC_STATES if wanted.public_only else states))


def _conditions(wanted: CaseFilter, now: datetime) -> list[ColumnElement[bool]]:
    """What is read off the row and narrows nothing down by itself."""
    row = CASE_ROWS.c
    found: list[ColumnElement[bool]] = []
    if wanted.public_only:
        found.append(row.is_public.is_(True))
    if wanted.tiers:
        found.append(row.tier.in_(_tiers(wanted)))
    if wanted.hides_snoozed:
        found.append(or_(row.snoozed_until.is_(None), row.snoozed_until <= now))
    return found


def _narrowings(wanted: CaseFilter, now: datetime) -> list[Narrowing]:
    row = CASE_ROWS.c
    found = [
        *_of_kind(RULE, sorted(wanted.rules)),
        *_of_kind(PART, sorted(each.value for each in wanted.components)),
        *_of_kind(UPSTREAM, [wanted.upstream]),
        *_of_kind(OWNER, [wanted.owner]),
        *_of_kind(LICENSE, [wanted.license]),
        *_words(wanted.words),
    ]
    if wanted.assignee:
        found.append(_by_row(row.assignee == ("" if wanted.assignee == NOBODY else wanted.assignee)))
    if wanted.label:
        labelled = CASE_LABELS.c.label == wanted.label.casefold()

        def has_label(number: ColumnElement[int]) -> ColumnElement[bool]:
            return exists().where(labelled, CASE_LABELS.c.case == number)

        numbers = select(CASE_LABELS.c.case).where(labelled)
        found.append(Narrowing(numbers=numbers, holds=has_label(row.number), holds_for=has_label))
    found += _ranges(wanted)
    if wanted.due_days is not None:
        found.append(_by_row(row.due_at <= end_of_day(now, wanted.due_days)))
    if wanted.needs_second_reader:
        found.append(_by_row(row.needs_second.is_(True)))
    return found


def _ranges(wanted: CaseFilter) -> list[Narrowing]:
    row = CASE_ROWS.c
    found: list[Narrowing] = []
    if wanted.share_from is not None or wanted.share_to is not None:
        least, most = wanted.share_from or 0.0, 1.0 if wanted.share_to is None else wanted.share_to
        found.append(_by_row(and_(row.share > NO_SHARE, row.share >= least, row.share <= most)))
    if wanted.opened_from is not None or wanted.opened_to is not None:
        first, last = _begin(wanted.opened_from or date.min), _end(wanted.opened_to or date.max)
        found.append(_by_row(and_(row.opened_at >= first, row.opened_at <= last)))
    return found


def _of_kind(kind: str, values: Sequence[str]) -> list[Narrowing]:
    values = [value.casefold() for value in values if value]
    if not values:
        return []
    return [replace(_by_term(kind, CASE_TERMS.c.value.in_(values)), is_one_term=len(values) == 1)]


def _words(words: str) -> list[Narrowing]:
    if not words:
        return []
    try:
        return [_by_row(CASE_ROWS.c.number == case_number(words))]
    except ValueError:
        pass
    value = CASE_TERMS.c.value
    return [_by_term(WORD, and_(value >= word, value < word + LAST_SIGN)) for word in asked_words(words)]


def _by_term(kind: str, holds: ColumnElement[bool]) -> Narrowing:
    mine = and_(CASE_TERMS.c.kind == kind, holds)

    def holds_for(number: ColumnElement[int]) -> ColumnElement[bool]:
        # Nothing but the case is read, so that the index over cases holds all of it; otherwise SQLite reads every term of the kind.
        return exists(select(CASE_TERMS.c.case).where(CASE_TERMS.c.case == number, mine))

    return Narrowing(
        numbers=select(CASE_TERMS.c.case).where(mine),
        holds=holds_for(CASE_ROWS.c.number),
        holds_for=holds_for,
        term=mine,
    )


def _by_row(holds: ColumnElement[bool]) -> Narrowing:
    def holds_for(number: ColumnElement[int]) -> ColumnElement[bool]:
        return exists().where(CASE_ROWS.c.number == number, holds)

    return Narrowing(numbers=select(CASE_ROWS.c.number).where(holds), holds=holds, holds_for=holds_for)


def _needs_rows(wanted: CaseFilter) -> bool:
    """Whether something is asked that no term repeats."""
    return wanted.hides_snoozed


def _tiers(wanted: CaseFilter) -> list[str]:
    return sorted(tier.value for tier in wanted.tiers)


def end_of_day(now: datetime, days: int) -> datetime:
    """The last moment in UTC of the day this many days from now."""
    return _end((now.astimezone(UTC) + timedelta(days=days)).date())


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _end(day: date) -> datetime:
    return datetime.combine(day, time.max, UTC)
