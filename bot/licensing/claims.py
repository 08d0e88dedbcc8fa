# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Finds the sentences in which a card says that its model was made from scratch, or all by its publisher.

When in doubt there is no claim: sentences that deny it, that speak of other models, of data or of code, that wish, plan, ask or
quote are none. What a sentence is about is told by `bot.licensing.subjects`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import islice

from bot.licensing.prose import Sentence, sentences_of
from bot.licensing.subjects import WHOLE, Elsewhere, Subject, SubjectFinder
from bot.model.claims import Claim, ClaimLanguage, ClaimPhrase
from bot.model.components import Component
from bot.model.truth import Truth

_MOST_CLAIMS = 50
_MOST_IN_A_SENTENCE = 8
"""Of one phrase; a sentence that says it more often says nothing."""
_MOST_READINGS = 400
"""Of one card. Each takes about a millisecond, so a card made of nothing but claims costs half a second."""
_SLOT = "\ue000"
"""Stands for the words that were found; a private-use sign, which `sentences_of` leaves no card."""
_QUOTED = re.compile(
    r"\"[^\"]{1,400}\"|\u201c[^\u201d]{1,400}\u201d|\u2018[^\u2019]{1,400}\u2019(?!\w)|`[^`]{1,400}`|\u300c[^\u300d]{1,400}\u300d"
    r"|\u300e[^\u300f]{1,400}\u300f|\u300a[^\u300b]{1,400}\u300b|\u00ab[^\u00bb]{1,400}\u00bb|(?<!\w)'[^']{1,400}'(?!\w)"
)
_QUESTION = re.compile(r"[?\uff1f][\"')\u300d\u201d]*\s*$")
_KANA, _HANGUL, _HAN = (re.compile(each) for each in ("[\u3041-\u30ff]", "[\uac00-\ud7a3]", "[\u4e00-\u9fff]"))
_NAME = re.compile(r"^\W*([\w.-]+)")
_LATIN = re.compile("[A-Za-z]")
_LATIN_A_WORD = 4
"""A sign of Chinese, Japanese or Korean writing says about as much as so many Latin letters."""


def language_of(sentence: str) -> str:
    """``en``, ``ja``, ``ko`` or ``zh`` by the writing that most of the sentence is in.

    >>> [language_of(each) for each in ("Trained from scratch", "LLM\u3092\u958b\u767a", "\u81ea\u7814", "\uac1c\ubc1c")]
    ['en', 'ja', 'zh', 'ko']
    """
    kana, hangul, han = (len(each.findall(sentence)) for each in (_KANA, _HANGUL, _HAN))
    if (kana + hangul + han) * _LATIN_A_WORD * 2 < len(_LATIN.findall(sentence)):
        return "en"
    if hangul > kana and hangul * 2 > han:
        return "ko"
    return "ja" if kana else "zh" if han else "en"


_Names = Callable[[], Sequence[str]]
"""Names of the model itself; found when a claim's words first stand somewhere, since most cards have none."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one sentence says. Unknown: the words are there, and whether they are said of the model cannot be told."""

    truth: Truth
    phrase: ClaimPhrase | None = None
    component: Component | None = None


class _Phrase:
    """One phrase with its expressions made ready."""

    def __init__(self, phrase: ClaimPhrase, language: ClaimLanguage) -> None:
        self.phrase = phrase
        self.patterns = [re.compile(each, re.IGNORECASE) for each in phrase.patterns]
        self.against = _contexts((*phrase.negations, *phrase.exceptions, *language.negations, *language.others))
        self.doubts = _contexts(language.doubts)
        self.strangers = _contexts(language.strangers)


