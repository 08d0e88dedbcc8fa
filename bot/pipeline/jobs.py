# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The daemon's pieces of work, joined: what the engine runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from bot.model.cases import Action
from bot.model.errors import AccessRefused, Disabled, NotFound
from bot.model.reports import ScanReport
from bot.model.repository import SnapshotKey
from bot.pipeline.act import Act
from bot.pipeline.backfill import Backfill
from bot.pipeline.decide import writes_anything
from bot.pipeline.intake import Intake
from bot.pipeline.keeper import CaseKeeper
from bot.pipeline.listening.listen import Listener
from bot.policy.presets import Preset
from bot.policy.rulebook import Rulebook
from bot.policy.watching import EVERYTHING, Watching
from bot.ports.casebook import Casebook
from bot.ports.catalog import Catalog
from bot.ports.clock import Clock
from bot.ports.hub import Forum, ModelHub, ModelSource
from bot.ports.inbox import Inbox
from bot.ports.walks import Walks
from bot.ports.work import Pace
from bot.render.posts import PostWriter

_LOG = logging.getLogger(__name__)


class Daemon:
    """Implements `bot.ports.work.Jobs`; may be called from several threads.

    ``scan`` examines one source, ``encode`` writes a report as JSON. Scans run beside each other; deciding and writing happen one at a
    time, so that caps hold and no two scans of one repository open a case each; ``one_at_a_time`` makes that true among all processes
    that share the casebook. With ``walks`` old models are taken in, too.
    """

    def __init__(  # noqa: PLR0913 - keyword arguments, named where it is built
        self,
        *,
        hub: ModelHub,
        forum: Forum,
        catalog: Catalog,
        casebook: Casebook,
        inbox: Inbox,
        rulebook: Rulebook,
        preset: Preset,
        writer: PostWriter,
        clock: Clock,
        scan: Callable[[ModelSource], ScanReport],
        encode: Callable[[ScanReport], str],
        one_at_a_time: AbstractContextManager[object] | None = None,
        walks: Walks | None = None,
        watching: Watching = EVERYTHING,
        overlap_seconds: float = 600.0,
        first_look_back_seconds: float = 3600.0,
    ) -> None:
        self._hub = hub
        self._casebook = casebook
        self._preset = preset
        self._clock = clock
        self._scan = scan
        self._encode = encode
        self._one_at_a_time = one_at_a_time or threading.Lock()
        self._intake = Intake(
            hub=hub,
            casebook=casebook,
            inbox=inbox,
            clock=clock,
            forum=forum,
            overlap_seconds=overlap_seconds,
            first_look_back_seconds=first_look_back_seconds,
            watching=watching,
        )
        self._backfill = (
            Backfill(hub=hub, intake=self._intake, inbox=inbox, walks=walks, clock=clock) if walks else None
        )
        self._keeper = CaseKeeper(
            hub=hub,
            forum=forum,
            catalog=catalog,
            casebook=casebook,
            rulebook=rulebook,
            preset=preset,
            writer=writer,
            clock=clock,
        )
        self._listener = Listener(forum=forum, casebook=casebook, clock=clock)
        self._act = Act(forum=forum, casebook=casebook, preset=preset, clock=clock)

    def intake(self) -> None:
        """Poll the Hub once; what is new waits in the inbox then."""
        self._intake.poll()

    def backfill(self) -> Pace:
        """Take in one more page of old models where there is room; never, where nobody asked for a backfill."""
        return Pace.NEVER if self._backfill is None else self._backfill.step()

    def named(self, key: SnapshotKey) -> None:
        """Somebody named this pair; it is scanned before what a poll found."""
        self._intake.named(key)

    def scan(self, key: SnapshotKey) -> str | None:
        """Examine and assess one snapshot, store the decision; the id of an action to be done, or ``None``.

        A repository that is gone, private or switched off is logged and left as it is; other errors of the other side are raised.
        """
        is_new = self._casebook.take(key, at=self._clock.now())
        facts = {"repo": key.repo, "revision": key.revision, "again": not is_new}
        try:
            report = self._scan(self._hub.open(key.repo, key.revision))
            self._casebook.record_scan(key, report=self._encode(report), at=self._clock.now())
            _LOG.info("scan_done", extra=facts | {"verdict": report.lineage.verdict.value})
            with self._one_at_a_time:
                return self._keeper.keep(report)
        except (NotFound, AccessRefused, Disabled) as error:
            _LOG.warning("scan_refused", extra=facts | {"reason": str(error)})
            return None

    def listen(self) -> None:
        """Hear what owners said in the threads; nothing where the preset writes nothing, since then there are none."""
        if writes_anything(self._preset):
            with self._one_at_a_time:
                self._listener.listen()

    def waiting(self) -> Sequence[Action]:
        """The outbox; nothing where the preset writes nothing."""
        return self._casebook.pending_actions() if writes_anything(self._preset) else []

    def act(self, action_id: str) -> None:
        """Make one intention true on the other side; looks for the bot's own marker before it writes."""
        with self._one_at_a_time:
            self._act.act(action_id)
