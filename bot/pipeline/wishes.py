# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Finds what the owners of a repository ask of us: in a file of its own, and in the card's metadata."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from bot.model.errors import BudgetSpent, InputError, RemoteError, RulesError
from bot.model.wishes import Wishes
from bot.policy.wishes import together, wishes_from
from bot.ports.hub import ModelSource

FILES = (".notice.yml", ".notice.yaml")
KEY = "x-notice"
_CARD = "README.md"
_LARGEST = 64 * 1024

Parse: TypeAlias = Callable[[str, str], object]
"""From a name for messages and a YAML text to values. Raises RulesError."""


def wishes_of(source: ModelSource, card_metadata: str, parse: Parse) -> Wishes:
    """What they ask; nothing is raised for what cannot be read or understood, it is a problem.

    ``card_metadata`` is the card's metadata as written, between its lines of dashes; empty where there is none.
    """
    found = Wishes()
    for wishes in (*_in_files(source, parse), *_in_card(card_metadata, parse)):
        found = together(found, wishes)
    return found


def _in_files(source: ModelSource, parse: Parse) -> Iterator[Wishes]:
    for path in FILES:
        if source.snapshot.file(path) is None:
            continue
        try:
            text = source.read(path, limit=_LARGEST).decode("utf-8-sig")
            yield wishes_from(path, parse(path, text) or {})
        except (RemoteError, InputError, BudgetSpent, UnicodeDecodeError, RulesError) as error:
            yield Wishes(where=path, problem=_problem(path, error))


def _in_card(metadata: str, parse: Parse) -> Iterator[Wishes]:
    if KEY not in metadata:
        return
    try:
        values = parse(_CARD, metadata.strip().strip("-"))
        asked = values.get(KEY) if isinstance(values, Mapping) else None
        if asked is not None:
            yield wishes_from(f"{_CARD}, {KEY}", asked)
    except RulesError as error:
        yield Wishes(where=_CARD, problem=_problem(_CARD, error))


def _problem(path: str, error: Exception) -> str:
    said = str(error) if str(error).startswith(path) else f"{path}: {error}"
    return " ".join(said.split())[:300]
