# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""No window ever holds more writes than it may."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.github.options import GitHubOptions
from bot.adapters.github.pacing import Pace
from bot.model.errors import RateLimited, SettingsError
from tests.adapters.github.conftest import REPO, Clock, Trackers
from tests.services.github import GitHub


def pace(clock: Clock) -> Pace:
    return Pace(seconds_between_writes=1.0, writes_per_minute=5, writes_per_hour=20, monotonic=clock)


@given(st.lists(st.floats(min_value=0, max_value=400), max_size=120))
def test_writes_keep_their_distance_in_every_window(pauses: list[float]) -> None:
    clock = Clock()
    turns = pace(clock)
    sent: list[float] = []
    for pause in pauses:
        clock.now += pause
        try:
            clock.now += turns.take(writes=True, patience_seconds=10)
        except RateLimited:
            continue
        sent.append(clock.now)
    for most, seconds in ((1, 1.0), (5, 60.0), (20, 3600.0)):
        # A thousandth of a second for what rounding may take.
        assert all(later - sooner >= seconds - 0.001 for sooner, later in zip(sent, sent[most:], strict=False))


def test_reading_waits_for_nobody() -> None:
    turns = pace(Clock())
    assert [turns.take(writes=False, patience_seconds=0) for _ in range(100)] == [0.0] * 100


def test_three_issues_take_two_seconds(github: GitHub, tracker: Trackers) -> None:
    ours = tracker()
    for number in range(3):
        ours.create(REPO, title=f"Issue {number}", body="words")
    assert tracker.clock.slept == [1.0, 1.0]
    assert len(github.written) == 3


def test_more_than_a_minute_takes_are_not_sent(github: GitHub, tracker: Trackers) -> None:
    ours = tracker(writes_per_minute=2)
    for number in range(2):
        ours.create(REPO, title=f"Issue {number}", body="words")
    with pytest.raises(RateLimited):
        ours.create(REPO, title="Issue 3", body="words")
    assert len(github.written) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "ftp://github.com"},
        {"url": "github.com"},
        {"token": ""},
        {"token": "ghp\nX-Evil: 1"},
        {"writes_per_hour": 0},
        {"retries": -1},
    ],
)
def test_options_that_cannot_work_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(SettingsError) as raised:
        GitHubOptions(**{"token": "ghp_secret", **changes})  # type: ignore[arg-type]
    assert "ghp" not in str(raised.value)


def test_the_token_is_not_printed() -> None:
    assert "ghp_secret" not in repr(GitHubOptions(token="ghp_secret"))
