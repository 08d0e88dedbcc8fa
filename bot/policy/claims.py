# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Phrases of claims, and the languages that they stand in, as their files hold them."""

from __future__ import annotations

import re

from bot.model.claims import ClaimKind, ClaimLanguage, ClaimPhrase
from bot.model.components import Component
from bot.model.errors import RulesError
from bot.policy.reading import Entry, member

_PHRASE = ("id", "language", "kind", "patterns", "examples")
_LANGUAGE = (
    "id",
    "negations",
    "others",
    "doubts",
    "whole",
    "components",
    "elsewhere",
    "governed",
    "joined",
    "attributive",
)


def claim_phrase(where: str, value: object) -> ClaimPhrase:
    """A phrase as its file holds it, with at least one example of each kind. Raises RulesError."""
    entry = Entry.of(where, value)
    entry.allow((*_PHRASE, "negations", "exceptions"), needed=_PHRASE)
    examples = entry.entry("examples")
    kinds = ("fires", "silent", "cannot_tell")
    examples.allow(kinds, needed=kinds)
    for kind in kinds:
        if not examples.texts(kind):
            raise RulesError(f"{examples.where}: '{kind}' needs at least one example")
    return ClaimPhrase(
        id=entry.text("id"),
        language=entry.text("language"),
        kind=entry.member("kind", ClaimKind),
        patterns=_expressions(entry, "patterns"),
        negations=_expressions(entry, "negations"),
        exceptions=_expressions(entry, "exceptions"),
        fires=examples.texts("fires"),
        silent=examples.texts("silent"),
        cannot_tell=examples.texts("cannot_tell"),
    )


def claim_language(where: str, value: object) -> ClaimLanguage:
    """A language as its file holds it. Raises RulesError."""
    entry = Entry.of(where, value)
    entry.allow((*_LANGUAGE, "names", "pronouns", "relative", "strangers"), needed=_LANGUAGE)
    governed = entry.entry("governed")
    governed.allow(("before", "after"), needed=("before", "after"))
    components = entry.entry("components")
    return ClaimLanguage(
        id=entry.text("id"),
        negations=_expressions(entry, "negations"),
        others=_expressions(entry, "others"),
        doubts=_expressions(entry, "doubts"),
        strangers=_expressions(entry, "strangers"),
        whole=_expressions(entry, "whole"),
        components=tuple(
            (member(f"{components.where}: '{name}'", name, Component), each)
            for name in components.values
            for each in _expressions(components, name)
        ),
        elsewhere=_expressions(entry, "elsewhere"),
        governed_before=_expressions(governed, "before"),
        governed_after=_expressions(governed, "after"),
        joined=_expressions(entry, "joined"),
        attributive=_expressions(entry, "attributive"),
        relative=_expressions(entry, "relative"),
        names=_expressions(entry, "names"),
        pronouns=_expressions(entry, "pronouns"),
    )


def _expressions(entry: Entry, key: str) -> tuple[str, ...]:
    texts = entry.texts(key)
    for text in texts:
        try:
            re.compile(text.replace("{claim}", "x"))
        except re.error as error:
            raise RulesError(f"{entry.where}: '{key}' has no regular expression in {text!r}: {error}") from error
    return texts
