# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Accounts of the desk for readers and for scripts. Passwords are in neither."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.model.people import LocalAccount, Person, Role
from bot.policy.roles import Grant, roles_of
from bot.render.pages import Page, Table

SCHEMA = "hubnotice.people/1"


def people_page(accounts: Sequence[LocalAccount], grants: Iterable[Grant]) -> Page:
    """As a table."""
    roles = _roles(accounts, grants)
    rows = tuple(
        (each.name, each.display_name, ", ".join(roles[each.account]) or "none", f"{each.created_at:%Y-%m-%d}")
        for each in accounts
    )
    words = "" if rows else "Nobody has an account of this desk. `hubnotice people add NAME` adds one."
    return Page(
        title=f"{len(rows)} accounts of this desk",
        blocks=(*([words] if words else []), Table(("name", "called", "roles", "since"), rows)),
    )


def people_document(accounts: Sequence[LocalAccount], grants: Iterable[Grant]) -> dict[str, object]:
    """As JSON."""
    roles = _roles(accounts, grants)
    return {
        "schema": SCHEMA,
        "people": [
            {
                "name": each.name,
                "display_name": each.display_name,
                "roles": roles[each.account],
                "created_at": each.created_at.isoformat(),
            }
            for each in accounts
        ],
    }


def _roles(accounts: Sequence[LocalAccount], grants: Iterable[Grant]) -> Mapping[str, list[str]]:
    """Those that an operator gave; what everybody has says nothing."""
    given, known = {Role.READER, Role.SUBSCRIBER}, tuple(grants)
    return {each.account: sorted(role.value for role in roles_of(_person(each), known) - given) for each in accounts}


def _person(account: LocalAccount) -> Person:
    return Person(
        name=account.name, display_name=account.display_name, roles=frozenset(), checked_at=account.created_at
    )
