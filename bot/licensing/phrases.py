# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Words that licenses dictate, found in prose whatever its case, punctuation and markup."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

from bot.licensing.words import find_run

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"<[^<>]{1,200}>")
_BLANK = re.compile(r"\[[^\[\]]{1,80}\]")
_TOKEN = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+")
_SIGN = "c"
"""What is left of "(c)"; the sign itself is no word, so neither counts."""
_LONGEST = 256 * 1024


def tokens_of(text: str) -> tuple[str, ...]:
    """Words and numbers in lower case, in order; versions stay whole, comments and markup fall away.

    >>> tokens_of("**Llama-3.1** is (c) Meta")
    ('llama', '3.1', 'is', 'meta')
    """
    visible = _TAG.sub(" ", _COMMENT.sub(" ", html.unescape(text[:_LONGEST])))
    plain = unicodedata.normalize("NFKC", visible).casefold()
    return tuple(token for token in _TOKEN.findall(plain) if token != _SIGN)


def has_phrase(text: str, phrase: str) -> bool:
    """Whether the phrase stands in the text, word for word. Blanks in square brackets stand for any words.

    >>> has_phrase("_Built_ with **Llama**!", "Built with Llama"), has_phrase("Built without Llama", "Built with Llama")
    (True, False)
    >>> has_phrase("Zoë is built using Falcon", "[name] is built using Falcon")
    True
    """
    pieces = [piece for piece in map(tokens_of, _BLANK.split(phrase)) if piece]
    words = tokens_of(text)
    start = 0
    for piece in pieces:
        place = find_run(piece, words, start)
        if place is None:
            return False
        start = place + len(piece)
    return bool(pieces)


def paths_with(texts: Iterable[tuple[str, str]], phrases: Iterable[str]) -> tuple[str, ...]:
    """The names of those texts in which any of the phrases stands."""
    wanted = tuple(phrases)
    return tuple(name for name, text in texts if any(has_phrase(text, phrase) for phrase in wanted))
