# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The same intentions where owners are asked in an issue: what a thread needs, an issue needs, and it is never a way round the Hub.

An issue is created only where the Hub would let us write and nothing of ours stands there: a door that is closed there is closed here.
"""

from __future__ import annotations

from typing import assert_never

from bot.model.cases import Action, ActionKind, Case
from bot.model.errors import AccessRefused
from bot.pipeline import outbox
from bot.pipeline.acting.done import Done
from bot.pipeline.acting.permits import Permits
from bot.pipeline.threads import own_thread
from bot.pipeline.trackers.ensure import Ensured, ensure_closed, ensure_issue
from bot.pipeline.trackers.withdrawing import ensure_withdrawn
from bot.ports.casebook import Casebook
from bot.ports.clock import Clock
from bot.ports.hub import Forum
from bot.ports.tracker import Tracker
from bot.render.posts import Post

_HOUR = 3600.0


class Issues:
    """Writes issues as the bot's account. Without a ``tracker`` whatever is meant for one waits."""

    def __init__(
        self, *, tracker: Tracker | None, forum: Forum, casebook: Casebook, permits: Permits, clock: Clock
    ) -> None:
        self._tracker = tracker
        self._forum = forum
        self._casebook = casebook
        self._permits = permits
        self._clock = clock

    def check(self, action: Action) -> None:
        """Raises RateLimited where nobody can write this issue now, AccessRefused and others where the bot's account cannot be told."""
        _ = self._able(action).account

    def ensure(self, action: Action, case: Case) -> Done:
        """Make it true. Raises as `bot.pipeline.trackers.ensure` does."""
        tracker = self._able(action)
        match action.kind:
            case ActionKind.ENSURE_ISSUE:
                return _done(self._issue(tracker, action, case))
            case ActionKind.ENSURE_CLOSED:
                return _done(ensure_closed(tracker, action.tracker_repo, case, action.body))
            case ActionKind.ENSURE_WITHDRAWN:
                return _done(ensure_withdrawn(tracker, case, action))
            case ActionKind.ENSURE_THREAD | ActionKind.ENSURE_REPLY | ActionKind.ENSURE_LEFT:
                return Done(word="unchanged", reason="nothing of that kind is written in issues")
            case _:
                assert_never(action.kind)

    def _issue(self, tracker: Tracker, action: Action, case: Case) -> Ensured:
        def before_creating() -> None:
            never = self._why_never(action, case)
            if never is not None:
                raise AccessRefused(never)
            self._permits.check_new_thread(action, case)
            self._casebook.trying(action.id, self._clock.now())

        return ensure_issue(
            tracker,
            action.tracker_repo,
            case,
            Post(title=action.title, body=action.body),
            was_created=outbox.was_created(self._casebook, case.number),
            before_creating=before_creating,
        )

    def _why_never(self, action: Action, case: Case) -> str | None:
        """Raises Disabled, AccessRefused or NotFound where the Hub does not even let us look for a thread."""
        if case.was_asked:
            return "what we wrote is gone, and there is only ever one"
        if own_thread(self._forum, action.repo, case.name) is not None:
            return "a thread of ours is on the Hub, and there is only ever one place"
        return self._permits.why_never(action, case)

    def _able(self, action: Action) -> Tracker:
        if self._tracker is None:
            raise self._permits.waits(action, "no account on GitHub; set HUBNOTICE_GITHUB_TOKEN", _HOUR)
        return self._tracker


def _done(ended: Ensured) -> Done:
    return Done(word=ended.outcome.value, thread=ended.number, url=ended.url, reason=ended.reason)
