# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Recognising license texts wherever they stand: alone, in a README, in a NOTICE, wrapped, quoted or changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.licensing.copyrights import copyright_lines
from bot.licensing.words import find_run, shingles, words_of
from bot.model.licensing import RecognisedText, TextMatch

_SHINGLE = 4
_SHARE_OF_A_CHANGED_COPY = 0.6
"""A text that holds this share of a license's four-word runs is a changed copy of it. Licenses that borrow
paragraphs stay below: measured on 2026-11-24, RAIL licenses hold up to 0.49 of Apache-2.0 and ChatGLM's 0.58 of MIT, while the license of
Solar (Apache-2.0 with a section 4(e)) holds 1.0 and that of Falcon 2 0.97."""
_HARMLESS_REST = 40
"""Words beside the terms (title, project name, address) that a license file may hold and still be the plain license."""
_NEIGHBOURS = 60
"""Words after the terms in a file about other things too; an added clause follows the text that it adds to."""
_TERMS_WORDS = frozenset(
    words_of(
        "additional additionally agree commercial commercially condition conditions display except exclusively however must "
        "modification modifications modified notwithstanding only prohibit prohibited prominently provided require required requires "
        "restrict restricted restriction restrictions shall unless"
    )
)
_TERMS_SIGNS = ("必须", "必須", "不得", "禁止", "商用", "商业", "ただし", "해야", "금지", "상업")


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseText:
    """The wording of one license, and which part of it is its terms."""

    license_id: str
    text: str
    """The whole text as published, with title, template lines and appendix."""
    first: str
    """The words that the terms begin with."""
    last: str
    """The words that the terms end with."""


@dataclass(frozen=True, slots=True)
class _Template:
    license_id: str
    terms: tuple[str, ...]
    shingles: frozenset[tuple[str, ...]]
    frame: frozenset[tuple[str, ...]]
    """Pairs of words from the published text around the terms: they say nothing new wherever they appear."""


@dataclass(frozen=True, slots=True)
class _Span:
    template: _Template
    start: int
    stop: int


class Recogniser:
    """Finds the license texts that it was given; any other text is simply not recognised, which is no statement about it.

    Raises ValueError where a text does not hold the words that its terms are said to begin and end with.
    """

    def __init__(self, texts: Iterable[LicenseText]) -> None:
        self._templates = tuple(_template(text) for text in texts)

    def recognise(self, path: str, text: str, *, stands_alone: bool) -> tuple[RecognisedText, ...]:
        """Every license whose text stands in this file, each once, in the order of the templates.

        ``stands_alone``: the file is a license file, where every further word may be a term. In other files (a card, a notice)
        only the words that follow the terms are read as part of them.
        """
        words = words_of(text)
        spans = [span for template in self._templates for span in _exact_spans(template, words)]
        known = frozenset(words_of(" ".join(copyright_lines(text))))
        found = []
        for template in self._templates:
            own = [span for span in spans if span.template is template]
            if any(not self._has_added_terms(span, spans, words, known, stands_alone=stands_alone) for span in own):
                found.append(RecognisedText(path=path, license_id=template.license_id, match=TextMatch.EXACT))
            elif own or _share(template, words) >= _SHARE_OF_A_CHANGED_COPY:
                found.append(RecognisedText(path=path, license_id=template.license_id, match=TextMatch.MODIFIED))
        return tuple(found)

    def _has_added_terms(
        self, span: _Span, spans: Sequence[_Span], words: Sequence[str], known: frozenset[str], *, stands_alone: bool
    ) -> bool:
        covered = {place for each in spans for place in range(each.start, each.stop)}
        region = range(len(words)) if stands_alone else range(span.stop, min(len(words), span.stop + _NEIGHBOURS))
        frame = frozenset(pair for template in self._templates for pair in template.frame)
        rest = [
            words[place]
            for place in region
            if place not in covered and words[place] not in known and not _is_framed(place, words, frame)
        ]
        if any(word in _TERMS_WORDS or any(sign in word for sign in _TERMS_SIGNS) for word in rest):
            return True
        return stands_alone and sum(_weight(word) for word in rest) > _HARMLESS_REST


def _template(text: LicenseText) -> _Template:
    words = words_of(text.text)
    first, last = words_of(text.first), words_of(text.last)
    start = find_run(first, words)
    end = None if start is None else find_run(last, words, start)
    if start is None or end is None:
        raise ValueError(
            f"{text.license_id}: expected the words {text.first!r} and later {text.last!r} in its text; one is not there"
        )
    terms = words[start : end + len(last)]
    outside = shingles(words[:start], 2) | shingles(words[end + len(last) :], 2) | shingles(("the", *words[:2]), 2)
    return _Template(text.license_id, terms, shingles(terms, _SHINGLE), outside)


def _exact_spans(template: _Template, words: Sequence[str]) -> Iterator[_Span]:
    start = find_run(template.terms, words)
    while start is not None:
        stop = start + len(template.terms)
        yield _Span(template, start, stop)
        start = find_run(template.terms, words, stop)


def _share(template: _Template, words: Sequence[str]) -> float:
    return len(template.shingles & shingles(words, _SHINGLE)) / len(template.shingles)


def _is_framed(place: int, words: Sequence[str], frame: frozenset[tuple[str, ...]]) -> bool:
    return tuple(words[place : place + 2]) in frame or tuple(words[max(0, place - 1) : place + 1]) in frame


def _weight(word: str) -> int:
    """One for a word of an alphabet; scripts without spaces write whole sentences as one word, so half of their length."""
    return 1 if word.isascii() else max(1, len(word) // 2)
