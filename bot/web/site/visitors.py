# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Who is asking: a person or nobody, with what they may do and the secret that their forms carry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request

from bot.model.people import Permission, Person, Role
from bot.policy.permissions import permitted
from bot.web.site.csrf import Forms


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Whoever sent one request."""

    person: Person | None
    """None where nobody signed in."""
    forms: Forms

    @property
    def roles(self) -> frozenset[Role]:
        """Everybody is a reader."""
        return frozenset({Role.READER}) | (self.person.roles if self.person else frozenset())

    def may(self, permission: Permission) -> bool:
        """Whether one of their roles has it. For one's own repositories ask `speaks_for`, too."""
        return permission in permitted(self.roles)

    def speaks_for(self, owner: str) -> bool:
        """Whether they may change this account's or organisation's repositories; nobody does for any."""
        return self.person is not None and self.person.speaks_for(owner)


@dataclass(frozen=True, slots=True)
class Known:
    """A session that holds: whose it is, and what its forms are derived from."""

    person: Person
    secret: str


class Visitors:
    """Recognises who is asking. ``session`` finds the session that a request belongs to."""

    def __init__(self, session: Callable[[Request], Known | None], *, is_https: bool) -> None:
        self._session = session
        self._is_https = is_https

    def of(self, request: Request) -> Visitor:
        """The visitor, found once for each request. Raises OperatorError where the database does not answer."""
        found = getattr(request.state, "visitor", None)
        if isinstance(found, Visitor):
            return found
        known = self._session(request)
        forms = Forms.of(request, known.secret if known else None, is_https=self._is_https)
        visitor = Visitor(person=known.person if known else None, forms=forms)
        request.state.visitor = visitor
        return visitor

    def nobody(self, request: Request) -> Visitor:
        """For what comes from elsewhere: whatever cookies it carries, it is nobody's."""
        visitor = Visitor(person=None, forms=Forms.of(request, None, is_https=self._is_https))
        request.state.visitor = visitor
        return visitor
