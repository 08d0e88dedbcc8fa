# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``/``: what needs the one who looks, or for everybody the newest public cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from fastapi import Request, Response

from bot.model.answers import Waiting
from bot.model.cases import CaseState
from bot.model.people import Permission
from bot.model.questions import OPEN_STATES, CaseFilter, Order
from bot.web.desk.listing import days_until, pile_of
from bot.web.desk.queue_parts import QueueParts, Shared
from bot.web.site.routes import PUBLIC, Routes
from bot.web.site.site import MenuItem, Site
from bot.web.site.texts import phrase

PATH = "/"
_READ_CASES = Permission.READ_CASES


class Pile(Enum):
    """One pile of work. The words stand in addresses."""

    MINE = "mine"
    SECOND_READER = "second"
    DUE = "due"
    DISPUTED = "disputed"
    OUTBOX = "outbox"
    OPEN = "open"


_WORDS: Mapping[Pile, str] = {
    Pile.MINE: phrase("Mine"),
    Pile.SECOND_READER: phrase("Needs second reader"),
    Pile.DUE: phrase("Due today"),
    Pile.DISPUTED: phrase("Disputed"),
    Pile.OUTBOX: phrase("Outbox"),
    Pile.OPEN: phrase("All open"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PileTab:
    """A pile with how much lies on it."""

    pile: Pile
    words: str
    count: int | None
    """``None`` where it is not counted on this page."""
    is_chosen: bool


class QueuePage:
    """Nothing is changed here."""

    def __init__(self, site: Site, parts: QueueParts) -> None:
        self._site = site
        self._parts = parts

    def add_to(self, routes: Routes) -> None:
        """Answer at `PATH`; in the bar for those who see more than everybody."""
        routes.get(PATH, self.show, needs=PUBLIC, shows_more=True)
        self._site.menu.append(MenuItem(path=PATH, words=phrase("Queue"), needs=_READ_CASES, key="g q"))

    def show(self, request: Request) -> Response:
        """The page."""
        visitor = self._site.visitor(request)
        if visitor.person is None or not visitor.may(_READ_CASES):
            return self._public(request)
        person = visitor.person.name
        waiting = self._parts.questions.waiting(person)
        pile = _chosen(request, waiting)
        if pile is Pile.OUTBOX:
            return self._outbox(request, waiting)
        listing = pile_of(request, f"/?show={pile.value}", _filter(pile, person), self._parts.questions)
        return self._site.page(
            request,
            "queue.html.j2",
            part="list",
            piles=_tabs(pile, waiting),
            pile=pile.value,
            listing=listing,
            outbox=(),
            titles=self._parts.titles,
            days_until=days_until,
            me=person,
            shared=self._parts.shared_with(visitor),
        )

    def _public(self, request: Request) -> Response:
        wanted = CaseFilter(order=Order.CHANGED).public()
        listing = pile_of(request, PATH, wanted, self._parts.questions)
        return self._site.page(
            request,
            "public.html.j2",
            part="list",
            listing=listing,
            titles=self._parts.titles,
            days_until=days_until,
            shared=Shared(),
            me="",
        )

    def _outbox(self, request: Request, waiting: Waiting) -> Response:
        return self._site.page(
            request,
            "queue.html.j2",
            part="list",
            piles=_tabs(Pile.OUTBOX, waiting),
            pile=Pile.OUTBOX.value,
            listing=None,
            outbox=self._parts.questions.outbox(),
            shared=Shared(),
            days_until=days_until,
        )


def _chosen(request: Request, waiting: Waiting) -> Pile:
    """What the address names, or else the first pile with something on it."""
    named = next((pile for pile in Pile if pile.value == request.query_params.get("show")), None)
    return named or next((pile for pile in Pile if _count(pile, waiting)), Pile.OPEN)


def _count(pile: Pile, waiting: Waiting) -> int | None:
    counted = {
        Pile.MINE: waiting.mine,
        Pile.SECOND_READER: waiting.second_reader,
        Pile.DUE: waiting.due_today,
        Pile.DISPUTED: waiting.disputed,
        Pile.OUTBOX: waiting.outbox,
    }
    return counted.get(pile)


def _tabs(chosen: Pile, waiting: Waiting) -> list[PileTab]:
    return [
        PileTab(pile=pile, words=_WORDS[pile], count=_count(pile, waiting), is_chosen=pile is chosen) for pile in Pile
    ]


def _filter(pile: Pile, person: str) -> CaseFilter:
    open_ones = frozenset(OPEN_STATES)
    return {
        Pile.MINE: CaseFilter(assignee=person, states=open_ones, hides_snoozed=True, order=Order.DUE),
        Pile.SECOND_READER: CaseFilter(needs_second_reader=True, order=Order.DUE),
        Pile.DUE: CaseFilter(due_days=0, order=Order.DUE),
        Pile.DISPUTED: CaseFilter(states=frozenset({CaseState.DISPUTED}), order=Order.DUE),
        Pile.OPEN: CaseFilter(states=open_ones, hides_snoozed=True, order=Order.DUE),
    }[pile]
