# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Recognising license texts wherever they stand: alone, in a README, in a NOTICE, wrapped, quoted or changed.

1. The text becomes a sequence of numbered words (`bot.licensing.tokens`).
2. Runs of four words that it shares with templates give the likeliest templates and their places (`bot.licensing.candidates`).
3. Each of them is laid beside its part of the text (`bot.licensing.alignment`), and every difference is read
   (`bot.licensing.verdicts`); the template that explains most of the words is the license of that part.
4. The same is done with the rest of the text, until nothing is found.
5. What is left in a license file may be further terms; what is long and reads like a license is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bot.licensing.candidates import TemplateIndex
from bot.licensing.comparison import Comparison
from bot.licensing.copyrights import copyright_lines
from bot.licensing.templates import Template, TextKind, template_of, templates_in, with_terms
from bot.licensing.term_words import denies, terms_in
from bot.licensing.tokens import Mark, Tokens, tokens_of
from bot.licensing.verdicts import Surroundings, compare
from bot.model.licensing import RecognisedText, TextMatch, UncoveredText

_MOST_TEXTS = 24
"""Of one file; the longest list of third-party licenses seen in a package has 21."""
_MOST_ROUNDS = 32
_SHARE_OF_A_CHANGED_COPY = 0.6
"""A text that holds this share of a license's words in order is a changed copy of it. Licenses that borrow
paragraphs stay below: measured on 2026-11-24, RAIL licenses hold up to 0.49 of Apache-2.0 and ChatGLM's 0.58 of MIT, while the license of
Solar (Apache-2.0 with a section 4(e)) holds 1.0 and that of Falcon 2 0.97."""
_SHARE_OF_A_CUT_COPY, _WORDS_OF_A_CUT_COPY = 0.45, 120
"""A copy that ends too early, and is the license's own words as far as it goes. Shorter beginnings are alike in siblings: the first
paragraphs of CC-BY-NC-SA-3.0 are those of CC-BY-ND-3.0 (`benchmarks.licenses.recognition`, 2026-11-25)."""
_WORDS_OF_A_CHANGED_COPY = 60
"""Fewer words in common do not tell the short licenses apart, unless nearly all of one are there: many begin with the same sentence."""
_PURE = 0.9
_FEWEST_TERMS = 15
_HARMLESS_REST = 40
"""Words beside the terms (title, project name, address) that a license file may hold and still be the plain license."""
_NEIGHBOURS = 60
"""Words after the terms in a file about other things too; an added clause follows the text that it adds to."""
_LICENSE_LIKE_WORDS = 100
_LICENSE_LIKE_TERMS = 0.02
"""Of the words of a text that is read as somebody's terms, at least so many speak of terms: 2.4 to 7 % in the texts of the pack,
0.2 to 1.1 % in model cards (`benchmarks.licenses.recognition`, 2026-11-25)."""
_HEADING = re.compile(r"^#{1,6}\s+\S")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that was recognised in one file."""

    texts: tuple[RecognisedText, ...]
    references: tuple[str, ...]
    """Licenses that the file refers to by their standard paragraph ("Licensed under the ..."), without holding their text."""
    uncovered: tuple[UncoveredText, ...]


class Recogniser:
    """Finds the license texts that it has templates of; any other text is simply not recognised, which is no statement about it.

    Raises ValueError where a text does not hold the words that its terms are said to begin and end with.
    """

    def __init__(self, texts: Iterable[LicenseText] = (), *, templates: Iterable[Template] = ()) -> None:
        own = [_template(text) for text in texts]
        wordings = {(each.license_id, each.numbers) for each in own}
        known = (*own, *(each for each in templates if (each.license_id, each.numbers) not in wordings))
        self._index = TemplateIndex(known)
        self._vocabulary = frozenset().union(*(each.numbers for each in known))
        self._frame = frozenset(pair for each in known for pair in each.frame_pairs())

    def recognise(self, path: str, text: str, *, stands_alone: bool) -> tuple[RecognisedText, ...]:
        """Every license whose text stands in this file, each once, in the order in which they stand there.

        ``stands_alone``: the file is a license file, where every further word may be a term. In other files (a card, a notice)
        only the words that follow the terms, up to the next heading, are read as part of them.
        """
        return self.read(path, text, stands_alone=stands_alone).texts

    def read(self, path: str, text: str, *, stands_alone: bool) -> Reading:
        """The license texts, the references and what else reads like a license."""
        tokens = tokens_of(text)
        taken = np.zeros(len(tokens), dtype=bool)
        found = sorted(self._found(tokens, taken), key=lambda each: each.start)
        rest = _Rest(self, tokens, taken, text, stands_alone=stands_alone)
        texts: dict[str, RecognisedText] = {}
        for each in found:
            if each.template.kind is TextKind.LICENSE:
                recognised = _recognised(path, each, tokens, has_more=rest.adds_terms(each))
                before = texts.get(recognised.license_id)
                if before is None or _ORDER.index(recognised.match) < _ORDER.index(before.match):
                    texts[recognised.license_id] = recognised
        headers = (each.template.license_id for each in found if each.template.kind is TextKind.HEADER)
        return Reading(
            texts=tuple(texts.values()),
            references=tuple(dict.fromkeys(headers)),
            uncovered=tuple(rest.uncovered(path)) if stands_alone else (),
        )

    def _found(self, tokens: Tokens, taken: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Iterator[Comparison]:
        """Licenses in the text, each part's best; marks in ``taken`` which words are theirs."""
        around = Surroundings(tokens, lambda place: bool(taken[place]), self._vocabulary)
        passed_over: set[int] = set()
        refused: list[Comparison] = []
        count = 0
        for _ in range(_MOST_ROUNDS):
            windows = self._index.windows(tokens.numbers, ~taken, passed_over)
            compared = [
                compare(self._index.templates[each.template], around, each.start, each.stop) for each in windows
            ]
            if not windows or count == _MOST_TEXTS:
                return
            best = max(compared, key=lambda each: each.worth)
            if any(best.start < each.stop and each.start < best.stop and best.worth < each.worth for each in refused):
                passed_over.update(each.template for each in windows)
                continue
            if not _is_copy(best, taken):
                refused.append(best)
                passed_over.update(each.template for each in windows)
                continue
            count += 1
            taken[best.start : best.stop] = True
            yield best


