# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Makes one intention true on the other side: looks first, then creates, edits, answers, closes or does nothing.

1. An intention that was overtaken writes nothing.
2. What may not be written now waits in the outbox, see `permits`.
3. Look for the bot's own thread: a crash, or an answer that never arrived, may have left one behind.
4. A thread that is closed, locked or changed by somebody else is left alone for ever; only our own words are corrected in it.
5. Write, and store the receipt. A crash in between leads back to 3.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from bot.model.cases import Action, ActionKind, ActionState, Case, CaseState, Receipt
from bot.model.errors import AccessRefused, Disabled, NotFound, Throttled
from bot.pipeline import outbox
from bot.pipeline.acting.breaker import Breaker
from bot.pipeline.acting.done import Done
from bot.pipeline.acting.issues import Issues
from bot.pipeline.acting.permits import Permits
from bot.pipeline.acting.telling import Teller
from bot.pipeline.acting.withdrawing import withdraw
from bot.pipeline.threads import OwnThread, own_thread
from bot.policy.presets import Preset
from bot.ports.casebook import Casebook
from bot.ports.clock import Clock
from bot.ports.hub import Forum
from bot.ports.tracker import Tracker
from bot.render.markers import body_digest

_LOG = logging.getLogger(__name__)
_WRITTEN_ABOUT = {
    ActionKind.ENSURE_THREAD: {CaseState.APPROVED, CaseState.POSTED},
    ActionKind.ENSURE_ISSUE: {CaseState.APPROVED, CaseState.POSTED},
    ActionKind.ENSURE_CLOSED: {CaseState.RESOLVED},
    ActionKind.ENSURE_WITHDRAWN: {CaseState.WITHDRAWN},
}
"""The states in which an action is still what we want. Whoever spoke to us gets an answer in any."""


