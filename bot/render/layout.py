# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Lets template authors wrap lines as they like: in a discussion every line break of a paragraph would be shown."""

from __future__ import annotations

import re

_OWN_LINE = re.compile(r"^(?:\||#{1,6} |- |\d+\. |<|>)")
_NO_SPACE_AFTER = ("。", "、", ",", ")")
_FENCE = re.compile(r"^(?:`{3,}|~{3,})")


def flowing(text: str) -> str:
    r"""Each paragraph and list item on one line, one empty line between blocks; fenced blocks stay as they are.

    >>> flowing("a\nb\n\n\n- c\n  d")
    'a b\n\n- c d'
    """
    lines: list[str] = []
    fenced = False
    for line in text.splitlines():
        bare = line.strip()
        if _FENCE.match(bare):
            fenced = not fenced
            lines.append(bare)
        elif fenced:
            lines.append(line)
        elif bare and lines and _continues(lines[-1]) and not _OWN_LINE.match(bare):
            lines[-1] += bare if lines[-1].endswith(_NO_SPACE_AFTER) else f" {bare}"
        elif bare or (lines and lines[-1]):
            lines.append(bare)
    return "\n".join(lines).strip("\n")


def _continues(line: str) -> bool:
    return bool(line) and not line.startswith(("|", "#", "<")) and not _FENCE.match(line)
