# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Makes one intention true on the other side: looks first, then creates, edits, closes or does nothing.

1. An intention that was overtaken, or that this preset forbids, writes nothing.
2. Look for the bot's own thread: a crash, or an answer that never arrived, may have left one behind.
3. A thread that is closed, locked or changed by somebody else is left alone for ever.
4. Write, and store the receipt. A crash in between leads back to 2.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import assert_never

from bot.model.cases import Action, ActionKind, ActionState, Case, CaseState, Receipt
from bot.model.errors import AccessRefused, Disabled, NotFound, RateLimited
from bot.pipeline import outbox
from bot.pipeline.decide import writes_anything
from bot.pipeline.threads import OwnThread, own_thread, thanks_in
from bot.policy.presets import Preset
from bot.ports.casebook import Casebook
from bot.ports.clock import Clock
from bot.ports.hub import Forum
from bot.render.markers import body_digest

_LOG = logging.getLogger(__name__)
_HOUR = 3600.0
_DAY = 24 * _HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """How an action ended; ``thread`` and ``url`` are empty where there is no thread."""

    word: str
    """As in `Receipt.done`."""
    thread: int = 0
    url: str = ""
    reason: str = ""


class Act:
    """Does what the outbox says. Run one at a time: the caps are counted, then used."""

    def __init__(self, *, forum: Forum, casebook: Casebook, preset: Preset, clock: Clock) -> None:
        self._forum = forum
        self._casebook = casebook
        self._preset = preset
        self._clock = clock

    def act(self, action_id: str) -> None:
        """Make it true; an action that is done already, or that nobody knows, is left alone.

        Raises RateLimited where a cap is reached, and what the other side raises where a later try may help. The action then stays
        in the outbox. A final refusal of the other side is no error: it is the action's end. AccessRefused is raised where the bot's own
        account cannot be told; then nothing is given up either.
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
            self._settle(action, case, _Done(word="unchanged", reason=overtaken))
            return
        if not writes_anything(self._preset):
            raise self._waits(action, f"preset {self._preset.id} writes nothing", _HOUR)
        # Asked out here: a token that is not valid is our own trouble, and no owner's refusal.
        _ = self._forum.account
        try:
            done = self._ensure(action, case)
        except (AccessRefused, Disabled, NotFound) as error:
            done = _Done(word="refused", thread=case.thread or 0, reason=str(error))
        self._settle(action, case, done)

    def _why_overtaken(self, action: Action, case: Case) -> str | None:
        if action.kind is ActionKind.ENSURE_CLOSED:
            return None if case.state is CaseState.RESOLVED else f"the case is {case.state.value} by now"
        if case.state not in {CaseState.APPROVED, CaseState.POSTED}:
            return f"the case is {case.state.value} by now"
        newest = outbox.pending(self._casebook, case.number, ActionKind.ENSURE_THREAD)[-1]
        return None if newest.id == action.id else "a newer text waits"

    def _ensure(self, action: Action, case: Case) -> _Done:
        own = own_thread(self._forum, action.repo, case.name)
        match action.kind:
            case ActionKind.ENSURE_THREAD:
                return self._create(action, case) if own is None else self._edit(action, case, own)
            case ActionKind.ENSURE_CLOSED:
                return self._close(action, own)
            case _:
                assert_never(action.kind)

    def _create(self, action: Action, case: Case) -> _Done:
        if case.thread is not None or outbox.was_created(self._casebook, case.number):
            return _Done(
                word="refused", thread=case.thread or 0, reason="our thread is gone, and there is only ever one"
            )
        self._check_caps(action)
        made = self._forum.create(action.repo, title=action.title, body=action.body)
        return _Done(word="created", thread=made.number, url=made.url)

    def _edit(self, action: Action, case: Case, own: OwnThread) -> _Done:
        thread = own.thread
        why_not = own.why_not_writable
        if why_not is not None or own.post is None or own.marker is None:
            return _Done(word="refused", thread=thread.number, url=thread.url, reason=why_not or "")
        # A thread of this case without a receipt was made by a call whose answer never arrived: it counts as created.
        is_ours = own.marker.case == case.name
        is_created = is_ours and not outbox.was_created(self._casebook, case.number)
        if body_digest(own.post.body) == body_digest(action.body):
            return _Done(
                word="created" if is_created else "unchanged", thread=thread.number, url=thread.url, reason="same text"
            )
        if is_ours and own.marker.revision > outbox.revision(action):
            return _Done(word="unchanged", thread=thread.number, url=thread.url, reason="a newer text is there")
        self._forum.edit(action.repo, thread.number, own.post.id, body=action.body)
        return _Done(word="created" if is_created else "edited", thread=thread.number, url=thread.url)

    def _close(self, action: Action, own: OwnThread | None) -> _Done:
        if own is None:
            return _Done(word="unchanged", reason="there is no thread to close")
        thread = own.thread
        said = thanks_in(self._forum, thread)
        if not thread.is_open:
            # With our thanks in it, it was this action that closed it, and only the receipt is missing.
            word = "unchanged" if said is None else "closed"
            return _Done(word=word, thread=thread.number, url=thread.url, reason="the thread is closed")
        if own.why_not_writable is not None:
            return _Done(word="refused", thread=thread.number, url=thread.url, reason=own.why_not_writable)
        if said is None:
            self._forum.comment(action.repo, thread.number, body=action.body)
        self._forum.close(action.repo, thread.number)
        return _Done(word="closed", thread=thread.number, url=thread.url)

    def _check_caps(self, action: Action) -> None:
        now = self._clock.now()
        caps = (("hour", _HOUR, self._preset.posts_per_hour), ("day", _DAY, self._preset.posts_per_day))
        for name, seconds, cap in caps:
            if self._casebook.posted_since(now - timedelta(seconds=seconds)) >= cap:
                raise self._waits(action, f"{cap} threads in the last {name}, which is the cap", seconds / cap)

    def _waits(self, action: Action, reason: str, seconds: float) -> RateLimited:
        _LOG.info("action_waits", extra=_facts(action, reason=reason))
        return RateLimited(f"{action.id}: not written yet: {reason}", retry_after_seconds=seconds)

    def _settle(self, action: Action, case: Case, done: _Done) -> None:
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


def _case_after(action: Action, case: Case, done: _Done) -> Case:
    """A case that is resolved stays so whether or not we could say thanks; otherwise being refused is the end of speaking."""
    if action.kind is ActionKind.ENSURE_CLOSED or not (done.thread or done.word == "refused"):
        return case
    state = CaseState.UNREACHABLE if done.word == "refused" else CaseState.POSTED
    return replace(case, state=state, thread=done.thread or case.thread)


def _facts(action: Action, *, reason: str) -> dict[str, str | int]:
    return {"action": action.id, "case": f"C-{action.case}", "repo": action.repo, "reason": reason}
