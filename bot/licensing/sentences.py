# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Sentences that licenses dictate for a notice file: found with small changes, and never one vendor's for another's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.licensing.phrases import tokens_of

_ENOUGH = 0.8
"""Share of the sentence's words, in order. With equal version numbers 189 of 189 variations of 21 sentences were found; see
``docs/rules/notice-sentence-missing.md``."""
_VERSION = re.compile(r"\d{1,3}(?:\.\d+)*")
_MOST_TOKENS = 20_000
_AROUND = 4


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
    """The highest share of the wanted words that stand in order in as many consecutive words, and where."""
    best = (0.0, 0)
    if not wanted:
        return best
    known = set(wanted)
    versions = _versions(wanted)
    for start, word in enumerate(words):
        if word not in known:
            continue
        window = words[start : start + len(wanted)]
        if versions and _versions(window) != versions:
            continue
        score = _in_order(wanted, window) / len(wanted)
        if score > best[0]:
            best = (score, start)
    return best


def _versions(words: Sequence[str]) -> frozenset[str]:
    """Numbers but for years, which may differ."""
    return frozenset(word for word in words if _VERSION.fullmatch(word))


def _in_order(one: Sequence[str], other: Sequence[str]) -> int:
    """Length of the longest common subsequence, one bit a word (Hyyrö 2004)."""
    places: dict[str, int] = {}
    for place, word in enumerate(one):
        places[word] = places.get(word, 0) | 1 << place
    full = (1 << len(one)) - 1
    open_ = full
    for word in other:
        met = open_ & places.get(word, 0)
        open_ = ((open_ + met) | (open_ - met)) & full
    return len(one) - open_.bit_count()
