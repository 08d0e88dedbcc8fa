# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Words that carry terms, those that say no, and those that carry nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.licensing.words import words_of

TERMS_WORDS = frozenset(
    words_of(
        "acknowledge acknowledges additional additionally agree commercial commercially condition conditions display except exclusively however intended must "
        "modification modifications modified notwithstanding only permitted prohibit prohibited prominently provide require required requires "
        "restrict restricted restriction restrictions shall unless"
    )
)
_TERMS_SIGNS = frozenset("必須禁止商用業业須须得")
NEGATIONS = frozenset(words_of("no non nor not cannot without never"))
SMALL_WORDS = frozenset(words_of("the an of this such in to by is are be on at for it its"))
"""Words whose loss or gain is a slip of the pen: none of them makes a term weaker or stronger."""


def denies(words: Sequence[str]) -> bool:
    """Whether any of these words says no."""
    return not NEGATIONS.isdisjoint(words)


def terms_in(words: Sequence[str]) -> Iterator[str]:
    """Those words that speak of terms."""
    return (word for word in words if is_term(word))


def is_term(word: str) -> bool:
    """Whether the word speaks of what is allowed, asked for or forbidden."""
    return (
        word in TERMS_WORDS
        or "commercial" in word
        or word in _TERMS_SIGNS
        or any(sign in word for sign in ("해야", "금지", "상업"))
    )
