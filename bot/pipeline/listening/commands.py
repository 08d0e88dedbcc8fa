# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Finds commands in comments. Any natural reply is for a person; commands are a convenience."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class CommandKind(Enum):
    """What can be said. The words are those that people type."""

    FIXED = "fixed"
    DISPUTE = "dispute"
    WAIT = "wait"
    EXPLAIN = "explain"
    PR = "pr"
    NO_PR = "no-pr"
    PRIVATE = "private"
    LANG = "lang"
    STOP = "stop"
    UNSTOP = "unstop"
    SHOW = "show"
    HUMAN = "human"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command as it was typed."""

    kind: CommandKind
    text: str = ""
    """What stands behind it in the line."""


_LARGEST = 64 * 1024
_MOST = 8
_COMMAND = re.compile(
    r"/notice[ \t]+(?P<word>[a-z]+(?:-[a-z]+)*)(?![\w-])[ \t]*(?P<text>[^\r\n]{0,500})", re.IGNORECASE
)
_FENCE = re.compile(r"^ {0,3}(?P<mark>`{3,}|~{3,})")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_WORDS = {kind.value: kind for kind in CommandKind} | {"recheck": CommandKind.FIXED}


def commands_in(body: str) -> list[Command]:
    r"""Commands that a comment gives: at the beginning of a line, outside quotes, code and hidden text; unknown words are none.

    >>> [command.kind.value for command in commands_in("Thanks.\n/notice stop\n> /notice dispute\n    /notice unstop")]
    ['stop']
    """
    found = []
    for line in _spoken(_COMMENT.sub("", body[:_LARGEST])):
        match = _COMMAND.match(line)
        kind = _WORDS.get(match["word"].lower()) if match else None
        if match and kind:
            found.append(Command(kind=kind, text=match["text"].strip()))
    return found[:_MOST]


def _spoken(body: str) -> Iterator[str]:
    """The lines that are neither quoted nor code. A fence that is never closed runs to the end."""
    fence = ""
    for line in body.splitlines():
        mark = _FENCE.match(line)
        if fence:
            # As in CommonMark: the same sign, at least as often, and nothing behind it.
            fence = "" if mark and mark["mark"].startswith(fence) and not line[mark.end() :].strip() else fence
        elif mark:
            fence = mark["mark"]
        elif not line.startswith((">", "    ", "\t")):
            yield line