class _Rest:
    """The words of a file that belong to no license that was found."""

    def __init__(
        self,
        recogniser: Recogniser,
        tokens: Tokens,
        taken: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
        text: str,
        *,
        stands_alone: bool,
    ) -> None:
        self._tokens, self._taken, self._stands_alone = tokens, taken, stands_alone
        self._frame = recogniser._frame  # noqa: SLF001 - one module
        self._holders = frozenset(tokens_of(" ".join(copyright_lines(text))).words)
        self._lines = text.splitlines()

    def adds_terms(self, found: Comparison) -> bool:
        """Whether the words around a license may be terms of their own."""
        if self._stands_alone:
            region = range(len(self._tokens))
        else:
            region = range(found.stop, min(len(self._tokens), found.stop + _NEIGHBOURS, self._next_heading(found.stop)))
        rest = [self._tokens.words[place] for place in region if not self._says_nothing(place)]
        if next(terms_in(rest), None) is not None or not self._tokens.is_whole:
            return True
        return self._stands_alone and (denies(rest) or sum(map(_weight, rest)) > _HARMLESS_REST)

    def uncovered(self, path: str) -> Iterator[UncoveredText]:
        """Stretches that are long and speak of terms like a license does."""
        start = 0
        for stop in [*np.flatnonzero(self._taken).tolist(), len(self._tokens)]:
            words = self._tokens.words[start:stop]
            weight = sum(map(_weight, words))
            if weight >= _LICENSE_LIKE_WORDS and sum(1 for _ in terms_in(words)) >= _LICENSE_LIKE_TERMS * len(words):
                lines = self._tokens.lines
                yield UncoveredText(path=path, words=weight, first_line=lines[start], last_line=lines[stop - 1])
            start = stop + 1

    def _says_nothing(self, place: int) -> bool:
        if self._taken[place]:
            return True
        tokens = self._tokens
        is_marked = bool(tokens.marks[place] & Mark.WEAK) or tokens.words[place] in self._holders
        around = (tokens.numbers[place : place + 2], tokens.numbers[max(0, place - 1) : place + 1])
        if any(pair in self._frame for pair in around):
            return True
        return is_marked and next(terms_in(tokens.words[place : place + 1]), None) is None

    def _next_heading(self, start: int) -> int:
        """The place of the first word under a further Markdown heading."""
        first = self._tokens.lines[start - 1] if start else 0
        for place in range(start, min(len(self._tokens), start + _NEIGHBOURS)):
            line = self._tokens.lines[place]
            if any(_HEADING.match(each) for each in self._lines[first:line]):
                return place
        return len(self._tokens)


_ORDER = (TextMatch.EXACT, TextMatch.NEAR, TextMatch.ADDED, TextMatch.MODIFIED)


@lru_cache(maxsize=4)
def recogniser_of(texts: tuple[LicenseText, ...], pack: bytes) -> Recogniser:
    """The recogniser of these texts and of the templates in a pack, made ready once. Raises ValueError and RulesError."""
    return Recogniser(texts, templates=templates_in(pack))


def _template(text: LicenseText) -> Template:
    template = template_of(text.license_id, text.text, source="rules/licenses")
    return with_terms(template, tokens_of(text.text), text.first, text.last)


def _is_copy(found: Comparison, taken: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> bool:
    """Whether a comparison is good enough to speak of this license at all."""
    terms = len(found.terms)
    if terms < _FEWEST_TERMS or found.stop <= found.start or bool(taken[found.start : found.stop].all()):
        return False
    if found.match is not TextMatch.MODIFIED:
        return True
    share = 1 - found.missing / terms
    pure = found.equal / max(1, found.equal + found.changed + found.added)
    if found.template.kind is TextKind.HEADER:
        return share >= _PURE and pure >= _PURE
    is_cut = share >= _SHARE_OF_A_CUT_COPY and found.equal >= _WORDS_OF_A_CUT_COPY and pure >= _PURE
    is_telling = found.equal >= _WORDS_OF_A_CHANGED_COPY or share >= _PURE
    return (
        found.holds_beginning
        and is_telling
        and (is_cut or (share >= _SHARE_OF_A_CHANGED_COPY and pure >= _SHARE_OF_A_CHANGED_COPY))
    )


def _recognised(path: str, found: Comparison, tokens: Tokens, *, has_more: bool) -> RecognisedText:
    match = TextMatch.ADDED if has_more and found.match.is_the_license else found.match
    return RecognisedText(
        path=path,
        license_id=found.template.license_id,
        match=match,
        first_line=tokens.lines[found.start],
        last_line=tokens.lines[found.stop - 1],
        words_missing=found.missing,
        added=tuple(" ".join(tokens.words[each.start : each.stop]) for each in found.clauses),
    )


def _weight(word: str) -> int:
    """One for a word of an alphabet; scripts without spaces write whole sentences as one word, so half of their length."""
    return 1 if word.isascii() else max(1, len(word) // 2)
