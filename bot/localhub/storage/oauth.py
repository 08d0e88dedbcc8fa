# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Applications that people sign in to with their account here, the codes of sign-ins under way, and the tokens that came of them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass

_TOKEN_PREFIX = "hf_oauth_"  # noqa: S105 - as the Hub's begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Somebody else's page that trusts this Hub."""

    client_id: str
    secret: str
    """Empty for a public application."""
    redirects: tuple[str, ...]
    """Where people may be sent back to; nowhere else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an application asked for when it sent somebody here."""

    client_id: str
    redirect: str
    scopes: frozenset[str]
    nonce: str
    challenge: str
    """Of PKCE, S256 (RFC 7636)."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Whom an application may ask about, and how much."""

    user: str
    asked: Asked


class OAuth:
    """All of it; forgotten at the end of the process, as sign-ins are short."""

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        self._applications: dict[str, Application] = {}
        self._codes: dict[str, Allowed] = {}
        self._tokens: dict[str, Allowed] = {}

    def register(self, client_id: str, *, redirects: tuple[str, ...], secret: str = "") -> Application:
        """An application; one of the same id is replaced."""
        with self._lock:
            made = self._applications[client_id] = Application(client_id=client_id, secret=secret, redirects=redirects)
            return made

    def application(self, client_id: str) -> Application | None:
        """The application of this id."""
        with self._lock:
            return self._applications.get(client_id)

    def allow(self, user: str, asked: Asked) -> str:
        """Somebody signed in and agreed: the code that goes back."""
        code = secrets.token_urlsafe(24)
        with self._lock:
            self._codes[code] = Allowed(user, asked)
        return code

    def redeem(self, code: str, *, client_id: str, redirect: str, verifier: str) -> tuple[str, Allowed] | None:
        """A token for a code, once, for the application that asked and with its secret of PKCE; None otherwise."""
        with self._lock:
            found = self._codes.pop(code, None)
            if found is None or (found.asked.client_id, found.asked.redirect) != (client_id, redirect):
                return None
            challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
            if not hmac.compare_digest(challenge, found.asked.challenge):
                return None
            token = _TOKEN_PREFIX + secrets.token_urlsafe(24)
            self._tokens[token] = found
            return token, found

    def allowed(self, token: str) -> Allowed | None:
        """What a token is good for."""
        with self._lock:
            return self._tokens.get(token)
