# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Intake: which (repository, commit) pairs are new since the watermark."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.model.repository import HubEvent, SnapshotKey
from bot.ports.casebook import Casebook
from bot.ports.clock import Clock
from bot.ports.hub import Forum, ModelHub
from bot.ports.tally import Tally, Untallied

_LOG = logging.getLogger(__name__)


class Intake:
    """Polls the Hub. ``forum`` says whose repositories are the bot's own; it is asked with each poll, since that may be a request.

    A poll starts ``overlap_seconds`` before the watermark, since a listing may show a change later than its time says; the very first
    poll starts ``first_look_back_seconds`` before now.

    Nothing is taken here, only filtered: the engine keeps `scan:<repo>@<sha>` once, so a pair that is handed on twice is worked on
    once, while a pair that was marked as taken before it was handed on would be lost by a crash in between. The scan itself records.
    """

    def __init__(
        self,
        *,
        hub: ModelHub,
        casebook: Casebook,
        clock: Clock,
        forum: Forum,
        overlap_seconds: float,
        first_look_back_seconds: float,
        tally: Tally | None = None,
    ) -> None:
        self._hub = hub
        self._casebook = casebook
        self._clock = clock
        self._forum = forum
        self._tally = tally or Untallied()
        self._overlap = timedelta(seconds=overlap_seconds)
        self._first_look_back = timedelta(seconds=first_look_back_seconds)

    def read(self) -> Sequence[HubEvent]:
        """The events that are new, each pair once, oldest first. Raises what the Hub raises; then nothing was taken in."""
        since = self._since()
        account = self._forum.account.casefold()
        events: dict[SnapshotKey, HubEvent] = {}
        for event in self._hub.recent(since=since):
            if event.key in events:
                continue
            reason = self._why_not(event, account)
            if reason is None:
                events[event.key] = event
            else:
                self._tally.skipped(reason)
                _LOG.debug("event_skipped", extra=_facts(event.key, reason=reason))
        self._tally.taken_in(len(events))
        _LOG.info("intake_read", extra={"since": since.isoformat(), "new": len(events)})
        return sorted(events.values(), key=lambda event: (event.last_modified, event.key))

    def done(self, events: Sequence[HubEvent]) -> None:
        """Move the watermark to the newest of these; a time in the future, which the Hub may claim, counts as now."""
        if events:
            newest = max(event.last_modified for event in events)
            self._casebook.advance(min(newest, self._clock.now()))

    def _since(self) -> datetime:
        watermark = self._casebook.watermark()
        return self._clock.now() - self._first_look_back if watermark is None else watermark - self._overlap

    def _why_not(self, event: HubEvent, account: str) -> str | None:
        if event.key.repo.split("/")[0].casefold() == account:
            return "the bot's own repository"
        if event.has_weights is False:
            return "no file with weights"
        if self._casebook.scan_report(event.key) is not None:
            return "scanned before"
        return None


def _facts(key: SnapshotKey, *, reason: str) -> dict[str, str]:
    return {"repo": key.repo, "revision": key.revision, "reason": reason}
