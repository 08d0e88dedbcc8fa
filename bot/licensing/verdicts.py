# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the differences between a license and a text mean: layout, spelling, an added clause, or changed terms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.licensing.alignment import Gap, gaps_between
from bot.licensing.comparison import Clause, Comparison
from bot.licensing.copyrights import is_copyright_line
from bot.licensing.spelling import meant
from bot.licensing.templates import Template
from bot.licensing.term_words import NEGATIONS, SMALL_WORDS, is_term
from bot.licensing.tokens import Mark, Tokens, number_of

_SMALL = frozenset(map(number_of, SMALL_WORDS))
_DIGITS = frozenset(number_of(str(digit)) for digit in range(10))
_LONGEST_NAME = 16
"""Words that may stand where a license leaves room for a name."""
_LONGEST_FURNITURE = 15
"""Words of a page header, a project's name or a holder that may stand between two sentences."""
_SHORTEST_CLAUSE = 4
_FEW_AT_ENDS = 3
"""Words at the beginning or end of a license that may be there and misspelled."""
_LARGEST_SLIP = 8
"""Words of a gap that may be misspelled ones; a larger one is a changed sentence."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of a text and of all templates before one of them is compared with it."""

    tokens: Tokens
    is_taken: Callable[[int], bool]
    """Whether the word at a place belongs to another license that was found before."""
    vocabulary: frozenset[int]
    """The numbers of all words of all templates."""


def compare(template: Template, around: Surroundings, start: int, stop: int) -> Comparison:
    """Compare a template with the words of a text between two places."""
    tokens = around.tokens
    gaps = gaps_between(template.numbers, tokens.numbers[start:stop])
    for gap in gaps:
        gap.b0, gap.b1 = gap.b0 + start, gap.b1 + start
    # What stands before the first common word and after the last is not the license's, unless it is its word misspelled.
    begin, end = start, stop
    if gaps and gaps[0].a0 == 0 and gaps[0].b0 == start:
        begin = gaps[0].b0 = _begin_of_ends(gaps[0])
    if gaps and gaps[-1].a1 == len(template.numbers) and gaps[-1].b1 == stop:
        end = gaps[-1].b1 = _stop_of_ends(gaps[-1])
    found = Comparison(template, template.terms(), begin, max(begin, end))
    reader = _GapReader(found, around)
    for gap in gaps:
        reader.read(gap)
    found.equal = len(template.numbers) - sum(gap.a1 - gap.a0 for gap in gaps)
    return found


def _begin_of_ends(gap: Gap) -> int:
    words = gap.a1 - gap.a0
    return max(gap.b0, gap.b1 - words) if words <= _FEW_AT_ENDS else gap.b1


def _stop_of_ends(gap: Gap) -> int:
    words = gap.a1 - gap.a0
    return min(gap.b1, gap.b0 + words) if words <= _FEW_AT_ENDS else gap.b0


