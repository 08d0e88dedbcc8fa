# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What came of one attempt, and whether there is another."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.adapters.work.attempts import Json, Outcome, Retries, attempt, seconds_until
from bot.model.errors import (
    AccessRefused,
    BudgetSpent,
    Disabled,
    FileTooLarge,
    NotFound,
    OperatorError,
    RateLimited,
    RemoteFailure,
    Unreachable,
)
from tests.fakes.clock import FakeClock

RETRIES = Retries(attempts=3, first_wait_seconds=2, longest_wait_seconds=600)


def tried(error: Exception, *, number: int = 1, clock: FakeClock | None = None) -> Outcome:
    def call() -> Json:
        raise error

    return attempt(call, job="scan", number=number, retries=RETRIES, clock=clock or FakeClock())


def test_what_goes_well_is_handed_on() -> None:
    outcome = attempt(lambda: "C-1", job="scan", number=1, retries=RETRIES, clock=FakeClock())
    assert outcome == {"value": "C-1", "failure": None, "again_at": None}


@pytest.mark.parametrize(
    ("number", "asked", "seconds"), [(1, None, 2), (2, None, 8), (1, 90, 90), (2, 1, 8), (1, 10_000, 600)]
)
def test_a_wait_grows_and_is_as_long_as_it_was_asked_to_be(number: int, asked: float | None, seconds: float) -> None:
    clock = FakeClock()
    outcome = tried(RateLimited("slow down", retry_after_seconds=asked), number=number, clock=clock)
    assert outcome["again_at"] == (clock.now() + timedelta(seconds=seconds)).isoformat()


@pytest.mark.parametrize("error", [Unreachable("x"), RemoteFailure("x"), OperatorError("disk full")])
def test_what_may_pass_is_tried_again_until_the_last_attempt(error: Exception) -> None:
    assert tried(error, number=2)["again_at"] is not None
    assert tried(error, number=3)["again_at"] is None


@pytest.mark.parametrize(
    "error",
    [NotFound("x"), AccessRefused("x"), Disabled("x"), BudgetSpent("x"), FileTooLarge("x"), KeyError("a bug")],
)
def test_what_will_not_pass_is_final(error: Exception) -> None:
    assert tried(error)["again_at"] is None


def test_a_reason_fits_into_any_database() -> None:
    assert tried(NotFound("\ud800\x00é" + "x" * 9999))["failure"] == "NotFound: \\ud800\\xe9" + "x" * 1980


def test_a_wait_that_is_over_is_no_wait() -> None:
    clock = FakeClock()
    again_at = (clock.now() + timedelta(seconds=5)).isoformat()
    assert seconds_until(again_at, clock) == 5
    clock.advance(60)
    assert seconds_until(again_at, clock) == 0


@pytest.mark.parametrize("wrong", [{"attempts": 0}, {"first_wait_seconds": 0}, {"longest_wait_seconds": 1}])
def test_retries_that_make_no_sense_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="expected one attempt or more"):
        Retries(**wrong)
