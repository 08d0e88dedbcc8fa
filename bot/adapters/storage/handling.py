# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How people share the work among them, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, select, update

from bot.adapters.storage.desk_tables import CASE_LABELS, CASE_ROWS, VIEWS
from bot.adapters.storage.engine import reading, writing
from bot.model.errors import NotAllowed
from bot.model.handling import SavedView, checked_label

_MOST = 200
_MOST_VIEWS = 50


class SqlHandling:
    """May be used by several threads and processes at once. Every method raises OperatorError where the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def assign(self, numbers: Sequence[int], assignee: str, *, by: str, at: datetime) -> int:
        """These cases are this person's now; nobody's where ``assignee`` is empty."""
        with writing(self._engine) as connection:
            return _handle(connection, numbers, assignee=assignee, handled_by=by, handled_at=at)

    def snooze(self, numbers: Sequence[int], until: datetime | None, *, by: str, at: datetime) -> int:
        """Until then the queue does not show these cases."""
        with writing(self._engine) as connection:
            return _handle(connection, numbers, snoozed_until=until, handled_by=by, handled_at=at)

    def label(self, numbers: Sequence[int], label: str, *, by: str, at: datetime) -> int:
        """Put a label on these cases. Raises ValueError for what is no label."""
        label = checked_label(label)
        with writing(self._engine) as connection:
            # Locked in one order, so that two people who label the same cases wait for each other and do not clash.
            there = select(CASE_ROWS.c.number).where(_among(numbers)).order_by(CASE_ROWS.c.number).with_for_update()
            found = list(connection.execute(there).scalars())
            mine = CASE_LABELS.c.label == label, CASE_LABELS.c.case.in_(found)
            held = set(connection.execute(select(CASE_LABELS.c.case).where(*mine)).scalars())
            new = [{"label": label, "case": each, "by": by, "at": at} for each in found if each not in held]
            if new:
                connection.execute(insert(CASE_LABELS), new)
        return len(found)

    def unlabel(self, numbers: Sequence[int], label: str) -> int:
        """Take it off again."""
        mine = CASE_LABELS.c.label == checked_label(label), CASE_LABELS.c.case.in_(numbers)
        with writing(self._engine) as connection:
            return connection.execute(delete(CASE_LABELS).where(*mine)).rowcount

    def labels(self) -> list[str]:
        """Every label that is on a case, sorted."""
        wanted = select(CASE_LABELS.c.label).distinct().order_by(CASE_LABELS.c.label).limit(_MOST)
        with reading(self._engine) as connection:
            return list(connection.execute(wanted).scalars())

    def assignees(self) -> list[str]:
        """Everybody who has a case, sorted."""
        # From one name to the next: where most cases are nobody's, reading all of them would take a hundred times as long.
        names: list[str] = []
        with reading(self._engine) as connection:
            while len(names) < _MOST:
                last = names[-1] if names else ""
                following = select(func.min(CASE_ROWS.c.assignee)).where(CASE_ROWS.c.assignee > last)
                name = connection.execute(following).scalar_one()
                if name is None:
                    break
                names.append(name)
        return sorted(names)

    def views(self, person: str) -> list[SavedView]:
        """What this person kept, by name."""
        wanted = select(VIEWS).where(VIEWS.c.person == person).order_by(VIEWS.c.name)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).all()
        return [SavedView(person=row.person, name=row.name, query=row.query) for row in rows]

    def save_view(self, view: SavedView) -> None:
        """Keep a question; one of the same person and name is replaced. Raises NotAllowed from the fifty-first on."""
        mine = VIEWS.c.person == view.person
        with writing(self._engine) as connection:
            same = update(VIEWS).where(mine, VIEWS.c.name == view.name).values(query=view.query)
            if connection.execute(same).rowcount:
                return
            if connection.execute(select(func.count()).select_from(VIEWS).where(mine)).scalar_one() >= _MOST_VIEWS:
                raise NotAllowed(f"views: {_MOST_VIEWS} are kept at most; remove one first")
            connection.execute(insert(VIEWS).values(person=view.person, name=view.name, query=view.query))

    def remove_view(self, person: str, name: str) -> None:
        """Forget it; does nothing where there is none."""
        with writing(self._engine) as connection:
            connection.execute(delete(VIEWS).where(VIEWS.c.person == person, VIEWS.c.name == name))


def _among(numbers: Sequence[int]) -> ColumnElement[bool]:
    return CASE_ROWS.c.number.in_(sorted(set(numbers)))


def _handle(connection: Connection, numbers: Sequence[int], **values: str | datetime | None) -> int:
    return connection.execute(update(CASE_ROWS).where(_among(numbers)).values(values)).rowcount
