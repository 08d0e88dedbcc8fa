# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The two cookies of signing in: the session's id, and what a sign-in elsewhere needs to be finished by the browser that began it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

from fastapi import Request, Response

from bot.ports.people import Started
from bot.web.site.csrf import cookie_name

_SESSION = "hubnotice_session"
_JOURNEY = "hubnotice_sign_in"
_JOURNEY_SECONDS = 600
_LONGEST_COOKIE = 3500
"""Characters; browsers drop cookies of more than 4096 bytes."""


@dataclass(frozen=True, slots=True)
class Journey:
    """A sign-in elsewhere on its way, and where the person wanted to go."""

    started: Started
    then: str


class Cookies:
    """Reads and sets them."""

    def __init__(self, *, is_https: bool) -> None:
        self._is_https = is_https
        self._session = cookie_name(_SESSION, is_https=is_https)
        self._journey = cookie_name(_JOURNEY, is_https=is_https)

    def session(self, request: Request) -> str:
        """The id of a session; empty where the browser sent none."""
        return request.cookies.get(self._session, "")

    def keep_session(self, response: Response, made: str) -> None:
        """Until the browser is closed; the server ends it sooner."""
        response.set_cookie(self._session, made, path="/", secure=self._is_https, httponly=True, samesite="lax")

    def forget_session(self, response: Response) -> None:
        """The browser forgets it, too."""
        response.delete_cookie(self._session, path="/", secure=self._is_https, httponly=True, samesite="lax")

    def journey(self, request: Request) -> Journey | None:
        """The sign-in that this browser began; None where it began none, or too long ago."""
        try:
            found = json.loads(base64.urlsafe_b64decode(request.cookies.get(self._journey, "")))
            state, nonce, verifier, then = (str(each) for each in found)
        except (ValueError, TypeError, RecursionError):
            return None
        return Journey(Started(address="", state=state, nonce=nonce, verifier=verifier), then)

    def keep_journey(self, response: Response, journey: Journey) -> None:
        """For ten minutes. A place to go on that is too long for a cookie is left out."""
        started, then = journey.started, journey.then
        packed = _packed([started.state, started.nonce, started.verifier, then])
        if len(packed) > _LONGEST_COOKIE:
            packed = _packed([started.state, started.nonce, started.verifier, "/"])
        response.set_cookie(
            self._journey,
            packed,
            max_age=_JOURNEY_SECONDS,
            path="/",
            secure=self._is_https,
            httponly=True,
            samesite="lax",
        )

    def forget_journey(self, response: Response) -> None:
        """Each is finished once."""
        response.delete_cookie(self._journey, path="/", secure=self._is_https, httponly=True, samesite="lax")


def _packed(parts: list[str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()
