# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Tokens of programs: given out once, recognised by their digest, and never worth more than the person in whose name they are."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from bot.model.errors import NotAllowed, NotFound
from bot.model.people import Permission, Person
from bot.model.service import PREFIX, ServiceToken, digest_of_token
from bot.policy.permissions import permitted
from bot.policy.roles import Grant, roles_of
from bot.ports.clock import Clock
from bot.ports.service import ServiceTokens

LONGEST_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A new token; nobody sees ``secret`` again."""

    secret: str
    token: ServiceToken


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose program it is, and what it may do now."""

    person: str
    permissions: frozenset[Permission]


class Tokens:
    """Every method raises OperatorError where the database cannot be used."""

    def __init__(self, kept: ServiceTokens, grants: Iterable[Grant], clock: Clock) -> None:
        self._kept = kept
        self._grants = tuple(grants)
        self._clock = clock

    def issue(self, person: str, label: str, scopes: frozenset[Permission], *, days: int) -> Issued:
        """A new one. Raises NotAllowed where the person may not do what it is to do, and for more days than a year has."""
        if not 1 <= days <= LONGEST_DAYS:
            raise NotAllowed(f"expected 1 to {LONGEST_DAYS} days, found {days}")
        missing = sorted(each.value for each in scopes - self._permissions(person))
        if missing:
            raise NotAllowed(f"{person} has no role that may {', '.join(missing)}; the setting desk_roles gives roles")
        now = self._clock.now()
        secret = f"{PREFIX}{secrets.token_urlsafe(32)}"
        try:
            token = ServiceToken(
                id=secrets.token_hex(4),
                digest=hashlib.sha256(secret.encode()).hexdigest(),
                person=person,
                label=label,
                scopes=scopes,
                created_at=now,
                ends_at=now + timedelta(days=days),
            )
        except ValueError as error:
            raise NotAllowed(str(error)) from error
        self._kept.add(token)
        return Issued(secret=secret, token=token)

    def all(self) -> list[ServiceToken]:
        """Every token that there ever was, oldest first."""
        return self._kept.all()

    def revoke(self, token_id: str) -> None:
        """Take one back. Raises NotFound where there is none that was not taken back before."""
        if not self._kept.revoke(token_id, self._clock.now()):
            raise NotFound(f"{token_id[:40]}: no such token; `hubnotice people token list` shows all")

    def holder(self, secret: str) -> Holder | None:
        """Whose token this is; ``None`` where it is none, ended, or was taken back.

        Who lost a role lost it for their programs, too. What they may do as members of an organisation their programs may not: nobody
        asks the Hub about members who are not there.
        """
        digest = digest_of_token(secret)
        found = self._kept.by_digest(digest) if digest else None
        if found is None or not found.holds(self._clock.now()):
            return None
        return Holder(person=found.person, permissions=found.scopes & self._permissions(found.person))

    def _permissions(self, name: str) -> frozenset[Permission]:
        try:
            person = Person(name=name, display_name=name, roles=frozenset(), checked_at=self._clock.now())
        except ValueError as error:
            raise NotAllowed(str(error)) from error
        return permitted(roles_of(person, self._grants))
