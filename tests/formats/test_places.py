# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reading here and there: nothing is asked for twice, and there is an end to everything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats.pieces import Reading, T
from bot.formats.places import MOST_READ, PAGE, Places, Spent
from bot.model.errors import InputError
from bot.model.repository import ByteRange

FILE = bytes(number * 7 % 251 for number in range(5 * PAGE + 100))


def play(reading: Reading[T], asked: list[ByteRange] | None = None, file: bytes = FILE) -> T:
    try:
        wanted = next(reading)
        while True:
            (asked if asked is not None else []).append(wanted)
            wanted = reading.send(file[wanted.start : wanted.stop])
    except StopIteration as done:
        result: T = done.value
        return result


@given(st.lists(st.tuples(st.integers(0, len(FILE)), st.integers(0, 3 * PAGE)), max_size=8))
def test_what_is_taken_is_what_stands_there(wanted: list[tuple[int, int]]) -> None:
    places = Places("model", file_size=len(FILE))
    for start, count in wanted:
        if start + count <= len(FILE):
            assert play(places.take(start, count)) == FILE[start : start + count]
        else:
            with pytest.raises(InputError, match=f"goes on to byte {start + count}"):
                play(places.take(start, count))


def test_nothing_is_asked_for_twice() -> None:
    places = Places("model", file_size=len(FILE))
    asked: list[ByteRange] = []
    for start in (5, PAGE - 2, 9, 3 * PAGE, PAGE + 1):
        play(places.take(start, 4), asked)
    assert [each.start // PAGE for each in asked] == [0, 1, 3]


def test_one_page_after_the_other_comes_in_ever_longer_ranges() -> None:
    places = Places("model", file_size=len(FILE))
    asked: list[ByteRange] = []
    for start in range(0, len(FILE) - 4, 64):
        play(places.take(start, 4), asked)
    assert [each.length // PAGE for each in asked] == [1, 2, 2]
    assert asked[-1].stop == len(FILE)


def test_after_so_many_ranges_it_is_spent() -> None:
    places = Places("model", file_size=len(FILE), most_jumps=2)
    play(places.take(0, 1))
    play(places.take(3 * PAGE, 1))
    assert play(places.take(1, 1)) == FILE[1:2]
    with pytest.raises(Spent):
        play(places.take(2 * PAGE, 1))


def test_descriptions_that_point_to_one_another_have_an_end() -> None:
    def taken(places: Places) -> Reading[None]:
        while True:
            yield from places.take(0, PAGE)

    with pytest.raises(InputError, match="without an end"):
        play(taken(Places("model", file_size=len(FILE))))


def test_only_so_much_of_a_file_is_read() -> None:
    def taken(places: Places) -> Reading[None]:
        for start in range(0, 1 << 40, 4 * PAGE):
            yield from places.take(start, 1)

    asked: list[ByteRange] = []
    with pytest.raises(InputError, match=f"more than {MOST_READ} bytes"):
        play(taken(Places("model", file_size=1 << 40)), asked, bytes(1))
    assert sum(each.length for each in asked) <= MOST_READ
