# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Plain values inside one column, as JSON, written and read by name; what is not known is refused, never guessed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from bot.model.errors import OperatorError
from bot.model.repository import SnapshotKey

_Member = TypeVar("_Member", bound=Enum)
Reader = Callable[[object], Any]
"""Takes what JSON holds, and gives the value that it stands for or raises OperatorError."""


def texts_to_json(texts: tuple[str, ...]) -> str:
    """A list of texts."""
    return dumped(list(texts))


def texts_from_json(text: str) -> tuple[str, ...]:
    """The texts again."""
    return texts_of(loaded(text))


def pairs_to_json(pairs: tuple[tuple[str, str | None], ...]) -> str:
    """A list of names, each with what is known of it."""
    return dumped([list(pair) for pair in pairs])


def pairs_from_json(text: str) -> tuple[tuple[str, str | None], ...]:
    """The pairs again."""
    return tuple(_pair(each) for each in list_of(loaded(text)))


def numbers_to_json(numbers: tuple[int, ...]) -> str:
    """A list of whole numbers."""
    return dumped(list(numbers))


def numbers_from_json(text: str) -> tuple[int, ...]:
    """The numbers again."""
    return tuple(number_of(each) for each in list_of(loaded(text)))


def dumped(value: object) -> str:
    """The JSON of a column: equal values give equal texts."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def loaded(text: str) -> object:
    """What a column holds. Raises OperatorError, as all readers here do."""
    try:
        found: object = json.loads(text)
    except ValueError as error:
        raise OperatorError(f"database: expected JSON, found {text[:40]!r}") from error
    return found


def fields_of(
    value: object, known: Mapping[str, Reader], what: str, *, later: Mapping[str, object] | None = None
) -> dict[str, Any]:
    """Exactly these keys, each read in its own way. What earlier versions did not store has its default in ``later``."""
    if isinstance(value, dict):
        value = {**(later or {}), **value}
    if not isinstance(value, dict) or value.keys() != known.keys():
        found = ", ".join(sorted(map(str, value))) if isinstance(value, dict) else repr(value)[:40]
        raise OperatorError(f"database: expected a stored {what} with {', '.join(sorted(known))}, found {found}")
    return {key: read(value[key]) for key, read in known.items()}


def list_of(value: object) -> list[object]:
    """A list of anything."""
    if not isinstance(value, list):
        raise OperatorError(f"database: expected a stored list, found {value!r:.40}")
    return value


def text_of(value: object) -> str:
    """A text."""
    if not isinstance(value, str):
        raise OperatorError(f"database: expected a stored text, found {value!r:.40}")
    return value


def number_of(value: object) -> int:
    """A whole number; yes and no are none."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise OperatorError(f"database: expected a stored whole number, found {value!r:.40}")
    return value


def flag_of(value: object) -> bool:
    """Yes or no."""
    if not isinstance(value, bool):
        raise OperatorError(f"database: expected a stored yes or no, found {value!r:.40}")
    return value


def texts_of(value: object) -> tuple[str, ...]:
    """A list of texts."""
    return tuple(text_of(each) for each in list_of(value))


def moment_of(value: object) -> datetime:
    """A time as ISO 8601 writes it."""
    try:
        return datetime.fromisoformat(text_of(value))
    except ValueError as error:
        raise OperatorError(f"database: expected a stored time, found {value!r:.40}") from error


def keys_of(value: object) -> tuple[SnapshotKey, ...]:
    """A list of snapshots."""
    return tuple(key_of(each) for each in list_of(value))


def numbers_of(value: object) -> tuple[int, ...]:
    """A list of whole numbers."""
    return tuple(number_of(each) for each in list_of(value))


def optional(read: Reader) -> Reader:
    """Reads nothing as ``None``, and everything else as ``read`` does."""
    return lambda value: None if value is None else read(value)


def member_from_word(enum: type[_Member], value: object) -> _Member:
    """A member of a closed set by its stored word."""
    try:
        return enum(value)
    except ValueError as error:
        words = ", ".join(sorted(str(each.value) for each in enum))
        raise OperatorError(f"database: unknown stored word {value!r}; known words are {words}") from error


def member_of(enum: type[_Member]) -> Callable[[object], _Member]:
    """Reads a member of this closed set."""
    return lambda value: member_from_word(enum, value)


def key_of(value: object) -> SnapshotKey:
    """A snapshot: its repository and its commit."""
    match value:
        case [str(repo), str(revision)]:
            return SnapshotKey(repo, revision)
        case _:
            raise OperatorError(f"database: expected a stored repository and revision, found {value!r:.40}")


def _pair(value: object) -> tuple[str, str | None]:
    match value:
        case [str(name), str() | None as known]:
            return name, known
        case _:
            raise OperatorError(f"database: expected a stored name and what is known of it, found {value!r:.40}")
