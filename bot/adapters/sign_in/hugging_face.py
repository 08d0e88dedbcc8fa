# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Sign in with a Hub: OpenID Connect with the authorization code and PKCE, through authlib.

1. The browser is sent to the Hub with a state, a nonce and the challenge of a secret that only it and we keep.
2. It comes back with a code, which is exchanged together with that secret.
3. The identity token that comes with the exchange is from this Hub, for us, current, and about this very sign-in (nonce). It came straight
   from the Hub over TLS, in which case its signature adds nothing (OpenID Connect Core 1.0, 3.1.3.7, point 6).
4. The Hub is asked who that is and what they belong to; the answer is about the same person.

The access token is used for that one question and then forgotten.
"""

from __future__ import annotations

import base64
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from requests.exceptions import JSONDecodeError, RequestException

from bot.adapters.sign_in.transport import OneAnswer
from bot.model.errors import AccessRefused, RemoteFailure
from bot.model.people import Membership, Person
from bot.ports.people import Started

_SCOPES = "openid profile read-memberships"
_LEEWAY_SECONDS = 120
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}", re.ASCII)
_MOST_ORGANISATIONS = 1000
_LONGEST_NAME = 100


class HubSignIn:
    """Implements `bot.ports.people.SignInElsewhere`."""

    def __init__(self, hub_url: str, client_id: str, client_secret: str | None, *, timeout_seconds: float) -> None:
        """Without a ``client_secret`` it is a public application, which PKCE alone protects."""
        self._hub = hub_url.rstrip("/")
        self._client_id = client_id
        self._secret = client_secret
        self._timeout = timeout_seconds

    @property
    def origin(self) -> str:
        """The address of the Hub."""
        return self._hub

    def start(self, redirect: str) -> Started:
        """Everything that has to be remembered until the browser comes back."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        with self._client(redirect) as client:
            address, _ = client.create_authorization_url(
                f"{self._hub}/oauth/authorize", state=state, nonce=nonce, code_verifier=verifier
            )
        return Started(address=str(address), state=state, nonce=nonce, verifier=verifier)

    def finish(self, code: str, started: Started, redirect: str, at: datetime) -> Person:
        """Exchange the code, check the token, ask who it is."""
        with self._client(redirect) as client:
            try:
                token = client.fetch_token(f"{self._hub}/oauth/token", code=code, code_verifier=started.verifier)
            except OAuthError as error:
                raise AccessRefused(f"the Hub does not take this sign-in: {str(error)[:200]}") from error
            except (RequestException, ValueError) as error:
                raise RemoteFailure(f"POST /oauth/token: {type(error).__name__}: {str(error)[:200]}") from error
            subject = self._subject(token.get("id_token"), started, at)
            try:
                answer = client.get(f"{self._hub}/oauth/userinfo")
                told = answer.json()
            except (OAuthError, JSONDecodeError, ValueError) as error:
                raise RemoteFailure(f"GET /oauth/userinfo: no JSON: {type(error).__name__}") from error
        if answer.status_code != 200 or not isinstance(told, dict):
            raise RemoteFailure(f"GET /oauth/userinfo: {answer.status_code}")
        if not subject or told.get("sub") != subject:
            raise RemoteFailure("GET /oauth/userinfo: is about somebody else than the identity token")
        return _person(told, at)

    def _client(self, redirect: str) -> Any:  # noqa: ANN401 - authlib has no types
        client = OAuth2Session(
            self._client_id,
            self._secret,
            scope=_SCOPES,
            redirect_uri=redirect,
            code_challenge_method="S256",
        )
        for scheme in ("https://", "http://"):
            client.mount(scheme, OneAnswer(self._timeout))
        return client

    def _subject(self, token: object, started: Started, at: datetime) -> str:
        claims = _claims(token)
        audience = claims.get("aud")
        expected = (
            ("iss", str(claims.get("iss", "")).rstrip("/") == self._hub),
            ("aud", self._client_id in (audience if isinstance(audience, list) else [audience])),
            ("exp", _number(claims.get("exp")) > at.timestamp() - _LEEWAY_SECONDS),
            ("nonce", hmac.compare_digest(str(claims.get("nonce", "")).encode(), started.nonce.encode())),
        )
        wrong = [name for name, holds in expected if not holds]
        if wrong:
            raise RemoteFailure(f"POST /oauth/token: the identity token is not for this sign-in: {', '.join(wrong)}")
        return str(claims.get("sub", ""))


def _claims(token: object) -> Mapping[str, object]:
    parts = token.split(".") if isinstance(token, str) else []
    if len(parts) != 3:
        raise RemoteFailure("POST /oauth/token: expected an identity token, found none")
    try:
        found = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError) as error:
        raise RemoteFailure("POST /oauth/token: the identity token cannot be read") from error
    if not isinstance(found, dict):
        raise RemoteFailure("POST /oauth/token: the identity token holds no claims")
    return found


def _number(found: object) -> float:
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else 0.0


def _person(told: Mapping[str, object], at: datetime) -> Person:
    name = told.get("preferred_username")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise RemoteFailure("GET /oauth/userinfo: expected a user name, found none")
    display = told.get("name")
    orgs = told.get("orgs")
    listed = orgs[:_MOST_ORGANISATIONS] if isinstance(orgs, list) else []
    return Person(
        name=f"hf:{name}",
        display_name=" ".join(display.split())[:_LONGEST_NAME]
        if isinstance(display, str) and display.strip()
        else name,
        roles=frozenset(),
        organisations=tuple(found for each in listed if (found := _membership(each)) is not None),
        checked_at=at,
    )


def _membership(told: object) -> Membership | None:
    """None for what cannot be read, and for an organisation whose own sign-in or second factor somebody did not go through."""
    if not isinstance(told, dict):
        return None
    name, role = told.get("preferred_username"), told.get("roleInOrg")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return None
    if told.get("pendingSSO") or told.get("missingMFA") or told.get("securityRestrictions"):
        return None
    return Membership(organisation=name, role=role if isinstance(role, str) else "")
