# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Tokens of programs in words and as a document. The tokens themselves are nowhere. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.model.people import Permission
from bot.model.service import ServiceToken
from bot.render.documents import Document
from bot.render.pages import Page, Table
from bot.render.schemas.forms import MOMENT, TEXT, TRUE_OR_FALSE, document, keyed, many, one_of, or_null

SCHEMA = document(
    "tokens",
    "hubnotice people token list --format json",
    {
        "tokens": many(
            keyed(
                {
                    "id": TEXT,
                    "person": TEXT,
                    "label": TEXT,
                    "scopes": many(one_of(Permission)),
                    "holds": TRUE_OR_FALSE,
                    "created_at": MOMENT,
                    "ends_at": MOMENT,
                    "revoked_at": or_null(MOMENT),
                }
            )
        )
    },
)


def tokens_document(tokens: Sequence[ServiceToken], now: datetime) -> Document:
    """``hubnotice.tokens/1``."""
    return {
        "schema": "hubnotice.tokens/1",
        "tokens": [
            {
                "id": each.id,
                "person": each.person,
                "label": each.label,
                "scopes": sorted(scope.value for scope in each.scopes),
                "holds": each.holds(now),
                "created_at": each.created_at.isoformat(),
                "ends_at": each.ends_at.isoformat(),
                "revoked_at": each.revoked_at.isoformat() if each.revoked_at else None,
            }
            for each in tokens
        ],
    }


def tokens_page(tokens: Sequence[ServiceToken], now: datetime) -> Page:
    """For people."""
    rows = tuple(
        (
            each.id,
            each.person,
            "holds" if each.holds(now) else "taken back" if each.revoked_at else "ended",
            each.ends_at.date().isoformat(),
            ", ".join(sorted(scope.value for scope in each.scopes)),
            each.label,
        )
        for each in tokens
    )
    return Page(f"Tokens: {len(tokens)}", (Table(("id", "person", "", "ends", "may", "for"), rows),))
