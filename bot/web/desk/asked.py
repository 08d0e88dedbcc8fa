# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What an address asks for, as far as several pages read it: words, where a list goes on, and addresses made of both."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import Request

from bot.model.errors import InputError

_LONGEST = 200
_LONGEST_CURSOR = 2000


def words(request: Request, name: str) -> str:
    """A text of the address, without white space around it. Raises InputError for one that nobody types."""
    text = request.query_params.get(name, "").strip()
    if len(text) > _LONGEST or not text.isprintable():
        raise InputError(f"{name}: expected at most {_LONGEST} printable characters")
    return text


def cursor(request: Request) -> str | None:
    """Where a list goes on, for whoever gave it out to read; ``None`` at its beginning."""
    text = request.query_params.get("after", "")
    if len(text) > _LONGEST_CURSOR:
        raise InputError("after: expected a shorter cursor")
    return text or None


def address(path: str, **fields: str | None) -> str:
    """The path with these fields; empty ones are left out.

    >>> address("/upstreams", q="qwen 2", after=None)
    '/upstreams?q=qwen+2'
    """
    given = [(name, value) for name, value in fields.items() if value]
    return f"{path}?{urlencode(given)}" if given else path
