# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Who asks: everybody, or a program in a person's name with a token. Cookies mean nothing here, so no page can make a browser ask."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fastapi import Request

from bot.model.people import Permission
from bot.model.service import ServiceToken, digest_of_token
from bot.ports.clock import Clock
from bot.ports.service import ServiceTokens
from bot.web.api.problems import Problem

_BEARER = re.compile(r"bearer +(\S+) *", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sent one request."""

    token: ServiceToken | None = None

    @property
    def name(self) -> str:
        """The person in whose name it is; empty for everybody."""
        return self.token.person if self.token else ""

    def may(self, permission: Permission) -> bool:
        """Whether the token says so; what is public is everybody's."""
        return permission is Permission.READ_PUBLIC or (self.token is not None and permission in self.token.scopes)

    @property
    def is_of_desk(self) -> bool:
        """Whether they see what is not public."""
        return self.may(Permission.READ_CASES)


class Callers:
    """Recognises who asks."""

    def __init__(self, tokens: ServiceTokens, clock: Clock) -> None:
        self._tokens = tokens
        self._clock = clock

    def of(self, request: Request) -> Caller:
        """Raises Problem for a token that does not hold: a program should learn of it, and not be shown less than it expects."""
        header = request.headers.get("authorization")
        if header is None:
            return Caller()
        given = _BEARER.fullmatch(header)
        digest = digest_of_token(given[1]) if given else None
        found = self._tokens.by_digest(digest) if digest else None
        if found is None or not found.holds(self._clock.now()):
            raise Problem("not-signed-in", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
        return Caller(found)
