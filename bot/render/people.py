# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Accounts of the desk for readers and for scripts. Passwords are in neither."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model.people import LocalAccount, Role
from bot.render.documents import Document
from bot.render.pages import Page, Table

SCHEMA = "hubnotice.people/1"

Listed = Sequence[tuple[LocalAccount, Sequence[Role]]]
"""Accounts with the roles that an operator gave them."""


def people_page(listed: Listed) -> Page:
    """As a table."""
    rows = tuple(
        (
            each.name,
            each.display_name,
            ", ".join(role.value for role in roles) or "none",
            f"{each.created_at:%Y-%m-%d}",
        )
        for each, roles in listed
    )
    words = () if rows else ("Nobody has an account of this desk. `hubnotice people add NAME` adds one.",)
    table = Table(("name", "called", "roles", "since"), rows)
    return Page(title=f"{len(rows)} accounts of this desk", blocks=(*words, table))


def people_document(listed: Listed) -> Document:
    """As JSON."""
    return {
        "schema": SCHEMA,
        "people": [
            {
                "name": each.name,
                "display_name": each.display_name,
                "roles": [role.value for role in roles],
                "created_at": each.created_at.isoformat(),
            }
            for each, roles in listed
        ],
    }
