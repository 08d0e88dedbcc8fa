# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How long a text is, in words, whatever language it is in. Pure."""

from __future__ import annotations

import math
import re

MOST_WORDS = 400
"""Of one text that is posted; it has to stay below."""
SIGNS_PER_WORD = 2
"""How many signs of Japanese or Chinese count as one word: those languages set no spaces.

A post is as long as its English counterpart takes to say the same. In our own catalogue of the desk's sentences (`locales/`, 2026-11-30; 4528
English words) one English word became 2.6 signs in Japanese and 1.7 in Chinese. Two for both is stricter than that for Japanese, where posts are
longest. Korean sets spaces, and its words are counted as they stand, like names, numbers and code in any language.
"""
_ASIDE = re.compile(
    r"^```.*?^```[ \t]*$|^\|[^\n]*$|<!--.*?-->|</?[a-z]+>|\(https?://[^\s)]*\)", re.DOTALL | re.MULTILINE
)
_SIGN = re.compile(r"[\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LETTER_OR_DIGIT = re.compile(r"\w")


def word_count(text: str) -> int:
    """Words outside tables, the text to paste, markers, tags and addresses; half a word of Japanese or Chinese counts as one.

    >>> word_count("We could not find it."), word_count("見つかりませんでした。"), word_count("찾지 못했습니다.")
    (5, 5, 2)
    """
    own = _ASIDE.sub(" ", text)
    signs = len(_SIGN.findall(own))
    others = sum(_LETTER_OR_DIGIT.search(each) is not None for each in _SIGN.sub(" ", own).split())
    return math.ceil(signs / SIGNS_PER_WORD) + others
