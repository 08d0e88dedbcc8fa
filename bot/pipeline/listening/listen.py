# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads our threads and does what their owners say there: each comment once, whoever was killed in between.

What was heard is a decision of the person who said it, in the same log as all others; a comment whose decision is there is done.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.model.cases import Case, CaseState, Comment, Decider, Decision
from bot.model.errors import AccessRefused, Disabled, NotFound, RemoteError
from bot.pipeline.listening.commands import Command, CommandKind, commands_in
from bot.ports.casebook import Casebook
from bot.ports.clock import Clock
from bot.ports.hub import Forum
from bot.render.quoting import inert

_LOG = logging.getLogger(__name__)
_LISTENED = frozenset({CaseState.POSTED, CaseState.DISPUTED, CaseState.STOPPED})
_MOST_THREADS = 200
"""In one round. Threads in which something happened lately come first."""
_AFTER = {
    CommandKind.STOP: CaseState.STOPPED,
    CommandKind.DISPUTE: CaseState.DISPUTED,
    CommandKind.UNSTOP: CaseState.IN_REVIEW,
}


class Listener:
    """Listens in the threads of cases. Only the owner side is heard: the owner's own account, or a member of that organisation."""

    def __init__(self, *, forum: Forum, casebook: Casebook, clock: Clock) -> None:
        self._forum = forum
        self._casebook = casebook
        self._clock = clock

    def listen(self) -> None:
        """One round. A thread that cannot be read is left for the next one; nothing is raised for it."""
        waiting = [case for case in self._casebook.cases() if case.state in _LISTENED and case.thread is not None]
        waiting.sort(key=lambda case: case.changed_at, reverse=True)
        for case in waiting[:_MOST_THREADS]:
            try:
                self._hear(case)
            except (AccessRefused, Disabled, NotFound) as error:
                _LOG.info("thread_not_heard", extra={"case": case.name, "repo": case.repo, "reason": str(error)})
            except RemoteError as error:
                _LOG.warning("thread_not_heard", extra={"case": case.name, "repo": case.repo, "reason": str(error)})

    def _hear(self, case: Case) -> None:
        thread = self._forum.thread(case.repo, case.thread or 0)
        said = [each for each in thread.comments if each.author.casefold() != self._forum.account.casefold()]
        spoken = [(each, commands) for each in said if (commands := commands_in(each.body))]
        if not spoken:
            return
        heard = {decision.reason.partition(":")[0] for decision in self._casebook.decisions(case.number)}
        for comment, commands in spoken:
            if _mark(comment) not in heard and self._speaks_for(case, comment.author):
                case = self._obey(case, comment, commands[-1])

    def _speaks_for(self, case: Case, author: str) -> bool:
        """Not knowing means no."""
        owner = case.repo.split("/")[0].casefold()
        return author.casefold() in {owner, *(each.casefold() for each in self._forum.members(owner))}

    def _obey(self, case: Case, comment: Comment, command: Command) -> Case:
        """Of several commands in one comment the last counts."""
        state = _AFTER[command.kind]
        is_apt = case.state is CaseState.STOPPED if command.kind is CommandKind.UNSTOP else case.state is not state
        now = self._clock.now()
        after = replace(case, state=state, changed_at=now) if is_apt else case
        said = f"/notice {command.kind.value} {inert(command.text, limit=200)}".strip()
        decision = Decision(
            case=case.number,
            state=after.state,
            decider=Decider.PERSON,
            name=inert(comment.author, limit=100),
            reason=f"{_mark(comment)}: {said}",
            at=now,
        )
        self._casebook.decide(after, decision, None)
        _LOG.info("command_heard", extra={"case": case.name, "repo": case.repo, "reason": decision.reason})
        return after


def _mark(comment: Comment) -> str:
    return f"comment {comment.id}"