@dataclass(frozen=True, slots=True)
class _GapReader:
    found: Comparison
    around: Surroundings

    @property
    def tokens(self) -> Tokens:
        """The text."""
        return self.around.tokens

    def read(self, gap: Gap) -> None:
        """Add what one gap means to the comparison."""
        template, words = self.found.template, self.tokens.words
        old: Sequence[int] = range(gap.a0, gap.a1)
        further = [place for place in range(gap.b0, gap.b1) if not self._is_nothing(place)]
        if self._is_renumbered(gap):
            self.found.changed += 1
        if 0 < len(old) <= _LARGEST_SLIP and 0 < len(further) <= _LARGEST_SLIP:
            old, further, spelled = self._without_misspelled(old, further)
            self.found.spelled += spelled
        terms = [place for place in old if not template.marks[place] & (Mark.WEAK | Mark.FRAME)]
        if self._is_name(gap, terms, further):
            if further:
                self.found.names.append((further[0], further[-1] + 1))
            return
        gone = [place for place in terms if template.numbers[place] not in _SMALL]
        self.found.spelled += len(terms) - len(gone)
        self.found.missing_at += gone
        if gap.a0 == 0 or gap.a1 == len(template.numbers):
            self.found.missing_at_ends += len(gone)
        self._take_further(gap, [words[place] for place in further], further, is_replacing=bool(gone))

    def _take_further(self, gap: Gap, words: Sequence[str], places: Sequence[int], *, is_replacing: bool) -> None:
        if not words:
            return
        if all(word in SMALL_WORDS for word in words):
            self.found.spelled += len(words)
        elif self._is_in_frame(gap, words):
            self.found.aside += 1
        elif self._is_furniture(gap, words) or self._is_in_address(gap, words):
            self.found.spelled += 1
        elif not is_replacing and len(words) >= _SHORTEST_CLAUSE and self._is_between_sentences(gap):
            self.found.clauses.append(Clause(places[0], places[-1] + 1))
        else:
            self.found.changed += len(words)

    def _is_nothing(self, place: int) -> bool:
        """Whether a word of the text says nothing: a number of a list, an address, another license's word."""
        return self.around.is_taken(place) or bool(
            self.tokens.marks[place] & Mark.WEAK and not is_term(self.tokens.words[place])
        )

    def _is_renumbered(self, gap: Gap) -> bool:
        """Whether a single digit was replaced: a version, or the number of a section."""
        numbers = self.found.template.numbers
        old = [numbers[place] for place in range(gap.a0, gap.a1) if numbers[place] in _DIGITS]
        new = [self.tokens.numbers[place] for place in range(gap.b0, gap.b1) if self.tokens.numbers[place] in _DIGITS]
        return bool(old and new) and not (set(old) & set(new))

    def _is_name(self, gap: Gap, terms: Sequence[int], further: Sequence[int]) -> bool:
        """Whether a name stands where the license leaves room for one."""
        marks = self.found.template.marks
        around = range(max(0, gap.a0 - 1), min(len(marks), gap.a1 + 1))
        words = [self.tokens.words[place] for place in further]
        return (
            any(marks[place] & Mark.NAME for place in around)
            and all(marks[place] & Mark.NAME for place in terms)
            and len(words) <= _LONGEST_NAME
            and not any(is_term(word) or word in NEGATIONS for word in words)
        )

    def _is_furniture(self, gap: Gap, words: Sequence[str]) -> bool:
        marks = self.found.template.marks
        is_around_frame = gap.a0 < len(marks) and bool(marks[gap.a0] & (Mark.FRAME | Mark.WEAK))
        is_between = is_around_frame or self._is_between_sentences(gap)
        is_line = is_copyright_line(" ".join(words)) or all(word.isdigit() or word == "page" for word in words)
        return (
            is_between
            and is_line
            and len(words) <= _LONGEST_FURNITURE
            and not any(is_term(word) or word in NEGATIONS for word in words)
        )

    def _is_in_address(self, gap: Gap, words: Sequence[str]) -> bool:
        """Whether pieces of an address read differently: line breaks tear them apart."""
        around = self.found.template.marks[max(0, gap.a0 - 1) : gap.a1 + 1]
        return (
            gap.a0 < gap.a1
            and all(mark & Mark.WEAK for mark in around)
            and len(words) <= _SHORTEST_CLAUSE
            and not any(is_term(word) or word in NEGATIONS for word in words)
        )

    def _is_in_frame(self, gap: Gap, words: Sequence[str]) -> bool:
        """Whether a title or an appendix reads a little differently."""
        marks = self.found.template.marks
        before = marks[max(0, gap.a0 - 1) : gap.a1]
        after = marks[gap.a0 : gap.a1 + 1]
        return (
            any(
                any(mark & Mark.FRAME for mark in side) and all(mark & (Mark.FRAME | Mark.WEAK) for mark in side)
                for side in (before, after)
            )
            and len(words) <= _LONGEST_FURNITURE
            and not any(is_term(word) or word in NEGATIONS for word in words)
        )

    def _is_between_sentences(self, gap: Gap) -> bool:
        """Whether license and text have an end of a sentence or item here, or where the same words allow to move the gap."""
        template, numbers, marks = self.found.template, self.tokens.numbers, self.tokens.marks
        place, start, stop = gap.a0, gap.b0, gap.b1
        while place > 0:
            ends_here = start == 0 or bool(marks[start - 1] & (Mark.END | Mark.WEAK))
            if template.marks[place - 1] & Mark.FRAME or (template.marks[place - 1] & Mark.END and ends_here):
                return True
            if not gap.is_insertion or start == 0 or numbers[start - 1] != numbers[stop - 1]:
                return False
            place, start, stop = place - 1, start - 1, stop - 1
        return True

    def _without_misspelled(self, terms: Sequence[int], further: Sequence[int]) -> tuple[list[int], list[int], int]:
        """Both sides without what are the same words in another spelling, and how many those are."""
        numbers = self.found.template.numbers
        pairs = meant(
            [numbers[place] for place in terms], [self.tokens.words[place] for place in further], self.around.vocabulary
        )
        old = {terms[place] for pair in pairs for place in pair[0]}
        new = {further[place] for pair in pairs for place in pair[1]}
        return (
            [place for place in terms if place not in old],
            [place for place in further if place not in new],
            len(pairs),
        )
