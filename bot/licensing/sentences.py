# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Sentences that licenses dictate for a notice file: found with small changes, and never one vendor's for another's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.licensing.phrases import tokens_of

_ENOUGH = 0.8
"""Likeness of sentence and text. With equal version numbers it tells all variations in ``tests/licensing/test_sentences.py`` apart."""
_VERSION = re.compile(r"\d{1,3}(?:\.\d+)*")
_MOST_TOKENS = 20_000
_AROUND = 4
_MORE = 4
"""Words that a copy may have beyond the sentence's own."""


def has_sentence(text: str, sentence: str, siblings: Iterable[str] = ()) -> bool:
    """Whether the text holds the sentence rather than one of its siblings, the like sentences of other licenses.

    >>> qwen = "Qwen is licensed under the Qwen LICENSE AGREEMENT, Copyright (c) Alibaba Cloud."
    >>> research = "Qwen is licensed under the Qwen RESEARCH LICENSE AGREEMENT, Copyright (c) Alibaba Cloud."
    >>> has_sentence(research, qwen, [research]), has_sentence(research, research, [qwen])
    (False, True)
    """
    wanted, words = tokens_of(sentence), tokens_of(text)[:_MOST_TOKENS]
    score, start = _best(wanted, words)
    if score < _ENOUGH:
        return False
    around = words[max(0, start - _AROUND) : start + len(wanted) + _AROUND]
    others = (tokens_of(each) for each in siblings if each != sentence)
    return all(_best(other, around)[0] <= score for other in others)


def _best(wanted: Sequence[str], words: Sequence[str]) -> tuple[float, int]:
    """The highest likeness of the wanted words and a run of words, 0 to 1, and where that run begins."""
    best = (0.0, 0)
    if not wanted:
        return best
    known = set(wanted)
    versions = _versions(wanted)
    for start, word in enumerate(words):
        if word not in known:
            continue
        window = words[start : start + len(wanted) + _MORE]
        if versions and _versions(window[: len(wanted)]) != versions:
            continue
        score = _likeness(wanted, window)
        if score > best[0]:
            best = (score, start)
    return best


def _likeness(wanted: Sequence[str], window: Sequence[str]) -> float:
    """Twice the words in order over the words of both sides, for the length of the window that gives most.

    Words that are too many count against it as words that are missing do: otherwise the longer of two siblings would fit both.
    """
    scores = (2 * shared / (len(wanted) + length) for length, shared in enumerate(_in_order(wanted, window), start=1))
    return max(scores, default=0.0)


def _versions(words: Sequence[str]) -> frozenset[str]:
    """Numbers but for years, which may differ."""
    return frozenset(word for word in words if _VERSION.fullmatch(word))


def _in_order(one: Sequence[str], other: Sequence[str]) -> Iterator[int]:
    """Length of the longest common subsequence with each beginning of the other, one bit a word (Hyyrö 2004)."""
    places: dict[str, int] = {}
    for place, word in enumerate(one):
        places[word] = places.get(word, 0) | 1 << place
    full = (1 << len(one)) - 1
    unmet = full
    for word in other:
        met = unmet & places.get(word, 0)
        unmet = ((unmet + met) | (unmet - met)) & full
        yield len(one) - unmet.bit_count()
