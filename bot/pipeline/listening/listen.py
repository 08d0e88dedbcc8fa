# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads our threads and does what their owners say there: each comment once, whoever was killed in between.

What was heard is a decision of the person who said it, in the same log as all others; a comment whose decision is there is done. A thread
that somebody closed, locked or switched off, or our words in it that somebody hid, mean stop.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from bot.model.cases import Case, CaseState, Decider, Decision, Thread
from bot.model.conversations import Side
from bot.model.errors import AccessRefused, Disabled, NotFound, RemoteError
from bot.model.work import FollowUp as Job
from bot.pipeline.acting.breaker import Breaker
from bot.pipeline.listening.commands import commands_in
from bot.pipeline.listening.mirroring import Mirror
from bot.pipeline.listening.obeying import Heard, Obeying, Saying
from bot.pipeline.threads import is_ours, own_words
from bot.ports.casebook import Casebook
from bot.ports.clock import Clock
from bot.ports.conversations import Conversations, Forgetful
from bot.ports.hub import Forum
from bot.render.replies import ReplyWriter

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


class Listener:
    """Listens in the threads of cases. Only the owner side is obeyed: the owner's own account, or a member of that organisation."""

    def __init__(
        self,
        *,
        forum: Forum,
        casebook: Casebook,
        clock: Clock,
        replies: ReplyWriter,
        conversations: Conversations | None = None,
    ) -> None:
        self._forum = forum
        self._casebook = casebook
        self._clock = clock
        self._obeying = Obeying(casebook=casebook, clock=clock, replies=replies)
        self._mirror = Mirror(conversations=conversations or Forgetful(), clock=clock)
        self._breaker = Breaker(casebook=casebook, clock=clock)
        self._read_at: dict[int, datetime] = {}

    def listen(self, repo: str | None = None) -> list[Job]:
        """One round, or one repository's thread now; what else is to be done for what was heard.

        A thread that cannot be read is left for the next round; nothing is raised for it.
        """
        now = self._clock.now()
        listened = self._casebook.cases_in(_LISTENED)
        waiting = [case for case in listened if case.thread is not None]
        jobs: list[Job] = []
        if repo is None:
            waiting = sorted((case for case in waiting if self._is_time(case, now)), key=self._last_read)[
                :_MOST_THREADS
            ]
        else:
            waiting = [case for case in waiting if case.repo.casefold() == repo.casefold()]
            # Owners can ask for work at the desk where there is no thread to be read, and nobody waits for a round then.
            by_click = [each for each in listened if each.thread is None and each.repo.casefold() == repo.casefold()]
            jobs += [job for each in by_click for job in self._heard(each).asked_at_the_desk(each, now)]
        for case in waiting:
            self._read_at[case.number] = now
            jobs += self._heard(case).asked_at_the_desk(case, now)
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
            if heard.knows(comment.id):
                jobs += heard.still_to_do(case, comment.id, commands[-1], self._clock.now())
                continue
            # Of several commands in one comment the last counts.
            is_owner = self._speaks_for(case, comment.author)
            saying = Saying(id=comment.id, author=comment.author, command=commands[-1], is_owner=is_owner)
            obeyed = self._obeying.obey(case, saying, heard.past)
            case = obeyed.case
            jobs += [obeyed.job] if obeyed.job else []
        if case.state in _LEFT and own.why_not_writable is not None:
            self._stop(case, own.why_not_writable)
        self._keep(case, own.thread)
        return jobs

    def _keep(self, case: Case, thread: Thread) -> None:
        """A mirror that cannot be kept is kept in a later round: what was said is obeyed in any case."""
        try:
            self._mirror.keep(case, thread, lambda author: self._side(case, author))
        except RemoteError as error:
            _LOG.info("thread_not_mirrored", extra=_facts(case, str(error)))

    def _heard(self, case: Case) -> Heard:
        return Heard.of(self._casebook.decisions(case.number))

    def _side(self, case: Case, author: str) -> Side:
        if is_ours(self._forum, author):
            return Side.OURS
        return Side.OWNER if self._speaks_for(case, author) else Side.OTHER

    def _speaks_for(self, case: Case, author: str) -> bool:
        """Not knowing means no."""
        return author.casefold() in {case.owner, *(each.casefold() for each in self._forum.members(case.owner))}

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


def _facts(case: Case, reason: str) -> dict[str, str]:
    return {"case": case.name, "repo": case.repo, "reason": reason}
