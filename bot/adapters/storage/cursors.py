# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Places in lists, as opaque texts in addresses.

A cursor holds the values after which a list goes on, and a digest of them and of the question. It is no secret and gives no right: whoever
makes one up asks for another place in a list that they may read anyway. The digest keeps a cursor from being used with another question
or after it was changed by accident.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.model.errors import InputError

_LONGEST = 1000
_DIGEST = 12
_MOMENT = "at:"

Place = Sequence[str | int | float | datetime]
"""The values of the row after which it goes on, in the order by which rows come."""


def cursor_after(place: Place, *, question: str) -> str:
    """The cursor of a place in the answer to a question."""
    content = json.dumps([_written(value) for value in place], separators=(",", ":"))
    text = _digest(content, question) + content
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place_of(cursor: str, *, question: str, kinds: Sequence[type]) -> list[str | int | float | datetime]:
    """The place again, whose values are of these kinds. Raises InputError for whatever is no cursor of this question."""
    try:
        values = _values(cursor, question)
    except (ValueError, TypeError, RecursionError):
        values = []
    if [type(value) for value in values] != list(kinds):
        raise InputError("after: expected the cursor of the page before for the same question; begin the list again")
    return values


def _values(cursor: str, question: str) -> list[str | int | float | datetime]:
    """Nothing where it belongs to another question. Raises ValueError and TypeError for whatever is no cursor."""
    padded = cursor[:_LONGEST] + "=" * (-len(cursor[:_LONGEST]) % 4)
    text = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    digest, content = text[:_DIGEST], text[_DIGEST:]
    return [_read(value) for value in json.loads(content)] if digest == _digest(content, question) else []


def _digest(content: str, question: str) -> str:
    return hashlib.sha256(f"{question}\n{content}".encode()).hexdigest()[:_DIGEST]


def _written(value: str | float | datetime) -> str | float:
    return _MOMENT + value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _read(value: object) -> str | int | float | datetime:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError("neither a text nor a number")
    if isinstance(value, str) and value.startswith(_MOMENT):
        at = datetime.fromisoformat(value.removeprefix(_MOMENT))
        if at.tzinfo is None:
            raise ValueError("a time without a zone")
        return at
    if isinstance(value, int) and abs(value) >= 2**31:
        raise ValueError("out of range")
    return value
