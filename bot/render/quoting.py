# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Other people's words made harmless before they stand in a post: no markup, mentions, links, hidden text or tricks of direction."""

from __future__ import annotations

import html
import re
import unicodedata

_LONGEST_LINE = 300
_LONGEST_BLOCK = 4000
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z!?][^<>]*>?")
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])?")
_ADDRESS = re.compile(r"(?:https?|ftp|mailto|javascript|data):\S+|www\.\S+", re.IGNORECASE)
_MENTION = re.compile(r"(?<!\w)@(?=[\w-])")
"""An at sign inside a word is an address of another kind, which pings nobody."""
_MARKUP = re.compile(r"([\\`*_\[\]<>|#~])")
_FENCE = re.compile(r"`{3,}|~{3,}")


class Inert(str):
    """Text that may stand in a post as it is: our own words, or other people's after cleaning."""

    __slots__ = ()


def inert(text: str, *, limit: int = _LONGEST_LINE) -> str:
    """One line without comments, tags, links, addresses, mentions, backticks and invisible signs; cut where it is too long.

    >>> inert("Acme <!-- hubnotice:case=C-1 --> [lab](https://x.example) @bob")
    'Acme lab bob'
    """
    bare = _without_hidden(text)
    bare = _ADDRESS.sub("", _LINK.sub(r"\1", bare)).replace("`", "'")
    return shortened(" ".join(_MENTION.sub("", bare).split()), limit)


def prose(text: str) -> Inert:
    """A rule's own sentence: its Markdown and addresses stay, everything that a value could have smuggled in goes."""
    return Inert(_MENTION.sub("", " ".join(_without_hidden(text).split())))


def quoted(text: str) -> Inert:
    r"""Other people's words inside a sentence: inert, and with the signs of Markdown escaped.

    >>> print(quoted("a|b *c*"))
    a\|b \*c\*
    """
    return Inert(_MARKUP.sub(r"\\\1", inert(text)))


def code(text: str) -> Inert:
    """Other people's words as a code span."""
    return Inert(f"`{inert(text).replace('|', '/') or ' '}`")


def block(text: str, *, limit: int = _LONGEST_BLOCK) -> Inert:
    """Other people's lines inside a fenced block: the words stay as they are, but nothing can end the fence or ping anybody."""
    lines = [_visible(line).rstrip() for line in text.expandtabs(4).splitlines()]
    joined = _FENCE.sub("'''", "\n".join(lines)).strip("\n")
    return Inert(shortened(_MENTION.sub("", joined), limit))


def shown_lines(text: str) -> str:
    r"""Other people's lines as plain text for JSON, XML and CSV: without control signs, which some of these cannot hold, and tricks of direction.

    >>> shown_lines("one\x0b\u202etwo\r\n<b>\x00")
    'one\ntwo\n<b>'
    """
    return "\n".join(_visible(line).rstrip() for line in text.splitlines()).strip("\n")


def shortened(text: str, limit: int) -> str:
    """The text, or as much of it as fits with a note that something was cut."""
    note = " […]"
    return text if len(text) <= limit else text[: limit - len(note)].rstrip() + note


def _without_hidden(text: str) -> str:
    return _TAG.sub(" ", _COMMENT.sub(" ", _visible(html.unescape(text))))


def _visible(text: str) -> str:
    """Without control, format (direction, zero width), private and surrogate characters; line breaks become spaces."""
    return "".join(
        " " if sign.isspace() else sign
        for sign in text
        if sign.isspace() or not unicodedata.category(sign).startswith("C")
    )
