# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""People in memory, and passwords that cost nothing. They pass tests/contract/test_people_contract.py as those in SQL do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.model.errors import AccessRefused
from bot.model.people import LocalAccount, Person, Session
from bot.policy.attempts import FORGOTTEN_AFTER, seconds_to_wait
from bot.ports.people import Started


class FakePeople:
    def __init__(self) -> None:
        self.sessions: dict[bytes, Session] = {}
        self._accounts: dict[str, LocalAccount] = {}
        self._attempts: dict[bytes, tuple[int, datetime]] = {}

    def open_session(self, digest: bytes, session: Session) -> None:
        self.sessions = {key: each for key, each in self.sessions.items() if each.ends_at > session.started_at}
        self.sessions[digest] = session

    def session(self, digest: bytes) -> Session | None:
        return self.sessions.get(digest)

    def touch(self, digest: bytes, at: datetime) -> None:
        if digest in self.sessions:
            self.sessions[digest] = replace(self.sessions[digest], seen_at=at)

    def close_session(self, digest: bytes) -> None:
        self.sessions.pop(digest, None)

    def close_sessions_of(self, name: str) -> int:
        theirs = [key for key, each in self.sessions.items() if each.person.name == name]
        for key in theirs:
            del self.sessions[key]
        return len(theirs)

    def accounts(self) -> Sequence[LocalAccount]:
        return tuple(each for _, each in sorted(self._accounts.items()))

    def account(self, account: str) -> LocalAccount | None:
        return self._accounts.get(account)

    def add_account(self, account: LocalAccount) -> bool:
        return self._accounts.setdefault(account.account, account) is account

    def change_password(self, account: str, password: str) -> bool:
        if account not in self._accounts:
            return False
        self._accounts[account] = replace(self._accounts[account], password=password)
        return True

    def remove_account(self, account: str) -> bool:
        return self._accounts.pop(account, None) is not None

    def attempt(self, key: bytes, at: datetime) -> float:
        failures, last_at = self._attempts.get(key, (0, at))
        if at - last_at >= FORGOTTEN_AFTER:
            failures = 0
        wait = seconds_to_wait(failures, last_at, at)
        if wait == 0:
            self._attempts[key] = (failures + 1, at)
        return wait

    def forgive(self, key: bytes) -> None:
        self._attempts.pop(key, None)


class FakePasswords:
    def digest(self, password: str) -> str:
        return f"plain {password}"

    def fits(self, password: str, digest: str) -> bool:
        return digest == f"plain {password}"


class FakeHubSignIn:
    """A Hub at which people sign in with a code that is their name."""

    origin = "https://hub.example"

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.fails: Exception | None = None
        self.finished: list[tuple[str, str]] = []
        """Codes, and where the browser was sent back to."""

    def start(self, redirect: str) -> Started:
        return Started(address=f"{self.origin}/oauth/authorize?to={redirect}", state="s" * 43, nonce="n", verifier="v")

    def finish(self, code: str, started: Started, redirect: str, at: datetime) -> Person:
        self.finished.append((code, redirect))
        if self.fails is not None:
            raise self.fails
        if code not in self.people or started.verifier != "v":
            raise AccessRefused("the Hub does not take this sign-in")
        return replace(self.people[code], checked_at=at)