@dataclass(frozen=True)
class ClaimFinder:
    """Finds claims with phrases and languages from ``rules/``."""

    phrases: tuple[ClaimPhrase, ...]
    languages: tuple[ClaimLanguage, ...]

    def find(self, card: str, *, repo: str = "") -> tuple[Claim, ...]:
        """Every claim of a card, in order, each sentence once for each kind.

        ``repo`` tells which names are the model's own: the publisher of a well-known model speaks of it as of their own.
        """
        sentences = sentences_of(card)
        own = cache(lambda: (*_own_names(repo), *self._title(sentences)))
        claims: dict[tuple[str, str], Claim] = {}
        for claim in islice(self._said(sentences, own), _MOST_READINGS):
            if claim is not None:
                claims.setdefault((claim.kind.value, claim.sentence), claim)
        return tuple(claims.values())[:_MOST_CLAIMS]

    def _said(self, sentences: Sequence[Sentence], own: _Names) -> Iterator[Claim | None]:
        """A claim, or None, for each place where the words of a phrase stand."""
        for before, sentence in zip((None, *sentences), sentences, strict=False):
            language = language_of(sentence.text)
            for reading in self._readings(sentence, before, language, own):
                if reading.truth is not Truth.YES or reading.phrase is None:
                    yield None
                    continue
                yield Claim(
                    phrase=reading.phrase.id,
                    kind=reading.phrase.kind,
                    sentence=sentence.text,
                    language=language,
                    component=reading.component,
                )

    def read(self, sentence: str) -> Truth:
        """Whether a sentence by itself makes any claim; unknown where that cannot be told."""
        found = {reading.truth for reading in self._readings(Sentence(sentence), None, language_of(sentence), tuple)}
        return next((truth for truth in (Truth.YES, Truth.UNKNOWN) if truth in found), Truth.NO)

    def unproven(self) -> Iterator[tuple[str, str, Truth, Truth]]:
        """Examples that come out otherwise than they say: phrase, sentence, what it should give, what it gives."""
        for phrase in self.phrases:
            for expected, sentences in (
                (Truth.YES, phrase.fires),
                (Truth.NO, phrase.silent),
                (Truth.UNKNOWN, phrase.cannot_tell),
            ):
                for sentence in sentences:
                    found = self.read(sentence)
                    if found is not expected:
                        yield phrase.id, sentence, expected, found

    def _readings(self, sentence: Sentence, before: Sentence | None, language: str, own: _Names) -> Iterator[Reading]:
        for each in self._ready(language):
            matches = (match for pattern in each.patterns for match in pattern.finditer(sentence.text))
            for match in islice(matches, _MOST_IN_A_SENTENCE):
                yield self._reading(each, sentence, before, match.span(), own())

    def _reading(
        self, each: _Phrase, sentence: Sentence, before: Sentence | None, span: tuple[int, int], own: Sequence[str]
    ) -> Reading:
        start, end = span
        text = sentence.text
        around = f"{text[:start]}{_SLOT}{text[end:]}"
        if any(context.search(around) for context in each.against):
            return Reading(Truth.NO)
        if _QUESTION.search(text) or any(context.search(around) for context in each.doubts) or _is_quoted(text, span):
            return Reading(Truth.UNKNOWN)
        subject = self._subjects[each.phrase.language].subject(text, start, end, own)
        if subject is None and any(context.search(around) for context in each.strangers):
            return Reading(Truth.UNKNOWN)
        subject = subject or self._spoken_of(each.phrase.language, sentence, before, own)
        if isinstance(subject, Elsewhere):
            return Reading(Truth.NO)
        return Reading(Truth.YES, each.phrase, subject if isinstance(subject, Component) else None)

    def _spoken_of(self, language: str, sentence: Sentence, before: Sentence | None, own: Sequence[str]) -> Subject:
        """What a sentence without a subject of its own is about, by the sentence before it and the heading above."""
        subjects = self._subjects[language]
        if before is not None and not before.is_heading and self._pronouns[language].match(sentence.text):
            spoken_of = subjects.mentioned(before.text, own)
            if spoken_of is not None:
                return spoken_of
        heading = subjects.mentioned(sentence.headings[-1], own) if sentence.headings else None
        return heading if heading is not None else WHOLE

    def _title(self, sentences: Sequence[Sentence]) -> tuple[str, ...]:
        """The name in the first heading, unless everybody knows it as somebody's."""
        heading = next((each.text for each in sentences if each.is_heading), "")
        word = next(iter(_NAME.findall(heading)), "")
        known = any(subjects.mentioned(word) is not None for subjects in self._subjects.values())
        return (word,) if len(word) > 1 and not known else ()

    def _ready(self, language: str) -> list[_Phrase]:
        """The phrases of a language, made ready when a sentence in it is first read."""
        if language not in self._made_ready:
            found = (each for each in self.languages if each.id == language)
            self._made_ready[language] = [
                _Phrase(phrase, each) for each in found for phrase in self.phrases if phrase.language == language
            ]
        return self._made_ready[language]

    @cached_property
    def _made_ready(self) -> dict[str, list[_Phrase]]:
        return {}

    @cached_property
    def _subjects(self) -> dict[str, SubjectFinder]:
        names = [name for language in self.languages for name in language.names]
        return {language.id: SubjectFinder(language, names) for language in self.languages}

    @cached_property
    def _pronouns(self) -> dict[str, re.Pattern[str]]:
        return {
            language.id: re.compile("|".join(language.pronouns) or r"(?!)", re.IGNORECASE)
            for language in self.languages
        }


@lru_cache(maxsize=4)
def claim_finder(phrases: tuple[ClaimPhrase, ...], languages: tuple[ClaimLanguage, ...]) -> ClaimFinder:
    """The finder of these phrases, its expressions made ready once."""
    return ClaimFinder(phrases, languages)


def _contexts(templates: Sequence[str]) -> list[re.Pattern[str]]:
    return [re.compile(each.replace("{claim}", _SLOT), re.IGNORECASE) for each in templates]


def _is_quoted(text: str, span: tuple[int, int]) -> bool:
    return any(quote.start() < span[1] and span[0] < quote.end() for quote in _QUOTED.finditer(text))


def _own_names(repo: str) -> tuple[str, ...]:
    """A publisher's name is a name of their own models: Qwen speaks of Qwen3."""
    owner = repo.split("/", maxsplit=1)[0] if "/" in repo else ""
    word = re.split(r"[-_.]", owner)[0]
    return (word,) if len(word) > 2 else ()
