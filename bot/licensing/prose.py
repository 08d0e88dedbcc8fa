# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The sentences that a card's author says: without code, tables, block quotes, bibliographies, comments and markup."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_LARGEST_CARD = 256 * 1024
_LONGEST_SENTENCE = 1000
"""Signs; what is longer is no sentence, and expressions with gaps would be slow on it."""
_MOST_SENTENCES = 4000

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_METADATA = re.compile(r"\A\ufeff?---[ \t]*\r?\n.*?^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_FOREIGN = re.compile(
    r"<(?P<tag>blockquote|pre|code|table|script|style|svg|q)\b[^<>]{0,500}>.*?(?:</(?P=tag)\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_FENCE = re.compile(r"[ \t]*(?:[-*+]\s+|\d{1,3}[.)]\s+)?(?P<fence>`{3,}|~{3,})")
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?li|/?ul|/?h[1-6]|hr)\b[^<>]{0,500}>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_IMAGE = re.compile(r"!\[[^\[\]]{0,500}\](?:\([^()]{0,1000}\)|\[[^\[\]]{0,500}\])")
_LINK = re.compile(r"\[([^\[\]]{0,500})\](?:\([^()]{0,1000}\)|\[[^\[\]]{0,500}\])")
_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s)>\]]{1,1000}")
_BIBLIOGRAPHY = re.compile(r"^\s*@\w{3,20}\s*\{")
_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-{3,})\s*$")
_ITEM = re.compile(r"^\s*(?:[-*+•・]\s+|\d{1,3}[.)]\s+|\(\d{1,2}\)\s+)")
_TABLE = re.compile(r"^\s*\||\|\s*$|^\s*:?-{3,}:?\s*\|")
_EMPHASIS = re.compile(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|\*{2,3}|~~")
_END = re.compile(
    r"(?<=[.!?])[\"'\u201d\u2019)\]]{0,2}\s+(?=[\"'\u201c\u2018(\[]?[A-Z0-9\u3040-\u9fff\uac00-\ud7af])|(?<=[\u3002\uff01\uff1f!?])(?![\u300d\u300f\u201d\u2019\uff09)])|(?<=\.)\s+(?=$)"
)
_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|etc|cf|vs|al|Fig|Sec|No|approx|Inc|Ltd|Corp|Co|Dr|Mr|Ms|St)\.$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, heading or list item, on one line, with the headings above it."""

    text: str
    headings: tuple[str, ...] = ()
    is_heading: bool = False


def sentences_of(card: str) -> tuple[Sentence, ...]:
    r"""What the author says, in order. Words between quotation marks stay, with their marks; so do code spans, with theirs.

    >>> [each.text for each in sentences_of("# Acme\n> He said no.\n\nWe agree. It is\n**good**.\n\n```\ncode\n```")]
    ['Acme', 'We agree.', 'It is good.']
    """
    found: list[Sentence] = []
    headings: list[tuple[int, str]] = []
    for level, paragraph in _paragraphs(_own_lines(_without_foreign(card))):
        text = _plain(paragraph)
        if not text:
            continue
        if level:
            headings = [(depth, words) for depth, words in headings if depth < level]
        above = tuple(words for _, words in headings)
        if level:
            headings.append((level, text))
        found += [Sentence(each, above, bool(level)) for each in _split(text) if len(each) <= _LONGEST_SENTENCE]
        if len(found) >= _MOST_SENTENCES:
            break
    return tuple(found[:_MOST_SENTENCES])


def sections_of(card: str) -> tuple[tuple[str, str], ...]:
    r"""Every heading with the lines below it, down to the next heading of any depth; tables and lists stay.

    A heading with nothing but deeper headings below it has their lines, too.

    >>> sections_of("# Acme\n## Results\n| a | b |\n")
    (('Acme', '| a | b |'), ('Results', '| a | b |'))
    """
    open_sections: list[tuple[int, str, list[str]]] = []
    every: list[tuple[str, list[str]]] = []
    for line in _COMMENT.sub(" ", "\n".join(_outside_fences(card[:_LARGEST_CARD].splitlines()))).splitlines():
        heading = _HEADING.match(line)
        if heading:
            level = len(heading[1])
            open_sections = [each for each in open_sections if each[0] < level]
            open_sections.append((level, _plain(heading[2]), []))
            every.append((open_sections[-1][1], open_sections[-1][2]))
        else:
            for _, _, lines in open_sections:
                lines.append(line)
    return tuple((heading, "\n".join(lines).strip()) for heading, lines in every)


def _without_foreign(card: str) -> str:
    text = _METADATA.sub("", card[:_LARGEST_CARD])
    # The fences go first: what looks like a tag in code must not swallow the prose behind it.
    text = "\n".join(_outside_fences(text.splitlines()))
    text = _FOREIGN.sub("\n\n", _COMMENT.sub(" ", text))
    kept = "".join(" " if sign.isspace() and sign != "\n" else sign for sign in text if _is_readable(sign))
    return _TAG.sub(" ", _BREAK.sub("\n\n", kept))


def _is_readable(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign)[0] != "C"


def _outside_fences(lines: list[str]) -> Iterator[str]:
    fence = ""
    for line in lines:
        opening = _FENCE.match(line)
        if fence:
            if opening and opening["fence"].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif opening:
            fence = opening["fence"]
            yield ""
        else:
            yield line


def _own_lines(text: str) -> Iterator[str]:
    """Lines without block quotes and what runs on in them, tables, indented code and bibliographies."""
    quote = table = False
    depth = 0
    before = ""
    for line in text.split("\n"):
        blank = not line.strip()
        starts_quote = line.lstrip().startswith(">")
        quote = starts_quote or (quote and not blank and not _HEADING.match(line) and not _ITEM.match(line))
        table = bool(_TABLE.search(line))
        if depth or _BIBLIOGRAPHY.match(line):
            depth = max(0, depth + line.count("{") - line.count("}"))
            continue
        code = line.startswith(("    ", "\t")) and not before.strip() and not _ITEM.match(line)
        before = "" if code else line
        yield "" if quote or table or code else line


def _paragraphs(lines: Iterator[str]) -> Iterator[tuple[int, str]]:
    """Level (0 for what is no heading) and text of each paragraph, heading and list item."""
    gathered: list[str] = []
    for line in lines:
        heading = _HEADING.match(line)
        underline = bool(gathered) and _UNDERLINE.match(line)
        if heading or not line.strip() or _ITEM.match(line) or underline:
            if gathered:
                yield (1 if underline and len(gathered) == 1 else 0), " ".join(gathered)
            gathered = []
        if heading:
            yield len(heading[1]), heading[2]
        elif line.strip() and not underline:
            gathered.append(_ITEM.sub("", line).strip())
    if gathered:
        yield 0, " ".join(gathered)


def _plain(text: str) -> str:
    words = _LINK.sub(r"\1", _IMAGE.sub(" ", text))
    words = _EMPHASIS.sub("", _ADDRESS.sub(" ", html.unescape(words)))
    return " ".join(words.split())


def _split(text: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(text):
        piece = text[start : end.start()].strip()
        if _ABBREVIATION.search(piece):
            continue
        if piece:
            yield piece
        start = end.end()
    if text[start:].strip():
        yield text[start:].strip()
