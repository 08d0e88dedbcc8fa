# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What came is remembered for a while, and never more than fits."""

from __future__ import annotations

from bot.web.replays import Replays
from tests.fakes.clock import FakeClock


def test_a_body_is_new_once_and_again_after_a_while() -> None:
    clock = FakeClock()
    replays = Replays(clock.monotonic, seconds=600)
    assert [replays.is_new(body) for body in (b"a", b"a", b"b", b"a")] == [True, False, True, False]
    clock.advance(599)
    assert not replays.is_new(b"a")
    clock.advance(1)
    assert replays.is_new(b"a")


def test_a_body_that_was_of_no_use_is_new_again() -> None:
    replays = Replays(FakeClock().monotonic)
    assert replays.is_new(b"a")
    replays.forget(b"a")
    replays.forget(b"never came")
    assert replays.is_new(b"a")


def test_of_too_many_the_oldest_are_forgotten() -> None:
    replays = Replays(FakeClock().monotonic, most=3)
    for body in (b"a", b"b", b"c", b"d"):
        assert replays.is_new(body)
    assert len(replays._known) == 3
    assert not replays.is_new(b"d")
    assert replays.is_new(b"a")
