# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""NOTICE files: whether the attributions of one are still readable somewhere else (Apache-2.0, section 4(d))."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from bot.licensing.words import find_run, words_of

_TELLING = 3
"""Words that a line needs to be an attribution rather than a heading."""


class NoticeMatch(Enum):
    """How much of an upstream's notice came along."""

    WHOLE = "whole"
    ALTERED = "altered"
    """Some of its lines are there and some are not. The license lets a derivative leave out what does not pertain to it."""
    MISSING = "missing"


def compare_notice(upstream: str, texts: Iterable[str]) -> NoticeMatch:
    r"""How much of the upstream's NOTICE stands in these texts, line by line; wrapping, markup and order do not matter.

    >>> compare_notice("Acme Vision\nCopyright 2024 Acme", ["Based on Acme Vision, copyright 2024 ACME."])
    <NoticeMatch.WHOLE: 'whole'>
    """
    every = [words for line in upstream.splitlines() if (words := words_of(line))]
    lines = [words for words in every if len(words) >= _TELLING] or every
    there = [words_of(text) for text in texts]
    kept = sum(any(find_run(line, words) is not None for words in there) for line in lines)
    if kept == len(lines):
        return NoticeMatch.WHOLE
    return NoticeMatch.ALTERED if kept else NoticeMatch.MISSING
