# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Who signed in, who may with a password, and where else people sign in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model.people import LocalAccount, Person, Session


class People(Protocol):
    """Sessions, local accounts and failed attempts. Every method raises OperatorError where the database cannot be used."""

    def open_session(self, digest: bytes, session: Session) -> None:
        """Keep a session under the digest of its secret id; the id itself is never kept. Ended ones are forgotten."""

    def session(self, digest: bytes) -> Session | None:
        """The session as it was kept, ended or not; ``None`` where there is none."""

    def touch(self, digest: bytes, at: datetime) -> None:
        """It was used; does nothing where it was closed meanwhile."""

    def close_session(self, digest: bytes) -> None:
        """Forget it; does nothing where it is not there."""

    def close_sessions_of(self, name: str) -> int:
        """Forget every session of a person, and say how many there were."""

    def accounts(self) -> Sequence[LocalAccount]:
        """All of them, by name."""

    def account(self, account: str) -> LocalAccount | None:
        """The account of this name, which is in lower case."""

    def add_account(self, account: LocalAccount) -> bool:
        """Add it; False where there is one of that name."""

    def change_password(self, account: str, password: str) -> bool:
        """Keep another digest; False where there is no such account."""

    def remove_account(self, account: str) -> bool:
        """Forget it; False where there is no such account."""

    def attempt(self, key: bytes, at: datetime) -> float:
        """Count an attempt to sign in before anybody knows whether it is right: 0, or the seconds to wait, where it does not count."""

    def forgive(self, key: bytes) -> None:
        """The attempt was right."""


class Passwords(Protocol):
    """Turns passwords into what they can be checked against. Takes a tenth of a second each time, on purpose."""

    def digest(self, password: str) -> str:
        """Different each time, and with everything that is needed to check."""

    def fits(self, password: str, digest: str) -> bool:
        """Whether it is the password. Takes as long where the digest is nobody's. Raises Busy where too many are checked already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A sign-in elsewhere that was begun, as the browser keeps it until it comes back."""

    address: str
    """Where the browser is sent."""
    state: str
    nonce: str
    verifier: str
    """Of PKCE (RFC 7636)."""


class SignInElsewhere(Protocol):
    """People sign in at a Hub, and it says who they are."""

    @property
    def origin(self) -> str:
        """The address of the Hub."""

    def start(self, redirect: str) -> Started:
        """Begin; the Hub sends the browser back to ``redirect``. Asks the Hub nothing."""

    def finish(self, code: str, started: Started, redirect: str, at: datetime) -> Person:
        """Who came back, without roles. Raises AccessRefused where the Hub does not take the code, RemoteError otherwise."""
