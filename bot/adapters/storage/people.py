# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Sessions, local accounts and failed attempts, in SQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, RowMapping, delete, insert, select, update

from bot.adapters.storage.engine import Clash, reading, writing, writing_undoably
from bot.adapters.storage.people_tables import ATTEMPTS, LOCAL_ACCOUNTS, SESSIONS
from bot.model.people import LocalAccount, Membership, Person, Session
from bot.policy.attempts import FORGOTTEN_AFTER, seconds_to_wait


class SqlPeople:
    """Implements `bot.ports.people.People`. The database has to be migrated; raises OperatorError where it cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open_session(self, digest: bytes, session: Session) -> None:
        """Keep it, and forget those that ended before it began."""
        row = {
            "digest": digest,
            "name": session.person.name,
            "person": _encoded(session.person),
            "started_at": session.started_at,
            "seen_at": session.seen_at,
            "ends_at": session.ends_at,
        }
        with writing(self._engine) as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.ends_at <= session.started_at))
            connection.execute(insert(SESSIONS).values(row))

    def session(self, digest: bytes) -> Session | None:
        """As it was kept."""
        with reading(self._engine) as connection:
            row = connection.execute(select(SESSIONS).where(SESSIONS.c.digest == digest)).mappings().one_or_none()
        if row is None:
            return None
        return Session(
            person=_decoded(row["name"], row["person"]),
            started_at=row["started_at"],
            seen_at=row["seen_at"],
            ends_at=row["ends_at"],
        )

    def touch(self, digest: bytes, at: datetime) -> None:
        """Nothing is lost where a power cut undoes it."""
        with writing_undoably(self._engine) as connection:
            connection.execute(update(SESSIONS).where(SESSIONS.c.digest == digest).values(seen_at=at))

    def close_session(self, digest: bytes) -> None:
        """Forget it."""
        with writing(self._engine) as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.digest == digest))

    def close_sessions_of(self, name: str) -> int:
        """Forget all of a person's."""
        with writing(self._engine) as connection:
            return connection.execute(delete(SESSIONS).where(SESSIONS.c.name == name)).rowcount

    def accounts(self) -> Sequence[LocalAccount]:
        """By name."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(LOCAL_ACCOUNTS).order_by(LOCAL_ACCOUNTS.c.account)).mappings().all()
        return tuple(_account(row) for row in rows)

    def account(self, account: str) -> LocalAccount | None:
        """By its exact name."""
        wanted = select(LOCAL_ACCOUNTS).where(LOCAL_ACCOUNTS.c.account == account)
        with reading(self._engine) as connection:
            row = connection.execute(wanted).mappings().one_or_none()
        return None if row is None else _account(row)

    def add_account(self, account: LocalAccount) -> bool:
        """False where there is one."""
        row = {
            "account": account.account,
            "display_name": account.display_name,
            "password": account.password,
            "created_at": account.created_at,
        }
        with suppress(Clash), writing(self._engine) as connection:
            connection.execute(insert(LOCAL_ACCOUNTS).values(row))
            return True
        return False

    def change_password(self, account: str, password: str) -> bool:
        """False where there is none."""
        changed = update(LOCAL_ACCOUNTS).where(LOCAL_ACCOUNTS.c.account == account).values(password=password)
        with writing(self._engine) as connection:
            return bool(connection.execute(changed).rowcount)

    def remove_account(self, account: str) -> bool:
        """False where there is none."""
        with writing(self._engine) as connection:
            gone = connection.execute(delete(LOCAL_ACCOUNTS).where(LOCAL_ACCOUNTS.c.account == account))
            return bool(gone.rowcount)

    def attempt(self, key: bytes, at: datetime) -> float:
        """Counted in one transaction, so that a hundred at once are a hundred. Raises Clash where two first ones meet."""
        with writing(self._engine) as connection:
            connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.last_at <= at - FORGOTTEN_AFTER))
            wanted = select(ATTEMPTS).where(ATTEMPTS.c.key == key).with_for_update()
            row = connection.execute(wanted).mappings().one_or_none()
            if row is None:
                connection.execute(insert(ATTEMPTS).values(key=key, failures=1, last_at=at))
                return 0.0
            wait = seconds_to_wait(row["failures"], row["last_at"], at)
            if wait == 0:
                values: dict[str, Any] = {"failures": row["failures"] + 1, "last_at": at}
                connection.execute(update(ATTEMPTS).where(ATTEMPTS.c.key == key).values(values))
            return wait

    def forgive(self, key: bytes) -> None:
        """Begin to count anew."""
        with writing(self._engine) as connection:
            connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.key == key))


def _account(row: RowMapping) -> LocalAccount:
    return LocalAccount(
        account=row["account"],
        display_name=row["display_name"],
        password=row["password"],
        created_at=row["created_at"],
    )


def _encoded(person: Person) -> str:
    return json.dumps(
        {
            "display_name": person.display_name,
            "organisations": [[each.organisation, each.role] for each in person.organisations],
            "checked_at": person.checked_at.isoformat(),
        },
        ensure_ascii=False,
    )


def _decoded(name: str, text: str) -> Person:
    found = json.loads(text)
    return Person(
        name=name,
        display_name=found["display_name"],
        roles=frozenset(),
        organisations=tuple(Membership(organisation=each, role=role) for each, role in found["organisations"]),
        checked_at=datetime.fromisoformat(found["checked_at"]),
    )
