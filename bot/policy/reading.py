# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Strict reading of rule files that a parser has turned into mappings: unknown keys and wrong types are refused by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from bot.model.errors import RulesError

_Member = TypeVar("_Member", bound=Enum)
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Entry:
    """One mapping of a rule file, with the place to name in messages. Every method raises RulesError."""

    where: str
    """The file, and the part of it."""
    values: Mapping[str, object]

    @classmethod
    def of(cls, where: str, value: object) -> Entry:
        """Any parsed value; refuses what is no mapping with words as keys."""
        if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
            raise RulesError(f"{where}: expected keys with values, found {_kind(value)}")
        return cls(where, {str(key): each for key, each in value.items()})

    def allow(self, known: Collection[str], *, needed: Collection[str] = ()) -> None:
        """Refuse keys that are not known and keys that are missing, a line for each."""
        listed = ", ".join(sorted(known))
        unknown = [key for key in self.values if key not in known]
        missing = [key for key in sorted(needed) if key not in self.values]
        if unknown or missing:
            raise RulesError(
                "\n".join(
                    [
                        *(f"{self.where}: unknown key '{key}'; known keys are {listed}" for key in unknown),
                        *(f"{self.where}: key '{key}' is missing; it is needed beside {listed}" for key in missing),
                    ]
                )
            )

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty, without white space around it."""
        value = self.values.get(key, default)
        if not isinstance(value, str) or not value.strip():
            raise RulesError(f"{self.where}: expected a text for '{key}', found {_kind(value)}")
        return value.strip()

    def optional_text(self, key: str) -> str | None:
        """As `text`, or None where the key is not there."""
        return self.text(key) if key in self.values else None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is not there."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
            raise RulesError(f"{self.where}: expected a list of texts for '{key}', found {_kind(value)}")
        return tuple(each.strip() for each in value)

    def number(self, key: str, *, most: int) -> int:
        """A whole number from 0 to ``most``."""
        value = self.values.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise RulesError(f"{self.where}: expected a whole number from 0 to {most} for '{key}', found {value!r}")
        return value

    def flag(self, key: str) -> bool:
        """True or false; false where the key is not there."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise RulesError(f"{self.where}: expected true or false for '{key}', found {_kind(value)}")
        return value

    def member(self, key: str, enum: type[_Member]) -> _Member:
        """A member of a closed set by its stored word."""
        return member(f"{self.where}: '{key}'", self.values.get(key), enum)

    def entry(self, key: str) -> Entry:
        """A mapping inside this one."""
        return Entry.of(f"{self.where}, {key}", self.values.get(key))

    def entries(self, key: str) -> tuple[Entry, ...]:
        """A list of mappings; empty where the key is not there."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise RulesError(f"{self.where}: expected a list for '{key}', found {_kind(value)}")
        return tuple(Entry.of(f"{self.where}, {key} {place}", each) for place, each in enumerate(value, start=1))


def each_of(entries: Iterable[Entry], read: Callable[[Entry], _Value]) -> tuple[_Value, ...]:
    """Every entry of a list as a value. Raises one RulesError for the mistakes of all, a line for each."""
    values: list[_Value] = []
    wrong: list[str] = []
    for entry in entries:
        try:
            values.append(read(entry))
        except RulesError as error:
            wrong.append(str(error))
    if wrong:
        raise RulesError("\n".join(wrong))
    return tuple(values)


def member(where: str, value: object, enum: type[_Member]) -> _Member:
    """A member of a closed set by its stored word. Raises RulesError with the words there are."""
    try:
        return enum(value)
    except ValueError:
        known = ", ".join(sorted(str(each.value) for each in enum))
        raise RulesError(f"{where}: unknown word {value!r}; known words are {known}") from None


def _kind(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case Mapping():
            return "keys with values"
        case list():
            return "a list"
        case _:
            return repr(value)[:60]
