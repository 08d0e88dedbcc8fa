# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Copyright lines: finding them in any text, and telling whether two name the same holder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from bot.licensing.words import find_run, words_of

_LONGEST_LINE = 160

# "copyright holders", "copyright notice" and the like are phrases of the licenses themselves, and "(c)" also numbers clauses. So
# inside a line the word needs a sign or a year beside it, "(c)" alone needs a year, and the bare word has to begin the line.
_STATEMENT = re.compile(
    r"""
    (?: \bcopyright \s* (?: \(c\) | © | &copy; ) [\s:,]* (?: \d{4} [\d\s,\u2013-]* )?
      | (?: \(c\) | © | &copy; ) \s* copyright [\s:,]* (?: \d{4} [\d\s,\u2013-]* )?
      | \bcopyright [\s:,]* \d{4} [\d\s,\u2013-]*
      | \(c\) \s* \d{4} [\d\s,\u2013-]*
      | (?: © | &copy; ) \s* (?: \d{4} [\d\s,\u2013-]* )?
    )
    (?: by \s+ )?
    (?P<holder> [^\W\d_] [^\n|]{0,120} )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BARE = re.compile(r"^[\s#>*/;%|-]*copyright[\s:]+(?:by\s+)?(?P<holder>[^\W\d_][^\n|]{1,120})", re.IGNORECASE)
_PHRASE_WORDS = frozenset(
    words_of(
        "act and claim claims holder holders in information infringement interest interests is laws law license licenses notice notices "
        "of on or owner owners patent protection related rights statement statements status text to trademark under"
    )
)
_TEMPLATE = re.compile(
    r"[\[{<](?:yyyy|year|name|fullname|owner|copyright)|name of (?:copyright owner|author)|your name\b", re.IGNORECASE
)
_SENTENCE_END = re.compile(
    r"(?<!Inc)(?<!Ltd)(?<!Co)(?<!Corp)(?<!LLC)\.[\"”]?\s|[;)”]|,?\s+(?:is\s+)?licensed\b|\s+permission is\b",
    re.IGNORECASE,
)
_FILLER = frozenset(
    words_of(
        "all rights reserved copyright by the and inc incorporated ltd limited co corp corporation company llc gmbh authors author "
        "team contributors its affiliates present com http www"
    )
)
_LINE_START = re.compile(
    r"[^\w(\xa9]{0,40}(?:(?:portions|parts|this software is)\s{1,4})?"
    r"(?:(?:copyrights?|(?P<letter>\(c\)(?!\s*copyright))|\(c\)|\xa9|&copy;)(?:[\s:,]|copyright|\(c\)|\xa9|&copy;)*"
    r"|(?P<reserved>all rights reserved)\W*$)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|yyyy|year", re.IGNORECASE)
_ADDRESS = re.compile(r"<[^<>]*>|\S+@\S+|https?://\S+")


def copyright_lines(text: str) -> tuple[str, ...]:
    r"""Every copyright statement, as written but for white space and invisible signs, each once, in order.

    Unfilled templates ("Copyright [yyyy] [name of copyright owner]") and phrases inside licenses are none.

    >>> copyright_lines("# Copyright (c) 2023 DeepSeek\nthe copyright notice above\nUses X (© 2024 Acme Inc.), thanks")
    ('Copyright (c) 2023 DeepSeek', '© 2024 Acme Inc.')
    """
    found: dict[str, None] = {}
    for line in text.splitlines():
        for statement in _statements(line):
            found.setdefault(statement, None)
    return tuple(found)


def _statements(line: str) -> Iterable[str]:
    for match in [*_STATEMENT.finditer(line)] or [*_BARE.finditer(line)]:
        holder = match["holder"]
        end = _SENTENCE_END.search(holder)
        cut = match.start("holder") + (end.start() if end else len(holder))
        start = match.start() if match.re is _STATEMENT else line.casefold().index("copyright")
        visible = "".join(
            sign for sign in line[start:cut] if sign.isspace() or not unicodedata.category(sign).startswith("C")
        )
        statement = " ".join(visible.split()).rstrip(" ,*_`\"'")[:_LONGEST_LINE]
        first = holder.split()[0].casefold().strip(".,:()")
        if (
            first not in _PHRASE_WORDS
            and not _TEMPLATE.search(line[match.start() : match.end()])
            and holder_of(statement)
        ):
            yield statement


def is_copyright_line(line: str) -> bool:
    """Whether a whole line is a copyright statement, a template for one, or the reservation of rights that goes with it.

    >>> [is_copyright_line(each) for each in ("# Copyright (c) 2023 Acme", "All rights reserved.", "copyright notice, this list")]
    [True, True, False]
    >>> [is_copyright_line(each) for each in ("(c) 2024 Acme", "(c) You must retain all notices")]
    [True, False]
    """
    found = _LINE_START.match(line) if len(line) <= _LONGEST_LINE else None
    if found is None:
        return False
    if found["letter"] is not None and not _YEAR.search(line):
        return False
    rest = words_of(line[found.end() :])
    return found["reserved"] is not None or not rest or rest[0] not in _PHRASE_WORDS


def holder_of(line: str) -> tuple[str, ...]:
    """The words that name the holder: without years, signs, addresses, legal forms and "all rights reserved".

    >>> holder_of("Copyright (c) 2023-2025 DeepSeek, Inc. All rights reserved.")
    ('deepseek',)
    """
    bare = _ADDRESS.sub(" ", line)
    words = tuple(word for word in words_of(bare) if not word.isdigit() and word not in _FILLER)
    return words or tuple(word for word in words_of(bare) if not word.isdigit() and word != "copyright")


def keeps_holder(line: str, candidates: Iterable[str]) -> bool:
    """Whether any of the candidate lines names the holder of this line; years may differ, more holders may stand beside it."""
    holder = holder_of(line)
    return bool(holder) and any(find_run(holder, holder_of(candidate)) is not None for candidate in candidates)
