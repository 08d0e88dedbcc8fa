# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Does what a command asks for: stores what follows, with the answer to be written. The same for a word in a thread and for a click."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model.cases import ActionKind, Case, CaseState, Decider, Decision
from bot.model.orders import StandingOrder, Word, owner_scope
from bot.model.work import FollowUp as Job
from bot.pipeline import outbox
from bot.pipeline.acting.breaker import Breaker
from bot.pipeline.listening.commands import Command, CommandKind, commands_in
from bot.pipeline.listening.effects import FOLLOW_UPS, STRANGER, Effect, FollowUp, Past, effect
from bot.pipeline.wording import row
from bot.ports.casebook import Casebook
from bot.ports.clock import Clock
from bot.render.quoting import inert
from bot.render.replies import Occasion, ReplyKind, ReplyWriter

_LOG = logging.getLogger(__name__)
_COMMENT = "comment"
DESK = "desk"
_NOTHING = "; nothing follows: "
_HANDED_ON_AGAIN = timedelta(hours=12)
"""Well within the time for which the engine knows a piece of work by its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One command of one person."""

    id: str
    """Of the comment, or of the click."""
    author: str
    command: Command
    is_owner: bool
    place: str = _COMMENT
    """``comment`` or ``desk``: how the log names where it was said."""

    @property
    def mark(self) -> str:
        """How its decision begins."""
        return f"{self.place} {self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obeyed:
    """What followed."""

    case: Case
    job: Job | None
    remark: str
    """Why nothing follows; empty where something does."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the log says was heard about one case."""

    said: Mapping[str, Decision]
    """By mark."""
    past: Past

    @classmethod
    def of(cls, decisions: Sequence[Decision]) -> Heard:
        """From everything that was ruled on it."""
        heard = [each for each in decisions if each.reason.startswith((f"{_COMMENT} ", f"{DESK} "))]
        said = [(each, _words(each)) for each in heard]
        rechecks = [each.at for each, words in said if words.startswith("/notice fixed") and _NOTHING not in words]
        return cls(
            {each.reason.partition(":")[0]: each for each in heard},
            Past(
                explanations=sum(words.startswith("/notice explain") for _, words in said),
                last_recheck=max(rechecks, default=None),
                noted=any(words.endswith(STRANGER) for _, words in said),
            ),
        )

    def knows(self, comment: str) -> bool:
        """Whether this comment was obeyed before."""
        return f"{_COMMENT} {comment}" in self.said

    def still_to_do(self, case: Case, comment: str, command: Command, now: datetime) -> list[Job]:
        """What a comment asked for, once more: whoever heard it may have been killed before the work was handed on."""
        return _again(case, comment, command.kind, self.said[f"{_COMMENT} {comment}"], now)

    def asked_at_the_desk(self, case: Case, now: datetime) -> list[Job]:
        """What clicks asked for: the web server stores them, and whoever listens hands the work on."""
        jobs: list[Job] = []
        for mark, decision in self.said.items():
            place, _, name = mark.partition(" ")
            commands = commands_in(_words(decision)) if place == DESK else []
            jobs += _again(case, name, commands[-1].kind, decision, now) if commands else []
        return jobs


class Obeying:
    """Run it under the lock under which posts are written: state, decision, order and answer belong together."""

    def __init__(self, *, casebook: Casebook, clock: Clock, replies: ReplyWriter) -> None:
        self._casebook = casebook
        self._clock = clock
        self._replies = replies
        self._breaker = Breaker(casebook=casebook, clock=clock)

    def obey(self, case: Case, saying: Saying, past: Past) -> Obeyed:
        """Store what follows, and that it was heard."""
        now = self._clock.now()
        command = saying.command
        found = effect(case, command, past, now, is_owner=saying.is_owner)
        after = replace(case, state=found.state, asked=found.asked)
        if after != case:
            after = replace(after, changed_at=now)
        said = f"/notice {command.kind.value} {inert(command.text, limit=200)}".strip()
        decision = Decision(
            case=case.number,
            state=after.state,
            decider=Decider.PERSON,
            name=inert(saying.author, limit=100),
            reason=f"{saying.mark}: {said}" + (f"{_NOTHING}{found.remark}" if found.remark else ""),
            at=now,
        )
        if found.whole_owner:
            self._order(case, decision, command.kind)
        body = self._reply(after, saying.id, found) if found.reply else None
        kind = ActionKind.ENSURE_LEFT if found.leaves else ActionKind.ENSURE_REPLY
        self._casebook.decide(after, decision, row(after, kind, body, now) if body else None)
        facts = {"case": case.name, "repo": case.repo, "reason": decision.reason}
        _LOG.log(_level(command.kind), "command_heard", extra=facts)
        if after.state is CaseState.STOPPED:
            self._breaker.look()
        job = _job(after, saying.id, found.follow_up) if found.follow_up else None
        return Obeyed(case=after, job=job, remark=found.remark)

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


def _words(decision: Decision) -> str:
    return decision.reason.partition(": ")[2]


def _again(case: Case, name: str, kind: CommandKind, decision: Decision, now: datetime) -> list[Job]:
    follow_up = FOLLOW_UPS.get(kind)
    if follow_up is None or _NOTHING in decision.reason or now - decision.at > _HANDED_ON_AGAIN:
        return []
    return [_job(case, name, follow_up)]


def _level(kind: CommandKind) -> int:
    """What a person of ours has to read soon is a warning."""
    return logging.WARNING if kind in {CommandKind.HUMAN, CommandKind.DISPUTE, CommandKind.PRIVATE} else logging.INFO


def _job(case: Case, name: str, follow_up: FollowUp) -> Job:
    return Job(id=f"{follow_up.value}:{name}", kind=follow_up.value, repo=case.repo)
