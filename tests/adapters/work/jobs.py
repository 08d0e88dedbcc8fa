# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Jobs that note what they are asked, and go wrong on demand."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from bot.model.cases import Action, ActionKind, ActionState
from bot.model.repository import HubEvent, SnapshotKey
from bot.model.work import FollowUp
from bot.ports.inbox import Inbox, Priority
from bot.ports.work import Pace
from tests.fakes.inbox import FakeInbox

NOW = datetime(2026, 3, 17, 10, 0, 0, 5, tzinfo=UTC)


def key(repo: str = "acme/model", commit: str = "a") -> SnapshotKey:
    return SnapshotKey(repo, commit * 40)


def event(repo: str = "acme/model", commit: str = "a") -> HubEvent:
    return HubEvent(key=key(repo, commit), last_modified=NOW, source="poll")


def action(name: str = "C-1", repo: str = "acme/model") -> Action:
    return Action(
        id=name,
        case=1,
        kind=ActionKind.ENSURE_THREAD,
        state=ActionState.PENDING,
        repo=repo,
        title="Attribution",
        body="Thank you",
        created_at=NOW,
    )


class FakeJobs:
    """`events` is what the next intake finds and puts into `inbox`. `wrong` are errors by the name of a call, raised one after the other.

    `actions` are the ids that scans give back, by repository, `outbox` is what still waits, and `during` is called while a call of that name runs.
    """

    def __init__(self, inbox: Inbox | None = None) -> None:
        self.inbox = inbox or FakeInbox()
        self.calls: list[str] = []
        self.events: list[HubEvent] = []
        self.wrong: defaultdict[str, list[Exception]] = defaultdict(list)
        self.actions: dict[str, str] = {}
        self.outbox: list[Action] = []
        self.heard: list[str] = []
        self.during: dict[str, Callable[[], None]] = {}
        self._lock = threading.Lock()

    def hold(self, call: str) -> tuple[threading.Event, threading.Event]:
        """Such a call sets the first event and goes on with the second, or after a minute."""
        begun, go_on = threading.Event(), threading.Event()

        def wait() -> None:
            begun.set()
            go_on.wait(60)

        self.during[call] = wait
        return begun, go_on

    def intake(self) -> None:
        self._note("intake")
        self.inbox.add(self.events, priority=Priority.POLL, at=NOW)

    def named(self, key: SnapshotKey) -> None:
        self.inbox.add([event(key.repo, key.revision[0])], priority=Priority.WEBHOOK, at=NOW)

    def backfill(self) -> Pace:
        return Pace.NEVER

    def scan(self, key: SnapshotKey) -> str | None:
        self._note(f"scan {key}")
        return self.actions.get(key.repo)

    def follow_up(self, work: FollowUp) -> str | None:
        raise AssertionError(work)

    def may_scan(self) -> bool:
        return True

    def listen(self, repo: str | None = None) -> list[FollowUp]:
        if repo is not None:
            self.heard.append(repo)
            self._note(f"listen {repo}")
        return []

    def waiting(self) -> Sequence[Action]:
        return self.outbox

    def act(self, action_id: str) -> None:
        self._note(f"act {action_id}")

    def _note(self, call: str) -> None:
        with self._lock:
            self.calls.append(call)
        if call in self.during:
            self.during[call]()
        if self.wrong[call]:
            raise self.wrong[call].pop(0)
