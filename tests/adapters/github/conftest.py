# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A local GitHub, and trackers with a clock that a test moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from bot.adapters.github.options import GitHubOptions
from bot.adapters.github.tracker import GitHubTracker
from tests.services.github import GitHub

REPO = "acme/tiny"


@dataclass
class Clock:
    """Sleeping moves it; ``tick`` seconds pass whenever somebody looks."""

    now: float = 1000.0
    tick: float = 0.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        self.now += self.tick
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Trackers:
    """Makes trackers for the local GitHub, and closes them."""

    github: GitHub
    clock: Clock = field(default_factory=Clock)
    made: list[GitHubTracker] = field(default_factory=list)

    def __call__(self, **changes: object) -> GitHubTracker:
        chosen = {"url": self.github.url, "token": "ghp_bot", "timeout_seconds": 0.5, **changes}
        options = GitHubOptions(**chosen)  # type: ignore[arg-type]
        self.made.append(GitHubTracker(options, sleep=self.clock.sleep, monotonic=self.clock))
        return self.made[-1]


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub() as running:
        running.repository(REPO)
        yield running


@pytest.fixture
def tracker(github: GitHub) -> Iterator[Trackers]:
    trackers = Trackers(github)
    yield trackers
    for each in trackers.made:
        each.disconnect()
