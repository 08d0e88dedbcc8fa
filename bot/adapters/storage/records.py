# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How the posts of each rule fared, counted in SQL: what it costs grows with what was posted, not with what was scanned."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine, exists, func, select

from bot.adapters.storage.desk_rows import RULE
from bot.adapters.storage.desk_tables import CASE_ROWS, CASE_TERMS
from bot.adapters.storage.engine import reading
from bot.adapters.storage.tables import DECISIONS, RECEIPTS
from bot.model.cases import CaseState, Decider
from bot.model.records import RuleRecord

_WITHDRAWN, _DISPUTED = CaseState.WITHDRAWN.value, CaseState.DISPUTED.value


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
            for rule, state, posted_at, withdrawn_at, was_read in connection.execute(_POSTED):
                _count(posts[rule], state, posted_at, withdrawn_at, was_read=bool(was_read))
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
_TAKEN_BACK = (
    select(func.max(DECISIONS.c.at))
    .where(DECISIONS.c.case == CASE_ROWS.c.number, DECISIONS.c.state == _WITHDRAWN)
    .correlate(CASE_ROWS)
    .scalar_subquery()
)
_WAS_READ = (
    exists()
    .where(
        DECISIONS.c.case == CASE_ROWS.c.number,
        DECISIONS.c.state == CaseState.APPROVED.value,
        DECISIONS.c.decider == Decider.PERSON.value,
    )
    .correlate(CASE_ROWS)
)
_POSTED = (
    select(CASE_TERMS.c.value, CASE_ROWS.c.state, _FIRST.c.at, _TAKEN_BACK, _WAS_READ)
    .select_from(_FIRST)
    .join(CASE_ROWS, CASE_ROWS.c.number == _FIRST.c.case)
    .join(CASE_TERMS, (CASE_TERMS.c.case == CASE_ROWS.c.number) & (CASE_TERMS.c.kind == RULE))
    .where(CASE_ROWS.c.was_asked.is_(True))
)
