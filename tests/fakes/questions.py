# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Answers from lists in memory: put rows, edges, corrections and entries into it and ask; or let it read a casebook in memory.

It passes tests/contract/test_questions_contract.py with a casebook, as the one in SQL does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import TypeVar

from bot.model.answers import CaseCounts, CasePage, CaseRow, OutboxRow, OwnerPage, Waiting
from bot.model.cases import CaseState
from bot.model.corrections import Correction, Corrections
from bot.model.errors import InputError
from bot.model.findings import Tier
from bot.model.lineage_answers import (
    Builders,
    Edge,
    Family,
    RepoPage,
    Standing,
    UpstreamList,
    UpstreamPage,
    UpstreamRow,
)
from bot.model.log_entries import LogEntry, LogPage
from bot.model.questions import NOBODY, OPEN_STATES, CaseFilter, LogFilter, Order, case_number
from bot.model.rates import Rate
from bot.policy.listing import asked_words, words_of
from bot.ports.clock import Clock
from tests.fakes.casebook import FakeCasebook
from tests.fakes.reading import Reading

_One = TypeVar("_One")
_MOST = 200


class FakeQuestions:
    def __init__(self, clock: Clock, casebook: FakeCasebook | None = None) -> None:
        self._clock = clock
        self._casebook = casebook
        self.assigned: dict[int, str] = {}
        self.snoozed: dict[int, tuple[datetime, CaseState]] = {}
        self.labelled: dict[int, set[str]] = {}
        self.rows: list[CaseRow] = []
        self.edges: list[Edge] = []
        self.waits: list[OutboxRow] = []
        self.entries: list[LogEntry] = []
        self.correction_rows: list[Correction] = []
        self.posts = 0
        self.answer_hours: list[float] = []
        self.stopped: set[str] = set()

    def stand_still(self) -> None:
        """Take what the casebook says for the last time."""
        self.refresh()
        self._casebook = None

    def refresh(self) -> None:
        """Take what the casebook says by now, where there is one."""
        if self._casebook is None:
            return
        read = Reading(self._casebook)
        self.rows, self.edges, self.waits, self.entries = read.rows(), read.edges(), read.waits(), read.entries()
        self.correction_rows, self.posts, self.answer_hours = read.corrections(), read.posts(), read.answer_hours()
        self.stopped = read.stopped()

    def known_rows(self) -> list[CaseRow]:
        """With what people did with them."""
        self.refresh()
        return [self._handled(row) for row in self.rows]

    def _handled(self, row: CaseRow) -> CaseRow:
        until, state = self.snoozed.get(row.number, (None, None))
        return replace(
            row,
            assignee=self.assigned.get(row.number, row.assignee),
            snoozed_until=until if state is row.state else row.snoozed_until,
            labels=tuple(sorted({*row.labels, *self.labelled.get(row.number, ())})),
        )

    def cases(self, wanted: CaseFilter, *, after: str | None = None, most: int = 50) -> CasePage:
        rows, following = _paged(self._ordered(wanted), after, most)
        return CasePage(rows=rows, next=following)

    def numbered(self, numbers: Sequence[int], *, public_only: bool = False) -> list[CaseRow]:
        found = [each for each in self.known_rows() if each.number in numbers and (each.is_public or not public_only)]
        return sorted(found, key=lambda row: row.number)

    def counts(self, wanted: CaseFilter) -> CaseCounts:
        return _counts(self._ordered(wanted))

    def waiting(self, person: str) -> Waiting:
        self.refresh()
        mine = CaseFilter(assignee=person, hides_snoozed=True)
        return Waiting(
            mine=sum(row.state in OPEN_STATES for row in self._ordered(mine)) if person else 0,
            second_reader=sum(
                person.casefold() not in row.readers for row in self._ordered(CaseFilter(needs_second_reader=True))
            ),
            due_today=len(self._ordered(CaseFilter(due_days=0))),
            disputed=len(self._ordered(CaseFilter(states=frozenset({CaseState.DISPUTED})))),
            outbox=len(self.waits),
        )

    def outbox(self) -> list[OutboxRow]:
        self.refresh()
        return sorted(self.waits, key=lambda row: row.not_before or row.created_at)[:_MOST]

    def upstreams(
        self, *, words: str = "", public_only: bool = False, after: str | None = None, most: int = 50
    ) -> UpstreamList:
        edges = self._edges(public_only=public_only)
        names = sorted({edge.upstream for edge in edges}, key=str.casefold)
        rows = [
            UpstreamRow(repo=name, license=_license(edges, name), builders=_builders(_on(edges, name)))
            for name in names
            if name.casefold().startswith(words.casefold())
        ]
        found, following = _paged(rows, after, most)
        return UpstreamList(rows=found, next=following)

    def upstream(
        self, repo: str, *, public_only: bool = False, after: str | None = None, most: int = 50
    ) -> UpstreamPage | None:
        edges = _on(self._edges(public_only=public_only), repo)
        if not edges:
            return None
        found, following = _paged(edges, after, most)
        name = edges[0].upstream
        return UpstreamPage(
            repo=name,
            license=_license(edges, name),
            builders=_builders(edges),
            counts=self.counts(CaseFilter(upstream=repo, public_only=public_only)),
            edges=found,
            next=following,
        )

    def repo(self, repo: str, *, public_only: bool = False, most: int = 50) -> RepoPage | None:
        edges = self._edges(public_only=public_only)
        case = next(
            (
                row
                for row in self.known_rows()
                if row.repo.casefold() == repo.casefold() and (row.is_public or not public_only)
            ),
            None,
        )
        below = tuple(edge for edge in edges if edge.repo.casefold() == repo.casefold())
        above = tuple(_on(edges, repo))
        if case is None and not below and not above:
            return None
        name = case.repo if case else below[0].repo if below else above[0].upstream
        return RepoPage(repo=name, case=case, builds_on=below, built_on_by=above[:most])

    def owner(self, name: str, *, public_only: bool = False, most: int = 50) -> OwnerPage:
        wanted = CaseFilter(owner=name, public_only=public_only)
        rows = self._ordered(wanted)
        closed = tuple(row for row in rows if row.state not in OPEN_STATES)
        return OwnerPage(
            name=name.casefold(),
            counts=_counts(rows),
            open=tuple(row for row in rows if row.state in OPEN_STATES)[:_MOST],
            closed=closed[:most],
            has_stopped=name.casefold() in self.stopped,
        )

    def family(self, around: str | None = None, *, public_only: bool = False, most: int = 200) -> Family:
        edges = self._edges(public_only=public_only)
        if around is None:
            found = sorted(edges, key=lambda edge: edge.seen_at, reverse=True)
        else:
            up = _steps(edges, around, lambda edge: (edge.repo, edge.upstream))
            down = _steps(edges, around, lambda edge: (edge.upstream, edge.repo))
            found = list(dict.fromkeys([*up, *down]))
        return Family(edges=tuple(found[:most]), is_cut=len(found) > most)

    def corrections(self) -> Corrections:
        self.refresh()
        posted = [row for row in self.known_rows() if row.was_asked]
        return Corrections(
            rows=tuple(sorted(self.correction_rows, key=lambda each: each.number, reverse=True)),
            withdrawn=Rate(part=len(self.correction_rows), whole=max(self.posts, len(self.correction_rows))),
            disputed=sum(row.state is CaseState.DISPUTED for row in self.known_rows()),
            resolved=sum(row.state is CaseState.RESOLVED for row in posted),
            median_answer_hours=median(self.answer_hours) if self.answer_hours else None,
        )

    def log(self, wanted: LogFilter, *, after: str | None = None, most: int = 50) -> LogPage:
        self.refresh()
        found = [each for each in self.entries if _is_logged(each, wanted)]
        found.sort(key=lambda each: (each.at, each.kind.value, each.sequence), reverse=True)
        entries, following = _paged(found, after, most)
        return LogPage(entries=entries, next=following)

    def _ordered(self, wanted: CaseFilter) -> list[CaseRow]:
        now = self._clock.now()
        rows = sorted(
            (row for row in self.known_rows() if _matches(row, wanted, now)), key=lambda row: row.number, reverse=True
        )
        match wanted.order:
            case Order.NEWEST:
                pass
            case Order.OLDEST:
                rows.reverse()
            case Order.CHANGED:
                rows.sort(key=lambda row: row.changed_at, reverse=True)
            case Order.DUE:
                rows.sort(key=lambda row: (row.due_at or datetime.max.replace(tzinfo=UTC), row.number))
            case Order.SHARE:
                rows.sort(key=lambda row: -1.0 if row.share is None else row.share, reverse=True)
        return rows

    def _edges(self, *, public_only: bool) -> list[Edge]:
        self.refresh()
        if not public_only:
            return sorted(self.edges, key=_by_name)
        public = {row.number for row in self.known_rows() if row.is_public}
        shown = [
            each if each.case in public else replace(each, case=None, state=None, is_credited=_kindly(each))
            for each in self.edges
            if each.standing is Standing.DECLARED or each.case in public
        ]
        return sorted(shown, key=_by_name)


