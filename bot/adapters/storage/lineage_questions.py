# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What builds on what, for everybody or for the desk.

Everybody sees what a repository declares, and what a public case is about. That something is missing is told to everybody only where a
public case asks for it: where nobody was asked, nothing is held against anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, func, select

from bot.adapters.storage.codecs import member_from_word
from bot.adapters.storage.cursors import cursor_after, place_of
from bot.adapters.storage.desk_rows import edge_from_row
from bot.adapters.storage.desk_tables import CASE_ROWS, DERIVATIVES
from bot.adapters.storage.finding import LAST_SIGN
from bot.model.answers import CaseCounts, CaseRow
from bot.model.cases import CaseState
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

_EDGE = DERIVATIVES.c
_STEPS = 2
_AT_A_TIME = 500


class Relatives:
    """Lineage at one moment, through one connection."""

    def __init__(self, connection: Connection, *, public_only: bool) -> None:
        self._connection = connection
        self._public_only = public_only

    def upstreams(self, words: str, after: str | None, most: int) -> UpstreamList:
        """Upstreams by name. Raises InputError for a cursor of another question."""
        question = repr(("upstreams", words, self._public_only))
        begin = words.casefold()
        last = "" if after is None else str(place_of(after, question=question, kinds=(str,))[0])
        keys = self._keys(begin, last, most + 1)
        following = cursor_after((keys[most - 1],), question=question) if len(keys) > most else None
        builders = self._builders(keys[:most])
        return UpstreamList(rows=tuple(builders[key] for key in keys[:most]), next=following)

    def _keys(self, begin: str, last: str, most: int) -> list[str]:
        """From one name to the next through the index: to read every edge of every upstream would take a hundred times as long."""
        found: list[str] = []
        while len(found) < most:
            key = _EDGE.upstream_key
            # One bound from below: of two, SQLite takes either, and then reads from there.
            beyond = key > last if last else key >= begin
            following = select(key).where(beyond, key < begin + LAST_SIGN, *self._shown())
            name = self._connection.execute(following.order_by(key).limit(1)).scalar_one_or_none()
            if name is None:
                break
            found.append(name)
            last = name
        return found

    def upstream(self, repo: str, counts: CaseCounts, after: str | None, most: int) -> UpstreamPage | None:
        """Who builds on one upstream. Raises InputError for a cursor of another question."""
        key = repo.casefold()
        question = repr(("upstream", key, self._public_only))
        about = self._builders([key]).get(key)
        if about is None:
            return None
        where = [_EDGE.upstream_key == key]
        if after is not None:
            where.append(_EDGE.repo_key > place_of(after, question=question, kinds=(str,))[0])
        edges = self._edges(where, [_EDGE.repo_key], most + 1)
        last = edges[most - 1] if len(edges) > most else None
        return UpstreamPage(
            repo=about.repo,
            license=about.license,
            builders=about.builders,
            counts=counts,
            edges=tuple(edges[:most]),
            next=None if last is None else cursor_after((last.repo.casefold(),), question=question),
        )

    def repo(self, repo: str, found: CaseRow | None, most: int) -> RepoPage | None:
        """One repository with what it builds on and what builds on it."""
        key = repo.casefold()
        below = self._edges([_EDGE.repo_key == key], [_EDGE.upstream_key], most)
        above = self._edges([_EDGE.upstream_key == key], [_EDGE.repo_key], most)
        if found is None and not below and not above:
            return None
        name = found.repo if found else below[0].repo if below else above[0].upstream
        return RepoPage(repo=name, case=found, builds_on=tuple(below), built_on_by=tuple(above))

    def family(self, around: str | None, most: int) -> Family:
        """The newest edges, or two steps up and down from one repository."""
        if around is None:
            found = self._edges([], [_EDGE.seen_at.desc(), _EDGE.repo_key, _EDGE.upstream_key], most + 1)
        else:
            up = self._walk(around, _EDGE.repo_key, lambda edge: edge.upstream, most)
            down = self._walk(around, _EDGE.upstream_key, lambda edge: edge.repo, most)
            found = list(dict.fromkeys([*up, *down]))
        return Family(edges=tuple(found[:most]), is_cut=len(found) > most)

    def _walk(self, start: str, column: ColumnElement[str], ahead: Callable[[Edge], str], most: int) -> list[Edge]:
        found: list[Edge] = []
        reached = {start.casefold()}
        for _ in range(_STEPS):
            if not reached:
                break
            step = self._edges([column.in_(sorted(reached))], [_EDGE.repo_key, _EDGE.upstream_key], most + 1)
            found += step
            reached = {ahead(edge).casefold() for edge in step}
        return found

    def _edges(
        self, where: Sequence[ColumnElement[bool]], order: Sequence[ColumnElement[Any]], most: int
    ) -> list[Edge]:
        wanted = (
            select(DERIVATIVES, CASE_ROWS.c.state)
            .outerjoin(CASE_ROWS, CASE_ROWS.c.number == _EDGE.case)
            .where(*where, *self._shown())
            .order_by(*order)
            .limit(most)
        )
        return [self._edge(row) for row in self._connection.execute(wanted).mappings()]

    def _edge(self, row: RowMapping) -> Edge:
        edge = edge_from_row(row)
        if row["case"] is None or (self._public_only and not row["is_asked"]):
            # Nobody was asked in public, so for everybody it is not known that anything is missing.
            return replace(edge, is_credited=edge.is_credited or None) if self._public_only else edge
        state = member_from_word(CaseState, row["state"])
        standing = Standing.WITHDRAWN if state is CaseState.WITHDRAWN else edge.standing
        return replace(edge, standing=standing, case=row["case"], state=state)

    def _builders(self, keys: Sequence[str]) -> dict[str, UpstreamRow]:
        """What the list shows of these upstreams; those that may not be shown are left out."""
        counted = (
            select(_EDGE.upstream_key, _EDGE.is_asked, _EDGE.is_credited, func.count())
            .where(_EDGE.upstream_key.in_(keys), *self._shown())
            .group_by(_EDGE.upstream_key, _EDGE.is_asked, _EDGE.is_credited)
        )
        builders: dict[str, Builders] = {}
        for key, is_asked, is_credited, count in self._connection.execute(counted):
            told = is_credited if is_asked or not self._public_only else (is_credited or None)
            builders[key] = _added(builders.get(key, Builders()), told, count)
        for key, is_credited, count in self._taken_back(keys):
            less = _added(builders[key], is_credited, -count)
            builders[key] = replace(less, withdrawn=less.withdrawn + count)
        return {
            key: UpstreamRow(repo=name, license=license_id, builders=builders[key])
            for key, name, license_id in (self._names(key) for key in builders)
        }

    def _taken_back(self, keys: Sequence[str]) -> Iterator[tuple[str, bool | None, int]]:
        """Of the edges of these upstreams those about which we were wrong, by what they were counted among.

        Asked in two steps: there are few cases of that kind, and an upstream may have a hundred thousand edges.
        """
        withdrawn = select(CASE_ROWS.c.repo_key).where(CASE_ROWS.c.state == CaseState.WITHDRAWN.value)
        repos = sorted(self._connection.execute(withdrawn).scalars())
        for start in range(0, len(repos), _AT_A_TIME):
            found = (
                select(_EDGE.upstream_key, _EDGE.is_credited, func.count())
                .where(
                    _EDGE.repo_key.in_(repos[start : start + _AT_A_TIME]),
                    _EDGE.upstream_key.in_(keys),
                    _EDGE.case.is_not(None),
                    *self._shown(),
                )
                .group_by(_EDGE.upstream_key, _EDGE.is_credited)
            )
            yield from self._connection.execute(found)

    def _names(self, key: str) -> tuple[str, str, str | None]:
        """How an upstream is written, and its license where any scan told."""
        mine = select(_EDGE.upstream, _EDGE.license).where(_EDGE.upstream_key == key).order_by(_EDGE.repo_key)
        first = self._connection.execute(mine.limit(1)).one()
        if first.license is None:
            told = self._connection.execute(mine.where(_EDGE.license.is_not(None)).limit(1)).first()
            return key, first.upstream, told.license if told else None
        return key, first.upstream, first.license

    def _shown(self) -> list[ColumnElement[bool]]:
        return [_EDGE.is_shown.is_(True)] if self._public_only else []


def _added(builders: Builders, told: bool | None, count: int) -> Builders:  # noqa: FBT001 - the value itself
    match told:
        case True:
            return replace(builders, credited=builders.credited + count)
        case False:
            return replace(builders, not_credited=builders.not_credited + count)
        case None:
            return replace(builders, not_told=builders.not_told + count)
