# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Beginnings of names that licenses ask for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_TITLE = re.compile(r"^ {0,3}#\s+(?P<title>[^\n]{1,300})$", re.MULTILINE)


def begins_with(name: str, prefixes: Iterable[str]) -> bool:
    """Whether the name begins with any of the marks; case and separators do not matter.

    >>> begins_with("llama_3.1-8B-ja", ["Llama 3"]), begins_with("My-Llama", ["Llama"])
    (True, False)
    """
    plain = _plain(name)
    return any(plain.startswith(mark) for mark in map(_plain, prefixes) if mark)


def model_name(repo: str) -> str:
    """A repository's name without its owner."""
    return repo.rstrip("/").rsplit("/", 1)[-1]


def card_title(card_text: str) -> str | None:
    """The first heading of a card; ``None`` where there is none."""
    found = _TITLE.search(card_text)
    return found["title"].strip() if found else None


def _plain(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", name).casefold() if sign.isalnum())
