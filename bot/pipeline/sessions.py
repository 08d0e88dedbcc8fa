# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Sessions of people who signed in.

A session's id is 256 random bits that only the browser has; the database keeps its digest, so that nobody who reads the database can use it.
A sign-in always gets a new id, and ends the session that the browser had before.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.model.people import Person, Session
from bot.policy.roles import Grant, roles_of
from bot.ports.clock import Clock
from bot.ports.people import People

LONGEST = timedelta(hours=8)
IDLE = timedelta(hours=1)
_SEEN_EVERY = timedelta(minutes=1)
"""A write for each page would be too many."""
_ID = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class Sessions:
    """Opens, recognises and ends them. Every method raises OperatorError where the database cannot be used."""

    def __init__(self, people: People, grants: Iterable[Grant], clock: Clock) -> None:
        self._people = people
        self._grants = tuple(grants)
        self._clock = clock

    def open(self, person: Person, before: str = "") -> str:
        """The id of a new session. ``before`` is what the browser had until now, which ends."""
        self.close(before)
        made, now = secrets.token_urlsafe(32), self._clock.now()
        bare = replace(person, roles=frozenset())
        self._people.open_session(
            _digest(made), Session(person=bare, started_at=now, seen_at=now, ends_at=now + LONGEST)
        )
        return made

    def person(self, found: str) -> Person | None:
        """Whose session this id is, with the roles that they have now; None where it is nobody's, or ended."""
        if not _ID.fullmatch(found):
            return None
        digest, now = _digest(found), self._clock.now()
        session = self._people.session(digest)
        if session is None:
            return None
        if now >= session.ends_at or now - session.seen_at >= IDLE:
            self._people.close_session(digest)
            return None
        if now - session.seen_at >= _SEEN_EVERY:
            self._people.touch(digest, now)
        return replace(session.person, roles=roles_of(session.person, self._grants))

    def close(self, found: str) -> None:
        """End a session; whatever is no id ends nothing."""
        if _ID.fullmatch(found):
            self._people.close_session(_digest(found))


def _digest(found: str) -> bytes:
    return hashlib.sha256(found.encode()).digest()
