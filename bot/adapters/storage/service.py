# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Tokens and repeated requests of programs in SQL."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, RowMapping, delete, insert, or_, select, update

from bot.adapters.storage.codecs import member_from_word
from bot.adapters.storage.engine import Clash, reading, writing
from bot.adapters.storage.service_tables import API_ATTEMPTS, SERVICE_TOKENS
from bot.model.people import Permission
from bot.model.service import REPEATABLE, Attempt, ServiceToken

_LONGEST = timedelta(minutes=5)
"""A request that takes longer died with its process. Doing it again is safe: what it changed makes its precondition fail."""


class SqlServiceTokens:
    """Implements `ServiceTokens`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, token: ServiceToken) -> None:
        """Keep a new one."""
        with writing(self._engine) as connection:
            connection.execute(
                insert(SERVICE_TOKENS).values(
                    id=token.id,
                    digest=token.digest,
                    person=token.person,
                    label=token.label,
                    scopes=" ".join(sorted(each.value for each in token.scopes)),
                    created_at=token.created_at,
                    ends_at=token.ends_at,
                    revoked_at=token.revoked_at,
                )
            )

    def by_digest(self, digest: str) -> ServiceToken | None:
        """The token of this digest, also one that no longer holds."""
        with reading(self._engine) as connection:
            wanted = select(SERVICE_TOKENS).where(SERVICE_TOKENS.c.digest == digest)
            row = connection.execute(wanted).mappings().one_or_none()
        return _token(row) if row else None

    def all(self) -> list[ServiceToken]:
        """Every token that there ever was, oldest first."""
        with reading(self._engine) as connection:
            wanted = select(SERVICE_TOKENS).order_by(SERVICE_TOKENS.c.created_at, SERVICE_TOKENS.c.id)
            return [_token(row) for row in connection.execute(wanted).mappings().all()]

    def revoke(self, token_id: str, at: datetime) -> bool:
        """Take one back; whether there was one that was not taken back before."""
        mine = (SERVICE_TOKENS.c.id == token_id) & SERVICE_TOKENS.c.revoked_at.is_(None)
        with writing(self._engine) as connection:
            return bool(connection.execute(update(SERVICE_TOKENS).where(mine).values(revoked_at=at)).rowcount)


class SqlAttempts:
    """Implements `Attempts`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def claim(self, attempt: Attempt) -> Attempt | None:
        """Begin a request: ``None`` where it is new, else what is known of the earlier one of this person and key."""
        stale = or_(
            API_ATTEMPTS.c.at < attempt.at - REPEATABLE,
            (API_ATTEMPTS.c.at < attempt.at - _LONGEST) & API_ATTEMPTS.c.status.is_(None),
        )
        try:
            with writing(self._engine) as connection:
                connection.execute(delete(API_ATTEMPTS).where(stale))
                connection.execute(
                    insert(API_ATTEMPTS).values(
                        person=attempt.person, key=attempt.key, request=attempt.request, at=attempt.at, body=""
                    )
                )
        except Clash:
            return self._of(attempt)
        return None

    def finish(self, attempt: Attempt) -> None:
        """Keep what came of it."""
        with writing(self._engine) as connection:
            mine = update(API_ATTEMPTS).where(*_mine(attempt))
            connection.execute(mine.values(status=attempt.status, body=attempt.body))

    def release(self, attempt: Attempt) -> None:
        """It came to nothing, and may be tried again with the same key."""
        with writing(self._engine) as connection:
            connection.execute(delete(API_ATTEMPTS).where(*_mine(attempt), API_ATTEMPTS.c.status.is_(None)))

    def _of(self, attempt: Attempt) -> Attempt:
        """Where it vanished in between it counts as under way: whoever asks then tries once more."""
        with reading(self._engine) as connection:
            row = connection.execute(select(API_ATTEMPTS).where(*_mine(attempt))).mappings().one_or_none()
        if row is None:
            return attempt
        return Attempt(
            person=row["person"],
            key=row["key"],
            request=row["request"],
            at=row["at"],
            status=row["status"],
            body=row["body"],
        )


def _mine(attempt: Attempt) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return API_ATTEMPTS.c.person == attempt.person, API_ATTEMPTS.c.key == attempt.key


def _token(row: RowMapping) -> ServiceToken:
    return ServiceToken(
        id=row["id"],
        digest=row["digest"],
        person=row["person"],
        label=row["label"],
        scopes=frozenset(member_from_word(Permission, word) for word in row["scopes"].split()),
        created_at=row["created_at"],
        ends_at=row["ends_at"],
        revoked_at=row["revoked_at"],
    )