def _kindly(edge: Edge) -> bool | None:
    """What nobody was asked about in public is not held against anybody."""
    return edge.is_credited or None


def _by_name(edge: Edge) -> tuple[str, str]:
    return edge.repo.casefold(), edge.upstream.casefold()


def _on(edges: Iterable[Edge], upstream: str) -> list[Edge]:
    return [each for each in edges if each.upstream.casefold() == upstream.casefold()]


def _license(edges: Iterable[Edge], upstream: str) -> str | None:
    return next((each.license for each in edges if each.upstream == upstream and each.license), None)


def _builders(edges: Sequence[Edge]) -> Builders:
    answers = [edge.is_credited for edge in edges if edge.standing is not Standing.WITHDRAWN]
    return Builders(
        credited=answers.count(True),
        not_credited=answers.count(False),
        not_told=answers.count(None),
        withdrawn=len(edges) - len(answers),
    )


def _steps(edges: Sequence[Edge], start: str, ends: Callable[[Edge], tuple[str, str]]) -> list[Edge]:
    found: list[Edge] = []
    reached = {start.casefold()}
    for _ in range(2):
        step = [each for each in edges if ends(each)[0].casefold() in reached]
        found += step
        reached = {ends(each)[1].casefold() for each in step}
    return found


def _counts(rows: Sequence[CaseRow]) -> CaseCounts:
    return CaseCounts(
        by_state=tuple((state, sum(row.state is state for row in rows)) for state in CaseState),
        by_tier=tuple((tier, sum(row.tier is tier for row in rows)) for tier in Tier),
    )