class Act:
    """Does what the outbox says. Run one at a time: the caps are counted, then used."""

    def __init__(
        self,
        *,
        forum: Forum,
        casebook: Casebook,
        preset: Callable[[], Preset],
        clock: Clock,
        kill_switch: Callable[[], str | None] = lambda: None,
        tracker: Tracker | None = None,
    ) -> None:
        self._forum = forum
        self._casebook = casebook
        self._clock = clock
        self._permits = Permits(casebook=casebook, preset=preset, clock=clock, kill_switch=kill_switch)
        self._breaker = Breaker(casebook=casebook, clock=clock)
        self._teller = Teller(forum)
        self._issues = Issues(tracker=tracker, forum=forum, casebook=casebook, permits=self._permits, clock=clock)

    def act(self, action_id: str) -> None:
        """Make it true; an action that is done already, or that nobody knows, is left alone.

        Raises RateLimited where it has to wait, and what the other side raises where a later try may help. The action then stays
        in the outbox. A final refusal of the other side is no error: it is the action's end. AccessRefused is raised where the bot's own
        account cannot be told; then nothing is given up either. Where the Hub says that we write too much, all posting stops.
        """
        action = self._casebook.action(action_id)
        case = self._casebook.case(action.case) if action else None
        if action is None or case is None:
            _LOG.warning("not_written", extra={"action": action_id, "reason": "no such action"})
            return
        if action.state is not ActionState.PENDING:
            _LOG.info("not_written", extra=_facts(action, reason=f"the action is {action.state.value}"))
            return
        overtaken = self._why_overtaken(action, case)
        if overtaken is not None:
            self._settle(action, case, Done(word="unchanged", reason=overtaken))
            return
        self._permits.check(action)
        # Asked out here: a token that is not valid is our own trouble, and no owner's refusal.
        _ = self._forum.account
        if action.tracker_repo:
            self._issues.check(action)
        try:
            done = self._ensure(action, case)
        except (AccessRefused, Disabled, NotFound) as error:
            done = Done(word="refused", thread=case.thread or 0, reason=str(error))
        except Throttled as error:
            self._breaker.trip(f"the Hub answered that we ask too often: {error}")
            raise
        self._settle(action, case, done)
        if done.word == "refused":
            self._breaker.look()

    def _why_overtaken(self, action: Action, case: Case) -> str | None:
        apt = _WRITTEN_ABOUT.get(action.kind)
        if apt is not None and case.state not in apt:
            return f"the case is {case.state.value} by now"
        if action.kind not in outbox.WORDINGS:
            return None
        if action.kind is ActionKind.ENSURE_THREAD and case.issue is not None:
            return f"its owners were asked in {case.issue}"
        newest = outbox.pending_wordings(self._casebook, case.number)[-1]
        return None if newest.id == action.id else "a newer text waits"

    def _ensure(self, action: Action, case: Case) -> Done:
        if action.tracker_repo or action.kind is ActionKind.ENSURE_ISSUE:
            return self._issues.ensure(action, case)
        own = own_thread(self._forum, action.repo, case.name)
        match action.kind:
            case ActionKind.ENSURE_THREAD:
                return self._create(action, case) if own is None else self._edit(action, case, own)
            case ActionKind.ENSURE_CLOSED:
                return self._teller.thank_and_close(action, own)
            case ActionKind.ENSURE_REPLY:
                return self._teller.reply(action, own)
            case ActionKind.ENSURE_LEFT:
                return self._teller.reply_and_close(action, own)
            case ActionKind.ENSURE_WITHDRAWN:
                return withdraw(self._forum, self._teller, action, own)
            case _:
                assert_never(action.kind)

    def _create(self, action: Action, case: Case) -> Done:
        if case.thread is not None or outbox.was_created(self._casebook, case.number):
            return Done(
                word="refused", thread=case.thread or 0, reason="our thread is gone, and there is only ever one"
            )
        if outbox.may_have_issue(self._casebook, case.number):
            return Done(word="refused", reason="an issue about it may be there, and there is only ever one place")
        never = self._permits.why_never(action, case)
        if never is not None:
            return Done(word="refused", reason=never)
        self._permits.check_new_thread(action, case)
        self._casebook.trying(action.id, self._clock.now())
        made = self._forum.create(action.repo, title=action.title, body=action.body)
        return Done(word="created", thread=made.number, url=made.url)

    def _edit(self, action: Action, case: Case, own: OwnThread) -> Done:
        thread = own.thread
        why_not = own.why_not_writable
        if why_not is not None or own.post is None or own.marker is None:
            return Done(word="refused", thread=thread.number, url=thread.url, reason=why_not or "")
        # A thread of this case without a receipt was made by a call whose answer never arrived: it counts as created.
        is_ours = own.marker.case == case.name
        is_created = is_ours and not outbox.was_created(self._casebook, case.number)
        if body_digest(own.post.body) == body_digest(action.body):
            return Done(
                word="created" if is_created else "unchanged", thread=thread.number, url=thread.url, reason="same text"
            )
        if is_ours and own.marker.revision > outbox.revision(action):
            return Done(word="unchanged", thread=thread.number, url=thread.url, reason="a newer text is there")
        self._forum.edit(action.repo, thread.number, own.post.id, body=action.body)
        return Done(word="created" if is_created else "edited", thread=thread.number, url=thread.url)

    def _settle(self, action: Action, case: Case, done: Done) -> None:
        now = self._clock.now()
        receipt = Receipt(action=action.id, thread=done.thread, url=done.url, done=done.word, at=now)
        is_refused = done.word == "refused"
        after = _case_after(action, case, done)
        if after != case:
            after = replace(after, changed_at=now)
        self._casebook.settle(after, receipt, ActionState.REFUSED if is_refused else ActionState.DONE)
        event = "action_refused" if is_refused else "action_done"
        level = logging.WARNING if is_refused else logging.INFO
        facts = _facts(action, reason=done.reason) | {"done": done.word, "discussion": done.thread}
        _LOG.log(level, event, extra=facts)


def _case_after(action: Action, case: Case, done: Done) -> Case:
    """Only a text that asks changes where a case stands: being refused there is the end of speaking, whatever else we had to say."""
    if action.kind not in outbox.WORDINGS or not (done.thread or done.word == "refused"):
        return case
    state = CaseState.UNREACHABLE if done.word == "refused" else CaseState.POSTED
    if action.kind is ActionKind.ENSURE_ISSUE:
        made = f"{action.tracker_repo}#{done.thread}" if done.thread else None
        return replace(case, state=state, issue=case.issue or made)
    return replace(case, state=state, thread=done.thread or case.thread)


def _facts(action: Action, *, reason: str) -> dict[str, str | int]:
    return {"action": action.id, "case": f"C-{action.case}", "repo": action.repo, "reason": reason}
