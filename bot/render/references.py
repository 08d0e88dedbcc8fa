# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Keeps a text on GitHub from leaving a mark in other repositories: what would be linked there becomes code, which is not."""

from __future__ import annotations

import re
from collections.abc import Callable

_FORGE = r"https?://(?:[\w-]+\.)*github\.com(?![\w.-])(?:/(?:[^\s<>()\[\]`\"]*[^\s<>()\[\]`\".,;:!?])?)?"
_FENCED = re.compile(r"^(?P<fence>`{3,}|~{3,}).*?(?:^(?P=fence)[ \t]*$|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`[^`\n]*`|\]\([^\s()]*\)")
"""Code spans, and where links lead: neither is searched for references."""
_LINK = re.compile(rf"\[(?P<label>[^\[\]\n]{{0,300}})\]\((?P<address>{_FORGE})\)", re.IGNORECASE)
_BARE = re.compile(
    rf"(?P<address>{_FORGE})"
    r"|(?P<number>(?<![\w/.#&-])(?:[\w-]{1,40}(?:/[\w.-]{1,100})?)?\\?#[0-9]+)\b"
    r"|(?P<other>\bGH-[0-9]+\b|(?<![\w/.-])[\w-]{1,40}(?:/[\w.-]{1,100})?@[0-9a-f]{7,40}\b)",
    re.IGNORECASE,
)


def without_references(text: str) -> str:
    """The text with addresses on GitHub, and short forms such as ``acme/tiny#7``, as code. Code itself stays as it is.

    >>> print(without_references("See [the code](https://github.com/acme/tiny/pull/3), acme/tiny#7 and `acme/tiny#8`."))
    See the code (`https://github.com/acme/tiny/pull/3`), `acme/tiny#7` and `acme/tiny#8`.
    """
    return _outside(_FENCED, text, lambda part: _outside(_CODE, _LINK.sub(_spelled, part), _plain))


def _spelled(link: re.Match[str]) -> str:
    return f"{link['label']} (`{link['address']}`)"


def _plain(part: str) -> str:
    return _BARE.sub(lambda found: f"`{found[0].replace(chr(92), '')}`", part)


def _outside(kept: re.Pattern[str], text: str, change: Callable[[str], str]) -> str:
    """The text with everything changed that the pattern does not match."""
    parts: list[str] = []
    end = 0
    for found in kept.finditer(text):
        parts += [change(text[end : found.start()]), found[0]]
        end = found.end()
    return "".join([*parts, change(text[end:])])