def _paged(rows: Sequence[_One], after: str | None, most: int) -> tuple[tuple[_One, ...], str | None]:
    if after is not None and not after.isdigit():
        raise InputError("after: expected the cursor of the page before; begin the list again")
    start = int(after or 0)
    return tuple(rows[start : start + most]), str(start + most) if start + most < len(rows) else None


def _is_logged(entry: LogEntry, wanted: LogFilter) -> bool:
    return all(
        (
            not wanted.kinds or entry.kind in wanted.kinds,
            wanted.case in {None, entry.case},
            wanted.name in {"", entry.name},
            wanted.since is None or entry.at >= wanted.since,
            wanted.until is None or entry.at < wanted.until,
        )
    )


def _matches(row: CaseRow, wanted: CaseFilter, now: datetime) -> bool:
    upstreams = {name for each in row.upstreams for name in _names(each.repo)}
    licenses = {each.license.casefold() for each in row.upstreams if each.license}
    day = row.opened_at.date()
    return all(
        (
            not wanted.states or row.state in wanted.states,
            not wanted.tiers or row.tier in wanted.tiers,
            not wanted.rules or wanted.rules & set(row.rules),
            not wanted.components or wanted.components & set(row.components),
            not wanted.upstream or wanted.upstream.casefold() in upstreams,
            not wanted.owner or wanted.owner.casefold() == row.owner,
            not wanted.license or wanted.license.casefold() in licenses,
            not wanted.assignee or row.assignee == ("" if wanted.assignee == NOBODY else wanted.assignee),
            not wanted.label or wanted.label.casefold() in row.labels,
            _has_words(row, wanted.words),
            wanted.share_from is None or (row.share is not None and row.share >= wanted.share_from),
            wanted.share_to is None or (row.share is not None and row.share <= wanted.share_to),
            wanted.opened_from is None or day >= wanted.opened_from,
            wanted.opened_to is None or day <= wanted.opened_to,
            wanted.due_days is None
            or (row.due_at is not None and row.due_at.date() <= now.date() + timedelta(days=wanted.due_days)),
            not wanted.needs_second_reader or row.needs_second_reader,
            not wanted.hides_snoozed or row.snoozed_until is None or row.snoozed_until <= now,
            not wanted.public_only or row.is_public,
        )
    )


def _names(repo: str) -> tuple[str, str]:
    return repo.casefold(), repo.split("/", maxsplit=1)[0].casefold()


def _has_words(row: CaseRow, words: str) -> bool:
    try:
        return not words or row.number == case_number(words)
    except ValueError:
        pass
    parts = words_of(row.repo, *(each.repo for each in row.upstreams))
    return all(any(part.startswith(word) for part in parts) for word in asked_words(words))
