# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What people said about cases, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, RowMapping, Table, insert, select, update

from bot.adapters.storage.codecs import member_from_word, texts_from_json, texts_to_json
from bot.adapters.storage.conversation_tables import (
    NOTES,
    OFFERED_FIXES,
    PLANNED_FIXES,
    REACHABLE,
    STATEMENTS,
    THREAD_COMMENTS,
)
from bot.adapters.storage.engine import reading, writing
from bot.adapters.storage.log import append
from bot.adapters.storage.rows import Row
from bot.model.conversations import Note, OfferedFix, OwnersSide, PlannedFix, Reachable, Said, Side, Statement

_LONGEST_BODY = 64 * 1024
"""The Hub takes more, and nobody reads more on a page."""
_MOST_COMMENTS = 500


class SqlConversations:
    """Implements `Conversations`. The database has to be migrated; raises OperatorError where it cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def mirror(self, case: int, said: Sequence[Said], *, at: datetime) -> None:
        """The thread as it was read. Of more comments than a page can show the first ones are kept."""
        with writing(self._engine) as connection:
            known = {each["comment"]: each for each in _comments(connection, case)}
            for place, each in enumerate(said[:_MOST_COMMENTS]):
                row = _comment_to_row(each, place)
                if each.comment in known:
                    row.pop("at")
                _put(connection, THREAD_COMMENTS, {"case": case, "comment": row.pop("comment")}, row)
            missing = [name for name in known if name not in {each.comment for each in said}]
            gone = THREAD_COMMENTS.c.comment.in_(missing) & THREAD_COMMENTS.c.gone_at.is_(None)
            connection.execute(update(THREAD_COMMENTS).where(THREAD_COMMENTS.c.case == case, gone).values(gone_at=at))

    def said(self, case: int) -> list[Said]:
        """Every comment that was ever read, in the thread's order."""
        with reading(self._engine) as connection:
            return [_comment_from_row(row) for row in _comments(connection, case)]

    def state(self, statement: Statement) -> None:
        """Add a statement at the end of the log."""
        with writing(self._engine) as connection:
            append(
                connection,
                STATEMENTS,
                {
                    "case": statement.case,
                    "owner": statement.owner,
                    "name": statement.name,
                    "text": statement.text,
                    "at": statement.at,
                },
            )

    def statements(self, case: int) -> list[Statement]:
        """Every statement, oldest first."""
        wanted = select(STATEMENTS).where(STATEMENTS.c.case == case).order_by(STATEMENTS.c.sequence)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).mappings().all()
        return [_statement(row) for row in rows]

    def note(self, note: Note) -> None:
        """Add a note at the end of the log."""
        row = {
            "case": note.case,
            "name": note.name,
            "text": note.text,
            "asks_for_evidence": note.asks_for_evidence,
            "at": note.at,
        }
        with writing(self._engine) as connection:
            append(connection, NOTES, row)

    def notes(self, case: int) -> list[Note]:
        """Every note, oldest first."""
        wanted = select(NOTES).where(NOTES.c.case == case).order_by(NOTES.c.sequence)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).mappings().all()
        return [
            Note(
                case=row["case"],
                name=row["name"],
                text=row["text"],
                asks_for_evidence=row["asks_for_evidence"],
                at=row["at"],
            )
            for row in rows
        ]

    def plan(self, fix: PlannedFix) -> None:
        """Keep it in place of the one before."""
        row = {"revision": fix.revision, "diff": fix.diff, "remarks": texts_to_json(fix.remarks), "at": fix.at}
        with writing(self._engine) as connection:
            _put(connection, PLANNED_FIXES, {"case": fix.case}, row)

    def planned(self, case: int) -> PlannedFix | None:
        """What would settle it, as somebody asked last."""
        row = self._one(PLANNED_FIXES, case)
        return None if row is None else _planned(row)

    def offer(self, fix: OfferedFix) -> None:
        """Keep it in place of the one before."""
        with writing(self._engine) as connection:
            _put(connection, OFFERED_FIXES, {"case": fix.case}, {"url": fix.url, "remark": fix.remark, "at": fix.at})

    def offered(self, case: int) -> OfferedFix | None:
        """What became of the last pull request."""
        row = self._one(OFFERED_FIXES, case)
        return None if row is None else _offered(row)

    def owners_side(self, cases: Sequence[int]) -> dict[int, OwnersSide]:
        """Three questions, however many cases there are."""
        with reading(self._engine) as connection:
            statements, planned, offered = (
                connection.execute(select(table).where(table.c.case.in_(cases)).order_by(*order)).mappings().all()
                for table, order in ((STATEMENTS, [STATEMENTS.c.sequence]), (PLANNED_FIXES, []), (OFFERED_FIXES, []))
            )
        said: dict[int, list[Statement]] = {each: [] for each in cases}
        for row in statements:
            said[row["case"]].append(_statement(row))
        plans = {row["case"]: _planned(row) for row in planned}
        offers = {row["case"]: _offered(row) for row in offered}
        return {
            each: OwnersSide(statements=tuple(said[each]), planned=plans.get(each), offered=offers.get(each))
            for each in cases
        }

    def reach(self, reachable: Reachable) -> None:
        """Keep it in place of what was there. Raises ValueError without a time."""
        if reachable.at is None:
            raise ValueError(f"{reachable.owner}: expected a time, found none")
        row = {
            "contact": reachable.contact,
            "language": reachable.language,
            "name": reachable.name,
            "at": reachable.at,
        }
        with writing(self._engine) as connection:
            _put(connection, REACHABLE, {"owner": reachable.owner.casefold()}, row)

    def reachable(self, owner: str) -> Reachable:
        """How they want to be spoken to."""
        wanted = select(REACHABLE).where(REACHABLE.c.owner == owner.casefold())
        with reading(self._engine) as connection:
            row = connection.execute(wanted).mappings().one_or_none()
        if row is None:
            return Reachable(owner=owner.casefold())
        return Reachable(
            owner=row["owner"], contact=row["contact"], language=row["language"], name=row["name"], at=row["at"]
        )

    def _one(self, table: Table, case: int) -> RowMapping | None:
        with reading(self._engine) as connection:
            return connection.execute(select(table).where(table.c.case == case)).mappings().one_or_none()


