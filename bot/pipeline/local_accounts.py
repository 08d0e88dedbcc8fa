# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Accounts with a password, for networks from which no Hub can be reached."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from bot.model.errors import InputError, NotAllowed, NotFound
from bot.model.people import LocalAccount, Person
from bot.ports.clock import Clock
from bot.ports.people import Passwords, People

SHORTEST = 12
_LONGEST = 200
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,38}", re.ASCII)
_NOBODYS = "nobody"
_SECONDS_A_MINUTE = 60


class LocalAccounts:
    """Keeps them, and checks passwords. Every method raises OperatorError where the database cannot be used."""

    def __init__(self, people: People, passwords: Passwords, clock: Clock) -> None:
        self._people = people
        self._passwords = passwords
        self._clock = clock

    def all(self) -> Sequence[LocalAccount]:
        """By name."""
        return self._people.accounts()

    def add(self, name: str, display_name: str, password: str) -> LocalAccount:
        """A new one. Raises InputError for a name or a password that is none, NotAllowed where the name is taken."""
        account = name.strip().casefold()
        if not _NAME.fullmatch(account):
            raise InputError(f"expected a name of letters, digits, '.', '_' and '-', at most 39, found {name[:60]!r}")
        made = LocalAccount(
            account=account,
            display_name=" ".join(display_name.split())[:_LONGEST] or account,
            password=self._digest(password),
            created_at=self._clock.now(),
        )
        if not self._people.add_account(made):
            raise NotAllowed(f"{made.name}: there is such an account; `people password` changes its password")
        return made

    def change_password(self, name: str, password: str) -> int:
        """Another password. All sessions end; says how many there were. Raises NotFound, InputError."""
        account = name.strip().casefold()
        if not self._people.change_password(account, self._digest(password)):
            raise NotFound(f"local:{account}: there is no such account")
        self._people.forgive(_key(account))
        return self._people.close_sessions_of(f"local:{account}")

    def remove(self, name: str) -> int:
        """Forget an account; its sessions end, and what it signed stays signed. Raises NotFound."""
        account = name.strip().casefold()
        if not self._people.remove_account(account):
            raise NotFound(f"local:{account}: there is no such account")
        return self._people.close_sessions_of(f"local:{account}")

    def checked(self, name: str, password: str) -> Person | None:
        """Who this is; None where name or password is wrong, never saying which. Raises NotAllowed where it was wrong too often lately.

        An attempt counts before the password is looked at, so that many at once are not looked at more often.
        """
        account = name.strip().casefold()[:_LONGEST]
        wait = self._people.attempt(_key(account), self._clock.now())
        if wait > 0:
            minutes = max(1, -(-int(wait) // _SECONDS_A_MINUTE))
            raise NotAllowed(f"There were several attempts with this name. Please try again in {minutes} minutes.")
        found = self._people.account(account)
        fits = len(password) <= _LONGEST and self._passwords.fits(password, found.password if found else _NOBODYS)
        if found is None or not fits:
            return None
        self._people.forgive(_key(account))
        return Person(name=found.name, display_name=found.display_name, roles=frozenset(), checked_at=self._clock.now())

    def _digest(self, password: str) -> str:
        if not SHORTEST <= len(password) <= _LONGEST:
            raise InputError(f"expected a password of {SHORTEST} to {_LONGEST} characters, found {len(password)}")
        return self._passwords.digest(password)


def _key(account: str) -> bytes:
    """People type passwords into the field for names, so names that failed are not kept as they are."""
    return hashlib.sha256(b"hubnotice attempt " + account.encode()).digest()
