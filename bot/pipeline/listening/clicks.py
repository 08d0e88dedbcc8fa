# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What owners do on a page of ours: the same as what they could write in the thread, and a statement beside the question.

Who may is asked here once more, whatever page they came from: only who may change a repository speaks for it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

from bot.model.cases import Case, CaseState
from bot.model.conversations import LONGEST_STATEMENT, Reachable, Statement
from bot.model.errors import InputError, NotAllowed, NotFound
from bot.model.orders import StandingOrder, Word, contact_scope, owner_scope
from bot.model.people import Person
from bot.model.wishes import PostWish
from bot.pipeline.listening.commands import Command, CommandKind
from bot.pipeline.listening.obeying import DESK, Heard, Obeyed, Obeying, Saying
from bot.ports.casebook import Casebook
from bot.ports.clock import Clock
from bot.ports.conversations import Conversations
from bot.render.languages import SUMMARIES

_LOG = logging.getLogger(__name__)
_LONGEST_CONTACT = 200
_TALKING = frozenset({CaseState.POSTED, CaseState.DISPUTED, CaseState.WAITING})
_WORDS = {PostWish.ANY: Word.ON, PostWish.ASK: Word.ASK, PostWish.NEVER: Word.OFF}
"""What owners can choose for all that is theirs, and the order that says so."""
CHOICES = tuple(_WORDS)


class OwnersDesk:
    """``wake`` tells whoever listens that something was said about a repository: the work that follows is done there.

    Every method raises NotFound for a case that is not there, NotAllowed for somebody who does not speak for its owner.
    """

    def __init__(
        self,
        *,
        casebook: Casebook,
        conversations: Conversations,
        obeying: Obeying,
        clock: Clock,
        one_at_a_time: AbstractContextManager[object],
        wake: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._casebook = casebook
        self._conversations = conversations
        self._obeying = obeying
        self._clock = clock
        self._one_at_a_time = one_at_a_time
        self._wake = wake

    def say(self, number: int, kind: CommandKind, text: str, *, person: Person) -> Obeyed:
        """As the command of this kind in the thread. Raises NotAllowed with the reason where nothing follows from it."""
        with self._one_at_a_time:
            case = self._theirs(number, person)
            decisions = self._casebook.decisions(number)
            command = Command(kind=kind, text=" ".join(text.split()))
            name = f"{case.name}-{len(decisions) + 1}"
            saying = Saying(id=name, author=person.name, command=command, is_owner=True, place=DESK)
            obeyed = self._obeying.obey(case, saying, Heard.of(decisions).past)
        if obeyed.remark:
            raise NotAllowed(f"{case.name}: nothing follows from that: {obeyed.remark}")
        self._wake(case.repo)
        return obeyed

    def state(self, number: int, text: str, *, person: Person) -> Statement:
        """Let this stand beside the question; nothing takes back what stood there. Raises InputError where it is too long."""
        case = self._theirs(number, person)
        told = text.replace("\r\n", "\n").strip()
        if len(told) > LONGEST_STATEMENT:
            raise InputError(f"expected at most {LONGEST_STATEMENT} signs, found {len(told)}; please say it in fewer")
        before = self._conversations.statements(number)
        if (before[-1].text if before else "") == told:
            raise NotAllowed(
                f"{case.name}: this stands there already" if told else f"{case.name}: nothing stands there"
            )
        said = Statement(case=number, owner=case.owner, name=person.name, text=told, at=self._clock.now())
        self._conversations.state(said)
        _LOG.info("statement_made", extra={"case": case.name, "by": person.name, "withdrawn": said.is_withdrawn})
        return said

    def choose(self, owner: str, wish: PostWish, *, person: Person) -> StandingOrder | None:
        """What holds for everything of this owner from now on; ``None`` where it held already."""
        _check(owner, person)
        if wish not in _WORDS:
            raise InputError(f"expected one of {', '.join(each.value for each in CHOICES)}, found {wish.value}")
        with self._one_at_a_time:
            standing = self._casebook.standing(owner_scope(owner))
            if (standing.word if standing else Word.ON) is _WORDS[wish]:
                return None
            order = StandingOrder(
                scope=owner_scope(owner),
                word=_WORDS[wish],
                name=person.name,
                reason=f"chosen at the desk: {wish.value}",
                at=self._clock.now(),
            )
            self._casebook.order(order)
        _LOG.warning("owner_chose", extra={"owner": owner.casefold(), "word": order.word.value, "by": person.name})
        return order

    def chosen(self, owner: str) -> PostWish:
        """What holds for everything of this owner."""
        standing = self._casebook.standing(owner_scope(owner))
        word = standing.word if standing else Word.ON
        return next((wish for wish, each in _WORDS.items() if each is word), PostWish.NEVER)

    def reach(self, owner: str, *, contact: str, language: str, person: Person) -> Reachable:
        """How to speak to them next time; threads that are open are asked for in the other language at once, as by ``/notice lang``."""
        _check(owner, person)
        told = " ".join(contact.split())
        if len(told) > _LONGEST_CONTACT or not told.isprintable():
            raise InputError(f"contact: expected at most {_LONGEST_CONTACT} printable signs")
        if language not in {"", "en", *SUMMARIES}:
            raise InputError(f"language: expected en, {', '.join(SUMMARIES)} or nothing")
        wanted = Reachable(
            owner=owner.casefold(), contact=told, language=language, name=person.name, at=self._clock.now()
        )
        before = self._conversations.reachable(owner)
        if replace(before, name=wanted.name, at=wanted.at) == wanted:
            return before
        self._conversations.reach(wanted)
        # The log is for ever and an address is not: it says that something changed, and not to what.
        changed = "contact" if before.contact != told else "language"
        self._casebook.order(
            StandingOrder(
                scope=contact_scope(owner),
                word=Word.ON,
                name=person.name,
                reason=f"{changed} for next time was changed",
                at=self._clock.now(),
            )
        )
        if language:
            self._speak(wanted, person)
        return wanted

    def _speak(self, wanted: Reachable, person: Person) -> None:
        for case in self._casebook.cases_in(_TALKING, owner=wanted.owner):
            if case.was_asked and case.asked.language != wanted.language:
                self.say(case.number, CommandKind.LANG, wanted.language, person=person)

    def _theirs(self, number: int, person: Person) -> Case:
        case = self._casebook.case(number)
        if case is None or not case.was_asked:
            # What was not said to anybody yet is not there for anybody else either.
            raise NotFound(f"C-{number}: no such case")
        _check(case.owner, person)
        return case


def _check(owner: str, person: Person) -> None:
    if not person.speaks_for(owner):
        raise NotAllowed(f"only those who may change the repositories of {owner} can do this")
