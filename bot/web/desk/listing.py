# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One page of a list of cases, as a template shows it: rows, tabs of states, and addresses that differ in one thing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from fastapi import Request

from bot.model.answers import CaseCounts, CasePage, CaseRow
from bot.model.cases import CaseState
from bot.model.questions import CaseFilter
from bot.ports.questions import Questions

PER_PAGE = 50
_MOST_AT = 10_000_000
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One state, with how many cases are in it under the same question."""

    state: CaseState
    count: int
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a template is given."""

    address: str
    """Of this list from its beginning."""
    wanted: CaseFilter
    rows: tuple[CaseRow, ...]
    tabs: tuple[Tab, ...]
    total: int
    is_at_least: bool
    """Whether there may be more than ``total``."""
    first: int
    """Which of all the first row is, from 1; 0 where there is none."""
    start: str
    """The address of the first page; empty on it."""
    next: str
    """The address of the next page; empty on the last."""

    @property
    def last(self) -> int:
        """Which of all the last row is."""
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def query(self) -> str:
        """The question as in an address."""
        return urlencode(self.wanted.to_query())


def listed(request: Request, path: str, wanted: CaseFilter, questions: Questions) -> Listing:
    """A list whose question stands in its address. Raises InputError for a cursor of another list."""
    counts = questions.counts(replace(wanted, states=frozenset()))
    return _listing(request, path, wanted, questions, counts, address_of(path, wanted))


def pile_of(request: Request, address: str, wanted: CaseFilter, questions: Questions) -> Listing:
    """A list whose question is fixed by its address, and so has no tabs. Raises InputError for a cursor of another list."""
    return replace(_listing(request, "/", wanted, questions, questions.counts(wanted), address), tabs=())


def _listing(
    request: Request, path: str, wanted: CaseFilter, questions: Questions, counts: CaseCounts, address: str
) -> Listing:
    after = request.query_params.get("after") or None
    page = questions.cases(wanted, after=after, most=PER_PAGE)
    first = _place(request) if after else 1
    total = sum(count for state, count in counts.by_state if not wanted.states or state in wanted.states)
    return Listing(
        address=address,
        wanted=wanted,
        rows=page.rows,
        tabs=tuple(_tabs(path, wanted, counts)),
        total=max(total, first + len(page.rows) - 1) if counts.is_at_least else total,
        is_at_least=counts.is_at_least,
        first=first if page.rows else 0,
        start=address if after else "",
        next=_following(address, page, first),
    )


def address_of(path: str, wanted: CaseFilter) -> str:
    """Where a question is answered.

    >>> address_of("/cases", CaseFilter(words="qwen 7b"))
    '/cases?q=qwen+7b'
    """
    query = urlencode(wanted.to_query())
    return f"{path}?{query}" if query else path


def days_until(at: datetime, now: datetime) -> int:
    """Whole days until then, down; below zero where it has passed.

    >>> from datetime import UTC
    >>> at = datetime(2026, 3, 17, 12, tzinfo=UTC)
    >>> days_until(at, at - timedelta(hours=30)), days_until(at, at), days_until(at, at + timedelta(hours=1))
    (1, 0, -1)
    """
    return (at - now) // _DAY


def _tabs(path: str, wanted: CaseFilter, counts: CaseCounts) -> list[Tab]:
    return [
        Tab(
            state=state,
            count=count,
            address=address_of(path, replace(wanted, states=frozenset({state}))),
            is_chosen=wanted.states == {state},
        )
        for state, count in counts.by_state
        if count or state in wanted.states
    ]


def _following(address: str, page: CasePage, first: int) -> str:
    if page.next is None:
        return ""
    more = urlencode({"after": page.next, "at": str(first + len(page.rows))})
    return f"{address}{'&' if '?' in address else '?'}{more}"


def _place(request: Request) -> int:
    """Only shown, so whatever somebody writes there misleads nobody else."""
    text = request.query_params.get("at", "")
    return min(int(text), _MOST_AT) if text.isascii() and text.isdigit() and len(text) < 9 else 1
