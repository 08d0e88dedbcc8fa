# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which word of a license a misspelled word stands for, where only the number of the right word is known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from bot.licensing.tokens import in_one_spelling, number_of

_SHORTEST = 3
_LONGEST = 24
"""Letters. Trying all that may be meant by a word takes time in proportion to the square of its length."""
_LONG = 7
"""Letters of a word that has a neighbour of the same root rather than of another one."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

Pair = tuple[tuple[int, ...], tuple[int, ...]]


def meant(numbers: Sequence[int], words: Sequence[str], known: Collection[int] = ()) -> list[Pair]:
    """Places in both sequences that are the same words with one slip: a letter too many, too few, wrong or swapped, or a space.

    A word whose number is ``known`` is taken for what it says ("now" is no slip of "not"), or for a form of a long word.

    >>> meant([number_of("software"), number_of("shall")], ["sofware", "shall"])
    [((0,), (0,)), ((1,), (1,))]
    >>> meant([number_of("not")], ["now"], known={number_of("now")})
    []
    """
    pairs: list[Pair] = []
    here = 0
    there = 0
    while here < len(numbers) and there < len(words):
        found = _at(numbers, words, here, there, known)
        if found is None and here + 1 < len(numbers):
            # A word of the license may have been left out before it.
            found = _at(numbers, words, here + 1, there, known)
        if found is None:
            there += 1
            continue
        pairs.append(found)
        here, there = found[0][-1] + 1, found[1][-1] + 1
    return pairs


def _at(numbers: Sequence[int], words: Sequence[str], here: int, there: int, known: Collection[int]) -> Pair | None:
    word = words[there]
    number = number_of(word)
    if numbers[here] == number:
        return (here,), (there,)
    if there + 1 < len(words) and number_of(word + words[there + 1]) == numbers[here]:
        return (here,), (there, there + 1)
    if not _SHORTEST <= len(word) <= _LONGEST:
        return None
    if number in known:
        is_form = len(word) >= _LONG and word.isascii() and word.isalpha() and numbers[here] in _forms_of(word)
        return ((here,), (there,)) if is_form else None
    if here + 1 < len(numbers) and any(
        number_of(word[:cut]) == numbers[here] and number_of(word[cut:]) == numbers[here + 1]
        for cut in range(2, len(word) - 1)
    ):
        return (here, here + 1), (there,)
    is_close = word.isascii() and word.isalnum() and numbers[here] in _close_to(word)
    return ((here,), (there,)) if is_close else None


def _close_to(word: str) -> Iterator[int]:
    """Numbers of all words that are one slip away, in the one spelling that numbers are made of."""
    for meant_as in {word, word.replace("iz", "is")}:
        for other in _slips(meant_as):
            yield number_of(other)
            if "c" in other or "is" in other:
                yield number_of(in_one_spelling(other))


def _forms_of(word: str) -> Iterator[int]:
    """Numbers of the words that have a letter more or less, but for the first: plurals and the like, never the opposite."""
    for place in range(1, len(word) + 1):
        head, tail = word[:place], word[place:]
        yield number_of(head + tail[1:])
        for letter in _LETTERS:
            yield number_of(head + letter + tail)


def _slips(word: str) -> Iterator[str]:
    """Digits stay as they are: "llama2" is no slip of "llama3"."""
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        for letter in _LETTERS:
            yield head + letter + tail
        if not tail or tail[0].isdigit():
            continue
        yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail[1:]
