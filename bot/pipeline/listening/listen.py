# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads our threads and does what their owners say there: each comment once, whoever was killed in between.

What was heard is a decision of the person who said it, in the same log as all others; a comment whose decision is there is done. A thread
that somebody closed, locked or switched off, or our words in it that somebody hid, mean stop.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model.cases import ActionKind, Case, CaseState, Comment, Decider, Decision
from bot.model.errors import AccessRefused, Disabled, NotFound, RemoteError
from bot.model.orders import StandingOrder, Word, owner_scope
from bot.model.work import FollowUp as Job
from bot.pipeline import outbox
from bot.pipeline.acting.breaker import Breaker
from bot.pipeline.listening.commands import Command, CommandKind, commands_in
from bot.pipeline.listening.effects import FOLLOW_UPS, STRANGER, Effect, FollowUp, Past, effect
from bot.pipeline.threads import is_ours, own_words
from bot.pipeline.wording import row
from bot.ports.casebook import Casebook
from bot.ports.clock import Clock
from bot.ports.hub import Forum
from bot.render.quoting import inert
from bot.render.replies import Occasion, ReplyKind, ReplyWriter

_LOG = logging.getLogger(__name__)
_LISTENED = frozenset({CaseState.POSTED, CaseState.DISPUTED, CaseState.STOPPED, CaseState.WAITING})
_LEFT = frozenset({CaseState.POSTED, CaseState.WAITING})
"""Where a thread that is closed means that somebody closed it: whatever we close has another state by then."""
_MOST_THREADS = 50
"""In one round, each of which is a request."""
_PATIENCE = ((timedelta(days=1), timedelta(0)), (timedelta(days=30), timedelta(hours=1)))
"""By how long ago something happened in a case: how long to wait before its thread is read again."""
_LONGEST_PATIENCE = timedelta(days=1)
_CLOSER = "whoever closed the thread"
_NOTHING = "; nothing follows: "
_HANDED_ON_AGAIN = timedelta(hours=12)
"""Well within the time for which the engine knows a piece of work by its id."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """What the log says was heard in one thread."""

    comments: Mapping[str, Decision]
    past: Past

    def still_to_do(self, case: Case, comment: Comment, command: Command, now: datetime) -> list[Job]:
        """What a comment asked for, once more: whoever heard it may have been killed before the work was handed on."""
        follow_up = FOLLOW_UPS.get(command.kind)
        decision = self.comments[_mark(comment.id)]
        if follow_up is None or _NOTHING in decision.reason or now - decision.at > _HANDED_ON_AGAIN:
            return []
        return [_job(case, comment.id, follow_up)]


class Listener:
    """Listens in the threads of cases. Only the owner side is obeyed: the owner's own account, or a member of that organisation."""

    def __init__(self, *, forum: Forum, casebook: Casebook, clock: Clock, replies: ReplyWriter) -> None:
        self._forum = forum
        self._casebook = casebook
        self._clock = clock
        self._replies = replies
        self._breaker = Breaker(casebook=casebook, clock=clock)
        self._read_at: dict[int, datetime] = {}

    def listen(self, repo: str | None = None) -> list[Job]:
        """One round, or one repository's thread now; what else is to be done for what was heard.

        A thread that cannot be read is left for the next round; nothing is raised for it.
        """
        now = self._clock.now()
        waiting = [case for case in self._casebook.cases_in(_LISTENED) if case.thread is not None]
        if repo is None:
            waiting = sorted((case for case in waiting if self._is_time(case, now)), key=self._last_read)[
                :_MOST_THREADS
            ]
        else:
            waiting = [case for case in waiting if case.repo.casefold() == repo.casefold()]
        jobs: list[Job] = []
        for case in waiting:
            self._read_at[case.number] = now
            try:
                jobs += self._hear(case)
            except Disabled as error:
                self._stop(case, f"discussions are off: {error}")
            except NotFound as error:
                self._stop(case, f"the thread is gone: {error}")
            except AccessRefused as error:
                _LOG.info("thread_not_heard", extra=_facts(case, str(error)))
            except RemoteError as error:
                _LOG.warning("thread_not_heard", extra=_facts(case, str(error)))
        return jobs

    def _is_time(self, case: Case, now: datetime) -> bool:
        age = now - case.changed_at
        patience = next((wait for oldest, wait in _PATIENCE if age < oldest), _LONGEST_PATIENCE)
        return now - self._last_read(case) >= patience

    def _last_read(self, case: Case) -> datetime:
        return self._read_at.get(case.number, case.opened_at)

    def _hear(self, case: Case) -> list[Job]:
        own = own_words(self._forum, case.repo, case.thread or 0)
        said = [each for each in own.thread.comments if not is_ours(self._forum, each.author)]
        spoken = [(each, commands) for each in said if (commands := commands_in(each.body))]
        jobs: list[Job] = []
        for comment, commands in spoken:
            heard = self._heard(case)
            if _mark(comment.id) in heard.comments:
                jobs += heard.still_to_do(case, comment, commands[-1], self._clock.now())
                continue
            case, job = self._obey(case, comment, commands[-1], heard.past)
            jobs += [job] if job else []
        if case.state in _LEFT and own.why_not_writable is not None:
            self._stop(case, own.why_not_writable)
        return jobs

    def _heard(self, case: Case) -> _Heard:
        decisions = [each for each in self._casebook.decisions(case.number) if each.reason.startswith("comment ")]
        said = [(each, each.reason.partition(": ")[2]) for each in decisions]
        rechecks = [each.at for each, words in said if words.startswith("/notice fixed") and _NOTHING not in words]
        return _Heard(
            {each.reason.partition(":")[0]: each for each in decisions},
            Past(
                explanations=sum(words.startswith("/notice explain") for _, words in said),
                last_recheck=max(rechecks, default=None),
                noted=any(words.endswith(STRANGER) for _, words in said),
            ),
        )

    def _speaks_for(self, case: Case, author: str) -> bool:
        """Not knowing means no."""
        return author.casefold() in {case.owner, *(each.casefold() for each in self._forum.members(case.owner))}

    def _obey(self, case: Case, comment: Comment, command: Command, past: Past) -> tuple[Case, Job | None]:
        """Of several commands in one comment the last counts."""
        now = self._clock.now()
        is_owner = self._speaks_for(case, comment.author)
        found = effect(case, command, past, now, is_owner=is_owner)
        after = replace(case, state=found.state, asked=found.asked)
        if after != case:
            after = replace(after, changed_at=now)
        said = f"/notice {command.kind.value} {inert(command.text, limit=200)}".strip()
        decision = Decision(
            case=case.number,
            state=after.state,
            decider=Decider.PERSON,
            name=inert(comment.author, limit=100),
            reason=f"{_mark(comment.id)}: {said}" + (f"{_NOTHING}{found.remark}" if found.remark else ""),
            at=now,
        )
        if found.whole_owner:
            self._order(case, decision, command.kind)
        body = self._reply(after, comment.id, found) if found.reply else None
        kind = ActionKind.ENSURE_LEFT if found.leaves else ActionKind.ENSURE_REPLY
        self._casebook.decide(after, decision, row(after, kind, body, now) if body else None)
        _LOG.log(_level(command.kind), "command_heard", extra=_facts(case, decision.reason))
        if after.state is CaseState.STOPPED:
            self._breaker.look()
        return after, _job(after, comment.id, found.follow_up) if found.follow_up else None

    def _reply(self, case: Case, comment: str, found: Effect) -> str:
        order = self._casebook.standing(owner_scope(case.owner))
        occasion = Occasion(
            comment=comment,
            languages=outbox.last_languages(self._casebook, case.number) or (),
            whole_owner=found.whole_owner or (order is not None and order.is_off),
        )
        return self._replies.write(found.reply or ReplyKind.NOTED, case, occasion)

    def _order(self, case: Case, decision: Decision, kind: CommandKind) -> None:
        standing = self._casebook.standing(owner_scope(case.owner))
        word = Word.OFF if kind is CommandKind.STOP else Word.ON
        if (standing.word if standing else Word.ON) is not word:
            reason = f"{case.repo}, {decision.reason}"
            self._casebook.order(
                StandingOrder(
                    scope=owner_scope(case.owner), word=word, name=decision.name, reason=reason, at=decision.at
                )
            )

    def _stop(self, case: Case, reason: str) -> None:
        """Somebody closed the door: never to be opened by us again."""
        if case.state not in _LEFT:
            return
        now = self._clock.now()
        after = replace(case, state=CaseState.STOPPED, changed_at=now)
        decision = Decision(
            case=case.number, state=after.state, decider=Decider.PERSON, name=_CLOSER, reason=reason[:500], at=now
        )
        self._casebook.decide(after, decision, None)
        _LOG.info("thread_left", extra=_facts(case, reason))
        self._breaker.look()


def _level(kind: CommandKind) -> int:
    """What a person of ours has to read soon is a warning."""
    return logging.WARNING if kind in {CommandKind.HUMAN, CommandKind.DISPUTE, CommandKind.PRIVATE} else logging.INFO


def _job(case: Case, comment: str, follow_up: FollowUp) -> Job:
    return Job(id=f"{follow_up.value}:{comment}", kind=follow_up.value, repo=case.repo)


def _facts(case: Case, reason: str) -> dict[str, str]:
    return {"case": case.name, "repo": case.repo, "reason": reason}


def _mark(comment: str) -> str:
    return f"comment {comment}"
