# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Intake: which (repository, commit) pairs are new since the watermark, put into the inbox as they come."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from bot.model.repository import HubEvent, SnapshotKey
from bot.policy.watching import EVERYTHING, Watching
from bot.ports.casebook import Casebook
from bot.ports.clock import Clock
from bot.ports.hub import Forum, ModelHub
from bot.ports.inbox import Inbox, Priority
from bot.ports.tally import Tally, Untallied

_LOG = logging.getLogger(__name__)

_PAGE = 500
"""Events that are looked at and added together: what a page of the Hub's list holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What came of one poll."""

    new: int
    """Pairs that wait now and did not before."""
    skipped: Mapping[str, int]
    """Events that were left out, by the reason."""


class Intake:
    """Polls the Hub. ``forum`` says whose repositories are the bot's own; it is asked with each poll, since that may be a request.

    A poll starts ``overlap_seconds`` before the watermark, since a listing may show a change later than its time says; the very first
    poll starts ``first_look_back_seconds`` before now. ``watching`` says whose repositories are taken.

    Page by page, what has to be scanned goes into the inbox; nothing else is asked for than the list. The watermark moves at the end.
    A crash in between loses nothing: the next poll sees the same events, and adding them again changes nothing.
    """

    def __init__(  # noqa: PLR0913 - keyword arguments, named where it is built
        self,
        *,
        hub: ModelHub,
        casebook: Casebook,
        inbox: Inbox,
        clock: Clock,
        forum: Forum,
        overlap_seconds: float,
        first_look_back_seconds: float,
        tally: Tally | None = None,
        watching: Watching = EVERYTHING,
    ) -> None:
        self._tally = tally or Untallied()
        self._hub = hub
        self._casebook = casebook
        self._inbox = inbox
        self._clock = clock
        self._forum = forum
        self._watching = watching
        self._overlap = timedelta(seconds=overlap_seconds)
        self._first_look_back = timedelta(seconds=first_look_back_seconds)

    def poll(self) -> TakenIn:
        """Put everything new into the inbox. Raises what the Hub raises; what came before that waits already, and does no harm."""
        since = self._since()
        skipped: Counter[str] = Counter()
        new, newest = 0, since
        for page in _pages(self._hub.recent(since=since)):
            new += self.add(page, Priority.POLL, skipped)
            newest = max(newest, *(event.last_modified for event in page))
        if newest > since:
            # A time in the future, which the Hub may claim, counts as now.
            self._casebook.advance(min(newest, self._clock.now()))
        _LOG.info("intake_read", extra={"since": since.isoformat(), "new": new, "skipped": dict(skipped)})
        return TakenIn(new=new, skipped=skipped)

    def named(self, key: SnapshotKey) -> TakenIn:
        """Somebody named this pair: it goes before whatever a poll finds, unless it is one that no poll takes either."""
        skipped: Counter[str] = Counter()
        event = HubEvent(key=key, last_modified=self._clock.now(), source="webhook")
        return TakenIn(new=self.add([event], Priority.WEBHOOK, skipped), skipped=skipped)

    def add(self, events: Sequence[HubEvent], priority: Priority, skipped: Counter[str]) -> int:
        """Put what has to be scanned into the inbox; how many of these are new there. Reasons against the others are counted."""
        account = self._forum.account.casefold()
        reasons = {event.key: self._why_not(event, account) for event in events}
        possible = [event for event in events if reasons[event.key] is None]
        known = self._casebook.known([event.key for event in possible])
        reasons |= dict.fromkeys(known, "scanned before")
        for event in events:
            if reason := reasons[event.key]:
                skipped[reason] += 1
                self._tally.skipped(reason)
                _LOG.debug("event_skipped", extra=_facts(event.key, reason=reason))
        wanted = [event for event in possible if event.key not in known]
        new = self._inbox.add(wanted, priority=priority, at=self._clock.now())
        self._tally.taken_in(new)
        return new

    def _since(self) -> datetime:
        watermark = self._casebook.watermark()
        return self._clock.now() - self._first_look_back if watermark is None else watermark - self._overlap

    def _why_not(self, event: HubEvent, account: str) -> str | None:
        if event.key.owner.casefold() == account:
            return "the bot's own repository"
        if not self._watching.takes(event.key.repo):
            return "not on the watch list"
        if event.disabled:
            return "switched off by the Hub"
        if event.has_weights is False:
            return "no file with weights"
        return None


def _pages(events: Iterator[HubEvent]) -> Iterator[list[HubEvent]]:
    while page := list(islice(events, _PAGE)):
        yield page


def _facts(key: SnapshotKey, *, reason: str) -> dict[str, str]:
    return {"repo": key.repo, "revision": key.revision, "reason": reason}
