# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What counts as telling readers about a model: parts, their points, and the files, headings and phrases that earn them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from bot.model.errors import RulesError
from bot.policy.reading import Entry


class Part(Enum):
    """The parts of the score. The stored words never change."""

    ARCHITECTURE = "architecture"
    BASE = "base"
    TRAINING_DATA = "training_data"
    RECIPE = "recipe"
    EVALUATION = "evaluation"
    LICENSE = "license"
    OBLIGATIONS = "obligations"
    CONTACT = "contact"


_ALL_POINTS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TransparencyPartRule:
    """What earns one part. All expressions are regular, and case does not matter."""

    part: Part
    points: float
    files: tuple[str, ...]
    """For whole paths."""
    headings: tuple[str, ...]
    """A heading earns where something stands below it."""
    phrases: tuple[str, ...]
    """Anywhere in a sentence of the card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransparencyRules:
    """All parts, and what stands in cards where something is to be filled in."""

    parts: tuple[TransparencyPartRule, ...]
    placeholders: tuple[str, ...]

    @classmethod
    def from_mapping(cls, where: str, value: object) -> TransparencyRules:
        """The rules as their file holds them. Raises RulesError, also where the points are not ten together."""
        entry = Entry.of(where, value)
        entry.allow(("parts", "placeholders"), needed=("parts", "placeholders"))
        names = {part.value for part in Part}
        parts = entry.entry("parts")
        parts.allow(names, needed=names)
        rules = tuple(_part(parts, part) for part in Part)
        total = sum(rule.points for rule in rules)
        if total != _ALL_POINTS:
            raise RulesError(f"{where}: expected {_ALL_POINTS:g} points in all, found {total:g}")
        return cls(parts=rules, placeholders=_expressions(entry, "placeholders"))


def _part(parts: Entry, part: Part) -> TransparencyPartRule:
    entry = parts.entry(part.value)
    entry.allow(("tenths", "files", "headings", "phrases"), needed=("tenths",))
    return TransparencyPartRule(
        part=part,
        points=entry.number("tenths", most=100) / 10,
        files=_expressions(entry, "files"),
        headings=_expressions(entry, "headings"),
        phrases=_expressions(entry, "phrases"),
    )


def _expressions(entry: Entry, key: str) -> tuple[str, ...]:
    texts = entry.texts(key)
    for text in texts:
        try:
            re.compile(text)
        except re.error as error:
            raise RulesError(f"{entry.where}: '{key}' has no regular expression in {text!r}: {error}") from error
    return texts


NOTHING_TO_TELL = TransparencyRules(parts=(), placeholders=())
"""For rulebooks that say nothing about transparency: there is no score."""
