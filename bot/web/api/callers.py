# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Who asks: everybody, or a program in a person's name with a token. Cookies mean nothing here, so no page can make a browser ask."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fastapi import Request

from bot.model.people import Permission
from bot.pipeline.service_tokens import Holder, Tokens
from bot.web.api.problems import Problem

_BEARER = re.compile(r"bearer +(\S+) *", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sent one request."""

    holder: Holder | None = None

    @property
    def name(self) -> str:
        """The person in whose name it is; empty for everybody."""
        return self.holder.person if self.holder else ""

    def may(self, permission: Permission) -> bool:
        """Whether the token allows it; what is public is everybody's."""
        return permission is Permission.READ_PUBLIC or (
            self.holder is not None and permission in self.holder.permissions
        )

    @property
    def is_of_desk(self) -> bool:
        """Whether they see what is not public."""
        return self.may(Permission.READ_CASES)


class Callers:
    """Recognises who asks."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def of(self, request: Request) -> Caller:
        """Raises Problem for a token that does not hold: a program should learn of it, and not be shown less than it expects."""
        header = request.headers.get("authorization")
        if header is None:
            return Caller()
        given = _BEARER.fullmatch(header)
        found = self._tokens.holder(given[1]) if given else None
        if found is None:
            raise Problem("not-signed-in", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
        return Caller(found)
