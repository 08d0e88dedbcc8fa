# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The dashboard: one issue that lists open cases by state. The same cases give the same text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.model.cases import Case, CaseState
from bot.render.markdown_templates import MarkdownTemplates
from bot.render.markers import sign
from bot.render.numbers import day
from bot.render.posts import Post
from bot.render.quoting import Inert, block, code, inert
from bot.render.references import without_references
from bot.render.texts import repositories

DASHBOARD = "dashboard"
"""What a dashboard's marker has in place of a case."""
TITLE = "Attribution dashboard"
_TEMPLATE = "issue/dashboard.md.j2"
_MOST_ROWS = 200
_MOST_UPSTREAMS = 5
"""Of one case; a merge may have more."""
_LONGEST_BODY = 60_000
"""GitHub takes 65,536 characters; the rest is room for what it counts otherwise."""
_ORDER = (CaseState.DISPUTED, CaseState.POSTED, CaseState.APPROVED, CaseState.IN_REVIEW, CaseState.PROPOSED)
"""What needs people first comes first; other states follow by their names."""
_IN_PUBLIC = frozenset(state for state in CaseState if state.is_in_public)
"""States in which a question already stands on the owner's page, for everybody to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case."""

    name: str
    repo: str
    upstreams: tuple[str, ...]
    since: str
    thread: Inert | None
    """Address of the discussion; ``None`` where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The cases of one state, of which some may not be listed."""

    words: str
    count: int
    rows: tuple[Row, ...] = ()

    @property
    def left_out(self) -> int:
        """How many are counted and not listed."""
        return self.count - len(self.rows)


class DashboardWriter:
    """Writes dashboards. ``hub_url`` is where links to models lead. Raises RulesError where the template is broken or breaks the tone."""

    def __init__(self, templates: Mapping[str, str], *, hub_url: str, contact: str) -> None:
        self._hub_url = hub_url.rstrip("/")
        self._contact = contact
        self._templates = MarkdownTemplates(templates, model=self._model, repositories=repositories)

    def dashboard(self, cases: Iterable[Case], *, is_public: bool, most_rows: int = _MOST_ROWS) -> Post:
        """The whole issue. Where everybody can read it, only cases are named about which their owners were asked in public."""
        shown = [case for case in cases if case.state.is_open or case.state in _IN_PUBLIC]
        named = [case for case in shown if not is_public or case.state in _IN_PUBLIC]
        unnamed = [case for case in shown if is_public and case.state not in _IN_PUBLIC]
        body = self._body(named, unnamed, most_rows)
        while len(body) > _LONGEST_BODY and most_rows:
            most_rows = min(most_rows - 1, most_rows * _LONGEST_BODY // len(body))
            body = self._body(named, unnamed, most_rows)
        return Post(title=TITLE, body=sign(body, case=DASHBOARD, revision=1, commit="none"))

    def _body(self, named: Sequence[Case], unnamed: Sequence[Case], room: int) -> str:
        groups: list[Group] = []
        for state, cases in _by_state(named):
            newest_first = sorted(cases, key=lambda case: (case.changed_at, case.number), reverse=True)
            rows = tuple(self._row(case) for case in newest_first[:room])
            room -= len(rows)
            groups.append(Group(words=_words(state), count=len(cases), rows=rows))
        values = {
            "groups": groups,
            "unnamed": [Group(words=_words(state), count=len(cases)) for state, cases in _by_state(unnamed)],
            "contact": Inert(block(self._contact)),
        }
        return without_references(self._templates.checked(_TEMPLATE, values))

    def _row(self, case: Case) -> Row:
        thread = None if case.thread is None else Inert(f"{self._address(case.repo)}/discussions/{case.thread}")
        return Row(
            name=case.name,
            repo=case.repo,
            upstreams=case.upstreams[:_MOST_UPSTREAMS],
            since=day(case.changed_at),
            thread=thread,
        )

    def _address(self, repo: str) -> str:
        return f"{self._hub_url}/{inert(repo)}"

    def _model(self, repo: str) -> Inert:
        return Inert(f"[{code(repo)}]({self._address(repo)})")


def _by_state(cases: Iterable[Case]) -> list[tuple[CaseState, list[Case]]]:
    found: dict[CaseState, list[Case]] = {}
    for case in cases:
        found.setdefault(case.state, []).append(case)
    place = {state: number for number, state in enumerate(_ORDER)}
    return sorted(found.items(), key=lambda item: (place.get(item[0], len(place)), item[0].value))


def _words(state: CaseState) -> str:
    return state.value.replace("_", " ")
