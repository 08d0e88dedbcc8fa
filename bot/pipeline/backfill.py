# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Backfill: all models that were there before the bot, oldest first, whenever there is nothing else to do."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import replace
from datetime import datetime

from bot.model.errors import CursorRefused, RemoteFailure
from bot.pipeline.intake import Intake
from bot.ports.clock import Clock
from bot.ports.hub import ListedPage, ModelHub
from bot.ports.inbox import Inbox, Priority
from bot.ports.walks import Walk, Walks
from bot.ports.work import Pace

_LOG = logging.getLogger(__name__)

_SHORT = 1000
"""Pairs in the inbox. Where more wait, nothing old is added: it would be in nobody's way, but the table would only grow."""


class Backfill:
    """Walks through the list of all models, a page at a time, and keeps its place after each.

    1. The page goes into the inbox, behind everything else. 2. Only then the place moves on. A crash in between reads the page again, and
    adding it again changes nothing. Where the Hub does not know the place any more, the walk begins again and passes over what was created
    before the last model that it took in.
    """

    def __init__(self, *, hub: ModelHub, intake: Intake, inbox: Inbox, walks: Walks, clock: Clock) -> None:
        self._hub = hub
        self._intake = intake
        self._inbox = inbox
        self._walks = walks
        self._clock = clock

    def step(self) -> Pace:
        """One page, where there is room; when to go on. Raises what the Hub raises; the next step tries the same page again."""
        walk = self._walks.walk() or Walk(until=self._clock.now())
        if walk.done_at is not None:
            return Pace.NEVER
        if self._inbox.waiting() >= _SHORT:
            return Pace.LATER
        try:
            page = self._hub.created(cursor=walk.cursor)
        except CursorRefused as error:
            _LOG.warning("backfill_begins_again", extra={"reached": str(walk.reached), "reason": str(error)})
            self._walks.keep(replace(walk, cursor=None))
            return Pace.LATER
        if page.cursor is not None and page.cursor == walk.cursor:
            raise RemoteFailure("list of models: the next page is said to be the same one again")
        if not _is_passed_over(page, walk):
            self._take_in(page)
        return self._move_on(walk, page)

    def _take_in(self, page: ListedPage) -> None:
        skipped: Counter[str] = Counter()
        new = self._intake.add(page.events, Priority.BACKFILL, skipped)
        _LOG.info("backfill_read", extra={"created_at": str(page.created_at), "new": new, "skipped": dict(skipped)})

    def _move_on(self, walk: Walk, page: ListedPage) -> Pace:
        is_done = page.cursor is None or (page.created_at is not None and page.created_at >= walk.until)
        self._walks.keep(
            replace(
                walk,
                cursor=page.cursor,
                reached=_later(walk.reached, page.created_at),
                done_at=self._clock.now() if is_done else None,
            )
        )
        if is_done:
            _LOG.info("backfill_done", extra={"until": walk.until.isoformat()})
        return Pace.NEVER if is_done else Pace.AT_ONCE


def _is_passed_over(page: ListedPage, walk: Walk) -> bool:
    """Whether all of it was taken in before the walk had to begin again."""
    return walk.reached is not None and page.created_at is not None and page.created_at < walk.reached


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((each for each in (one, other) if each is not None), default=None)
