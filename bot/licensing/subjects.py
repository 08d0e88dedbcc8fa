# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a sentence that makes a claim is about: the model, a part of it, or something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.model.claims import ClaimLanguage
from bot.model.components import Component

_CLAUSE_END = re.compile(r"[;:\u3001\u3002\uff0c\uff1b,]|\s[-\u2013\u2014]\s|\b(?:but|while|whereas|although)\b")


@dataclass(frozen=True, slots=True)
class Whole:
    """The model itself."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Data, code, other people's models: nothing that is told of here."""

    is_named: bool = False
    """A model that everybody knows by its name."""


Subject = Whole | Elsewhere | Component
WHOLE: Final = Whole()
ELSEWHERE: Final = Elsewhere()
NAMED: Final = Elsewhere(is_named=True)


@dataclass(frozen=True, slots=True)
class _Noun:
    start: int
    end: int
    means: Subject


class SubjectFinder:
    """Finds what a claim is about, by the nouns around it, in one language."""

    def __init__(self, language: ClaimLanguage, names: Sequence[str]) -> None:
        self._nouns: list[tuple[re.Pattern[str], Subject]] = [
            *(
                (
                    _compiled(
                        rf"(?<![A-Za-z0-9])(?:{name})(?![a-z])[A-Za-z0-9_.-]{{0,40}}(?:\s?(?:大?模型|モデル|모델|models?))?"
                    ),
                    NAMED,
                )
                for name in names
            ),
            *((_compiled(each), ELSEWHERE) for each in language.elsewhere),
            *((_compiled(each), component) for component, each in language.components),
            *((_compiled(each), WHOLE) for each in language.whole),
        ]
        self._before = [_compiled(rf"(?:{each})$") for each in language.governed_before]
        self._after = [_compiled(each) for each in language.governed_after]
        self._joined = [_compiled(rf"(?:{each})") for each in language.joined]
        self._relative = [_compiled(rf"(?:{each})") for each in language.relative]
        self._attributive = [_compiled(rf"(?:{each})") for each in language.attributive]

    def subject(self, sentence: str, start: int, end: int, own_names: Sequence[str] = ()) -> Subject | None:
        """What the words from ``start`` to ``end`` are said of; ``None`` where no noun tells.

        A noun inside them decides (``trained a tokenizer from scratch``), then one that they describe (``self-developed
        tokenizer``), then the last one before them that no preposition governs, clause by clause backwards.
        """
        nouns = self._all(sentence, own_names)
        chosen = self._chosen(sentence, nouns, start, end)
        if chosen is None:
            return None
        earlier = [
            noun for noun in nouns if noun.end <= min(chosen.start, start) and not self._governed(sentence, noun)
        ]
        if chosen.means == WHOLE and earlier and earlier[-1].means == NAMED:
            between = sentence[earlier[-1].end : chosen.start]
            return WHOLE if _CLAUSE_END.search(between) else NAMED
        return self._joint(sentence, nouns, chosen)

    def _chosen(self, sentence: str, nouns: list[_Noun], start: int, end: int) -> _Noun | None:
        inside = [noun for noun in nouns if start <= noun.start and noun.end <= end]
        free = [noun for noun in inside if not self._governed(sentence, noun)]
        if free:
            return free[0]
        for noun in nouns:
            if noun.start >= end and any(each.fullmatch(sentence[end : noun.start]) for each in self._attributive):
                return noun
        before = [noun for noun in nouns if noun.end <= start]
        if before and any(each.fullmatch(sentence[before[-1].end : start]) for each in self._relative):
            return before[-1]
        return next((noun for noun in reversed(before) if not self._governed(sentence, noun)), None)

    def mentioned(self, text: str, own_names: Sequence[str] = ()) -> Subject | None:
        """What a heading or a sentence is about as a whole; ``None`` where it names nothing, or the model beside other things."""
        nouns = self._all(text, own_names)
        kinds = {noun.means for noun in [each for each in nouns if not self._governed(text, each)] or nouns}
        if len(kinds) < 2:
            return next(iter(kinds), None)
        return None if WHOLE in kinds else ELSEWHERE

    def _joint(self, sentence: str, nouns: list[_Noun], chosen: _Noun) -> Subject:
        """The model and its tokenizer together are the model."""
        place = nouns.index(chosen)
        if place and isinstance(chosen.means, Component):
            other = nouns[place - 1]
            between = sentence[other.end : chosen.start]
            if other.means == WHOLE and any(each.fullmatch(between) for each in self._joined):
                return WHOLE
        return chosen.means

    def _governed(self, sentence: str, noun: _Noun) -> bool:
        before = sentence[max(0, noun.start - 60) : noun.start]
        ends = [each.end() for each in _CLAUSE_END.finditer(before)]
        before = before[ends[-1] :] if ends else before
        after = sentence[noun.end : noun.end + 40]
        return any(each.search(before) for each in self._before) or any(each.match(after) for each in self._after)

    def _all(self, sentence: str, own_names: Sequence[str]) -> list[_Noun]:
        """Nouns in order; of those that overlap the longer, so that a vision model is no model."""
        found = [
            _Noun(match.start(), match.end(), means)
            for pattern, means in self._nouns
            for match in pattern.finditer(sentence)
            if match.end() > match.start()
        ]
        own = [_Noun(*span, WHOLE) for name in own_names for span in _places(sentence, name)]
        kept: list[_Noun] = []
        for noun in sorted([*own, *found], key=lambda each: (each.start - each.end, each.start)):
            if all(noun.end <= other.start or other.end <= noun.start for other in kept):
                kept.append(noun)
        return sorted(kept, key=lambda each: each.start)


def _places(sentence: str, name: str) -> list[tuple[int, int]]:
    return [each.span() for each in re.finditer(rf"{re.escape(name)}[A-Za-z0-9_.-]{{0,40}}", sentence, re.IGNORECASE)]


def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)
