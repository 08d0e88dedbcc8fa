# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Texts reduced to the words that carry meaning, so that layout, markup and spelling cannot hide a license."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence

_TAG = re.compile(r"<[^<>]{1,200}>")
_HYPHEN = re.compile(r"(?<=\w)[-\u2010\u2011]\s*(?=\w)")
_WORD = re.compile(r"[^\W_]{2,}")


def words_of(text: str) -> tuple[str, ...]:
    """Words of two or more letters or digits, in lower case, in order.

    Markup, punctuation, quotation marks, list numbers, comment signs and the possessive s fall away; ``licence`` becomes
    ``license``, ``https`` becomes ``http``, and a hyphen joins its words, so that wrapped and unwrapped copies are equal.

    >>> words_of("> **a Sub-Licence**, see https://example.org")
    ('sublicense', 'see', 'http', 'example', 'org')
    """
    plain = _TAG.sub(" ", html.unescape(unicodedata.normalize("NFKC", text)))
    joined = _HYPHEN.sub("", plain.casefold())
    return tuple("http" if word == "https" else word.replace("licenc", "licens") for word in _WORD.findall(joined))


def shingles(words: Sequence[str], length: int) -> frozenset[tuple[str, ...]]:
    """Every run of so many consecutive words."""
    return frozenset(tuple(words[start : start + length]) for start in range(len(words) - length + 1))


def find_run(run: Sequence[str], words: Sequence[str], start: int = 0) -> int | None:
    """Where the run stands in the words at or after ``start``; ``None`` where it does not.

    >>> find_run(["b", "c"], ["a", "b", "c"])
    1
    """
    wanted = tuple(run)
    head = wanted[0] if wanted else None
    for place in range(start, len(words) - len(wanted) + 1):
        if words[place] == head and tuple(words[place : place + len(wanted)]) == wanted:
            return place
    return None