def _comments(connection: Connection, case: int) -> Sequence[RowMapping]:
    mine = select(THREAD_COMMENTS).where(THREAD_COMMENTS.c.case == case)
    return connection.execute(mine.order_by(THREAD_COMMENTS.c.place, THREAD_COMMENTS.c.comment)).mappings().all()


def _comment_to_row(said: Said, place: int) -> Row:
    return {
        "comment": said.comment[:64],
        "place": place,
        "author": said.author[:200],
        "side": said.side.value,
        "body": said.body[:_LONGEST_BODY].replace("\x00", ""),
        "at": said.at,
        "gone_at": None,
    }


def _comment_from_row(row: RowMapping) -> Said:
    return Said(
        comment=row["comment"],
        author=row["author"],
        side=member_from_word(Side, row["side"]),
        body=row["body"],
        at=row["at"],
        gone_at=row["gone_at"],
    )


def _statement(row: RowMapping) -> Statement:
    return Statement(case=row["case"], owner=row["owner"], name=row["name"], text=row["text"], at=row["at"])


def _planned(row: RowMapping) -> PlannedFix:
    return PlannedFix(
        case=row["case"],
        revision=row["revision"],
        diff=row["diff"],
        remarks=texts_from_json(row["remarks"]),
        at=row["at"],
    )


def _offered(row: RowMapping) -> OfferedFix:
    return OfferedFix(case=row["case"], url=row["url"], remark=row["remark"], at=row["at"])


def _put(connection: Connection, table: Table, key: Row, values: Row) -> None:
    mine = [table.c[name] == value for name, value in key.items()]
    if not connection.execute(update(table).where(*mine).values(values)).rowcount:
        connection.execute(insert(table).values(key | values))
