# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Texts as sequences of numbered words, with what the comparison of licenses has to know about each of them.

A word's number is a checksum, so that a license can be known without its text being kept.
"""

from __future__ import annotations

import html
import re
import unicodedata
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from bot.licensing.copyrights import is_copyright_line

LONGEST_TEXT = 512 * 1024
"""Characters. Files are cut at 256 KiB before; a decompressed or generated text may be longer."""
MOST_TOKENS = 100_000
"""More than any license file has that was ever seen; the longest license (GFDL-1.3) has 3,800."""
_LONGEST_WORD = 64

_TAG = re.compile(r"<(?!https?:|[^<>\s@]{1,80}@)[^<>]{1,200}>")
_HYPHEN = re.compile(r"(?<=\w)[-\u2010\u2011]\s{0,80}(?=[^\W\d_])")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>()\"]{1,200}|\S{1,80}@[\w.-]{1,80}")
# Ideographs and kana stand for themselves: their scripts put no spaces between words, and lines break anywhere.
_TOKEN = re.compile(r"\d+(?:\.\d+)+|[\u3041-\u30ff\u3400-\u9fff]|[^\W_\u3041-\u30ff\u3400-\u9fff]+")
_ROMAN = frozenset(["ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii", "xiii", "xiv", "xv"])
_END = re.compile(
    r"[.;:!?\u3002\uff1b\uff1a][\s\"'\u201d)*_]*\s|\n[^\w\n]*\n|\Z|[.;:!?\u3002\uff1b\uff1a][\"'\u201d)*_]*(?=[\u3041-\u9fff])"
)
_BRITISH = re.compile(
    r"licenc(?=e|i)|(?<=[^\W_]{3})is(?=(?:ation|ations|ed|ing|e|es)\b)|judg(?=ment)|(?<=acknowledg)e(?=ment)|(?<=behavi)our|(?<=fav)our"
)
_SPELLED = {"licenc": "licens", "is": "iz", "judg": "judge", "e": "", "our": "or"}


class Mark:
    """What is known about one word of a text or template: bits of one byte. No `enum.IntFlag`, which is forty times slower."""

    WEAK = 1
    """A number of a list, part of an address or of a copyright line: it may be missing, or stand there in addition."""
    FRAME = 2
    """Part of a template that is no term: a title, an appendix on how to use the license."""
    END = 4
    """A sentence, an item or a paragraph ends after it, so a further one can follow."""
    NAME = 8
    """Stands for a name that everybody replaces by their own ("the copyright holder")."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text, their numbers and marks, and the line (from 1) that each stands in."""

    words: tuple[str, ...]
    numbers: tuple[int, ...]
    marks: bytes
    lines: tuple[int, ...]
    is_whole: bool = True
    """False where the text is longer than the caps, so that its end was not looked at."""

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.words)


def number_of(word: str) -> int:
    """The number that stands for a word. Two different words share one about once in four thousand million."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def tokens_of(text: str) -> Tokens:
    r"""The words of a text, without layout, markup and differences of spelling.

    Single letters fall away, since lists are lettered in many ways; single digits stay, as weak words.

    >>> tokens_of("> **a Sub-Licence**, Version 2.0\n2. is").words
    ('sublicense', 'version', '2.0', '2', 'is')
    """
    plain = _plain(text[:LONGEST_TEXT])
    weak = _weak_places(plain)
    breaks = [match.start() for match in re.finditer("\n", plain)]
    words: list[str] = []
    marks = bytearray()
    lines: list[int] = []
    is_whole = len(text) <= LONGEST_TEXT
    for match in _TOKEN.finditer(plain):
        word = match.group()
        is_single = len(word) == 1
        if is_single and word.isascii() and not word.isdigit():
            continue
        if len(words) == MOST_TOKENS:
            is_whole = False
            break
        words.append(word[:_LONGEST_WORD])
        is_weak = (is_single and word.isdigit()) or word in _ROMAN or bool(weak[match.start()])
        is_end = _END.match(plain, match.end()) is not None
        marks.append(Mark.WEAK * is_weak | Mark.END * is_end)
        lines.append(bisect_right(breaks, match.start()) + 1)
    return Tokens(tuple(words), tuple(map(number_of, words)), bytes(marks), tuple(lines), is_whole)


def _plain(text: str) -> str:
    """Lower case, one spelling, no markup; line breaks stay where they are."""
    folded = unicodedata.normalize("NFKC", html.unescape(text)).replace("\r\n", "\n").replace("\r", "\n")
    bare = _TAG.sub(lambda tag: "\n" * tag.group().count("\n") or " ", folded).casefold()
    return in_one_spelling(_HYPHEN.sub("", bare))


def in_one_spelling(text: str) -> str:
    """American spelling, whatever the text has.

    >>> in_one_spelling("an organisation's licence")
    "an organization's license"
    """
    return _BRITISH.sub(lambda match: _SPELLED[match.group()], text)


def _weak_places(plain: str) -> bytearray:
    """One byte for each character, set inside addresses and copyright lines."""
    weak = bytearray(len(plain))
    for start, stop in _weak_spans(plain):
        weak[start:stop] = b"\1" * (stop - start)
    return weak


def _weak_spans(plain: str) -> Iterator[tuple[int, int]]:
    for match in _ADDRESS.finditer(plain):
        yield match.span()
    place = 0
    for line in plain.splitlines(keepends=True):
        if is_copyright_line(line):
            yield place, place + len(line)
        place += len(line)
