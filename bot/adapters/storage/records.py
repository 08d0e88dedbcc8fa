# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How the posts of each rule fared, counted in SQL: what it costs grows with what was posted, not with what was scanned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine, Select, func, select

from bot.adapters.storage.case_tables import DECISIONS, RECEIPTS
from bot.adapters.storage.desk_rows import RULE
from bot.adapters.storage.desk_tables import CASE_ROWS, CASE_TERMS
from bot.adapters.storage.engine import reading
from bot.model.cases import CaseState, Decider
from bot.model.records import RuleRecord

_AT_A_TIME = 500
_WITHDRAWN, _DISPUTED = CaseState.WITHDRAWN.value, CaseState.DISPUTED.value
_Cases = Sequence[int]


@dataclass(slots=True)
class _Posts:
    """Of one rule: the counts, and when each post came that a person read and nobody found wrong."""

    posted: int = 0
    withdrawn: int = 0
    disputed: int = 0
    clean: list[datetime] = field(default_factory=list)
    last_withdrawn: datetime | None = None


class SqlRuleRecords:
    """Implements `bot.ports.records.RuleRecords`. The database has to be migrated."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def rules(self) -> list[RuleRecord]:
        """Every rule that ever spoke in public."""
        posts: dict[str, _Posts] = defaultdict(_Posts)
        with reading(self._engine) as connection:
            posted = {case: (state, at) for case, state, at in connection.execute(_POSTED)}
            cases = sorted(posted)
            read: set[int] = set()
            taken_back: dict[int, datetime] = {}
            for some in _chunks(cases):
                for case, state, decider, at in connection.execute(_ruled(some)):
                    if state == _WITHDRAWN:
                        taken_back[case] = max(at, taken_back.get(case, at))
                    elif state == CaseState.APPROVED.value and decider == Decider.PERSON.value:
                        read.add(case)
            for some in _chunks(cases):
                for rule, case in connection.execute(_rules(some)):
                    state, at = posted[case]
                    _count(posts[rule], state, at, taken_back.get(case), was_read=case in read)
        return [
            RuleRecord(
                rule=rule,
                posted=each.posted,
                withdrawn=each.withdrawn,
                disputed=each.disputed,
                clean_run=sum(each.last_withdrawn is None or at > each.last_withdrawn for at in each.clean),
            )
            for rule, each in sorted(posts.items())
        ]


def _count(posts: _Posts, state: str, posted_at: datetime, withdrawn_at: datetime | None, *, was_read: bool) -> None:
    posts.posted += 1
    if state == _WITHDRAWN:
        posts.withdrawn += 1
        at = withdrawn_at or posted_at
        posts.last_withdrawn = max(at, posts.last_withdrawn or at)
    elif state == _DISPUTED:
        posts.disputed += 1
    elif was_read:
        posts.clean.append(posted_at)


_FIRST = select(RECEIPTS.c.case, func.min(RECEIPTS.c.at).label("at")).group_by(RECEIPTS.c.case).subquery("first")
"""What was written first for a case, from which everything that was ever posted is found without reading every case."""
_POSTED = (
    select(CASE_ROWS.c.number, CASE_ROWS.c.state, _FIRST.c.at)
    .select_from(_FIRST)
    .join(CASE_ROWS, CASE_ROWS.c.number == _FIRST.c.case)
    .where(CASE_ROWS.c.was_asked.is_(True))
)


def _rules(cases: _Cases) -> Select[str, int]:
    """The rules of each case."""
    return select(CASE_TERMS.c.value, CASE_TERMS.c.case).where(CASE_TERMS.c.case.in_(cases), CASE_TERMS.c.kind == RULE)


def _ruled(cases: _Cases) -> Select[int, str, str, datetime]:
    """Everything that was ruled on each; what of it matters is told apart here, since an index of states would lead to every ruling."""
    row = DECISIONS.c
    return select(row.case, row.state, row.decider, row.at).where(row.case.in_(cases))


def _chunks(cases: _Cases) -> Iterator[_Cases]:
    return (cases[start : start + _AT_A_TIME] for start in range(0, len(cases), _AT_A_TIME))
