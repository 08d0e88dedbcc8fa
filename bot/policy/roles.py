# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Who has which role: from the operator's list, and from what the Hub says about organisations. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.model.people import Person, Role

GRANTED = (Role.REVIEWER, Role.PUBLISHER, Role.LEGAL, Role.AUDITOR, Role.ADMIN)
"""What an operator gives. The others follow from who somebody is."""
_HOLDER = re.compile(r"(?:hf|local|org):[A-Za-z0-9][A-Za-z0-9._-]{0,95}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role and who has it: ``hf:ada``, ``local:ada``, or ``org:acme`` for every member of an organisation."""

    role: Role
    holder: str
    """In lower case."""


def grants_of(text: str) -> tuple[Grant, ...]:
    """From ``reviewer=hf:ada,local:bob admin=org:acme``. Raises ValueError saying what was expected.

    >>> [f"{each.role.value} {each.holder}" for each in grants_of("reviewer=hf:Ada,local:bob admin=org:acme")]
    ['reviewer hf:ada', 'reviewer local:bob', 'admin org:acme']
    """
    known = {role.value: role for role in GRANTED}
    found: list[Grant] = []
    role: Role | None = None
    for item in re.split(r"[\s,]+", text.strip()):
        word, equals, holder = item.rpartition("=")
        if equals:
            role = known.get(word)
        if role is None:
            raise ValueError(f"expected ROLE=WHO,WHO with a role of {', '.join(known)}")
        if not _HOLDER.fullmatch(holder):
            raise ValueError("expected hf:NAME, local:NAME or org:NAME behind each role")
        found.append(Grant(role, holder.casefold()))
    return tuple(dict.fromkeys(found))


def roles_of(person: Person, grants: Iterable[Grant]) -> frozenset[Role]:
    """Everything that somebody is: a subscriber, the owner and maintainer of what they may change, and what the operator gave them."""
    held = {person.name.casefold(), *(f"org:{each.organisation.casefold()}" for each in person.organisations)}
    roles = {Role.READER, Role.SUBSCRIBER, *(grant.role for grant in grants if grant.holder in held)}
    if person.name.startswith("hf:") or any(each.may_commit for each in person.organisations):
        roles |= {Role.OWNER, Role.MAINTAINER}
    return frozenset(roles)
