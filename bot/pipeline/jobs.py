# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The daemon's pieces of work, joined: what the engine runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from bot.model.cases import Action
from bot.model.costs import Reason
from bot.model.errors import AccessRefused, Disabled, NotFound, RateLimited, RemoteError
from bot.model.reports import ScanReport
from bot.model.repository import SnapshotKey
from bot.model.work import FollowUp
from bot.pipeline.acting.act import Act
from bot.pipeline.alerting.noticing import lost, noticed
from bot.pipeline.backfill import Backfill
from bot.pipeline.budgeting import unavailable
from bot.pipeline.decide import writes_anything
from bot.pipeline.earning import Earning
from bot.pipeline.intake import Intake
from bot.pipeline.keeper import CaseKeeper
from bot.pipeline.listening.listen import Listener
from bot.pipeline.listening.offers import Offers
from bot.pipeline.listening.rechecks import Rechecks
from bot.policy.presets import Preset
from bot.policy.rulebook import Rulebook
from bot.policy.watching import EVERYTHING, Watching
from bot.ports.budgets import DailyBytes, Unbounded
from bot.ports.casebook import Casebook
from bot.ports.catalog import Catalog
from bot.ports.clock import Clock
from bot.ports.conversations import Conversations
from bot.ports.coverage import Refusals, Uncounted
from bot.ports.hub import Forum, ModelHub, ModelSource
from bot.ports.inbox import Inbox
from bot.ports.records import RuleRecords
from bot.ports.tally import Tally, Untallied
from bot.ports.tracker import Tracker
from bot.ports.walks import Walks
from bot.ports.work import Pace
from bot.render.posts import PostWriter
from bot.render.replies import ReplyWriter

_LOG = logging.getLogger(__name__)
_REFUSALS: Mapping[type[RemoteError], str] = {
    NotFound: "it is not there",
    AccessRefused: "it is gated or private",
    Disabled: "it was switched off",
}
_LIMIT_LASTS_SECONDS = 300.0
"""After a scan that a limit cut short: the Hub's windows are five minutes long."""


class Daemon:
    """Implements `bot.ports.work.Jobs`; may be called from several threads.

    ``scan`` examines one source, ``encode`` writes a report as JSON. Scans run beside each other; deciding and writing happen one at a
    time, so that caps hold and no two scans of one repository open a case each; ``one_at_a_time`` makes that true among all processes
    that share the casebook.

    ``scanned`` is the Hub as scans see it, which may have to wait while ``hub`` has not; ``daily_bytes`` is asked before each scan.
    With ``walks`` old models are taken in, too. ``records`` tell which rules have earned to speak without a reader; without them none has.
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
        kill_switch: Callable[[], str | None] = lambda: None,
        replies: ReplyWriter,
        offers: Offers | None = None,
        tally: Tally | None = None,
        scanned: ModelHub | None = None,
        daily_bytes: DailyBytes | None = None,
        walks: Walks | None = None,
        tracker: Tracker | None = None,
        refusals: Refusals | None = None,
        watching: Watching = EVERYTHING,
        conversations: Conversations | None = None,
        records: RuleRecords | None = None,
        overlap_seconds: float = 600.0,
        first_look_back_seconds: float = 3600.0,
    ) -> None:
        self._scanned = scanned or hub
        self._daily_bytes: DailyBytes = daily_bytes or Unbounded()
        self._casebook = casebook
        self._preset = preset
        self._clock = clock
        self._scan = scan
        self._encode = encode
        self._one_at_a_time = one_at_a_time or threading.Lock()
        self._tally = tally or Untallied()
        self._refusals: Refusals = refusals or Uncounted()
        self._intake = Intake(
            hub=hub,
            casebook=casebook,
            inbox=inbox,
            clock=clock,
            forum=forum,
            tally=self._tally,
            overlap_seconds=overlap_seconds,
            first_look_back_seconds=first_look_back_seconds,
            watching=watching,
        )
        self._backfill = (
            Backfill(hub=hub, intake=self._intake, inbox=inbox, walks=walks, clock=clock) if walks else None
        )
        earning = Earning(preset, records, clock)
        self._keeper = CaseKeeper(
            hub=hub,
            forum=forum,
            catalog=catalog,
            casebook=casebook,
            rulebook=rulebook,
            preset=preset,
            preset_now=earning.lately,
            writer=writer,
            clock=clock,
            watching=watching,
            tracker=tracker,
            conversations=conversations,
        )
        self._listener = Listener(
            forum=forum, casebook=casebook, clock=clock, replies=replies, conversations=conversations
        )
        self._rechecks = Rechecks(casebook=casebook, clock=clock)
        self._offers = offers or Offers(
            casebook=casebook, clock=clock, replies=replies, one_at_a_time=self._one_at_a_time
        )
        self._act = Act(
            forum=forum, casebook=casebook, preset=earning.now, clock=clock, kill_switch=kill_switch, tracker=tracker
        )

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
        Raises RateLimited where the bytes of today are used up, unless a case of this repository is open, and where a limit of the Hub
        cut the scan short: half a look is not kept as if it were all that could be seen.
        """
        self._check_bytes(key)
        is_new = self._casebook.take(key, at=self._clock.now())
        return self._look(key.repo, key.revision, again=not is_new)

    def recheck(self, repo: str) -> str | None:
        """Scan the newest commit of a repository again, whatever was seen of it before; otherwise as `scan`."""
        return self._look(repo, None, again=True)

    def _look(self, repo: str, revision: str | None, *, again: bool) -> str | None:
        facts = {"repo": repo, "revision": revision, "again": again}
        try:
            source = self._scanned.open(repo, revision)
            key = source.snapshot.key
            report = self._scan(source)
            _check_limits(report)
            now = self._clock.now()
            happenings = noticed(report, self._casebook.last_scan(key.repo), now)
            self._casebook.record_scan(key, report=self._encode(report), at=now, happenings=happenings)
            self._tally.scanned(report.lineage.verdict)
            _LOG.info("scan_done", extra=facts | {"verdict": report.lineage.verdict.value})
            with self._one_at_a_time:
                return self._keeper.keep(report)
        except (NotFound, AccessRefused, Disabled) as error:
            _LOG.warning("scan_refused", extra=facts | {"reason": str(error)})
            self._refusals.refused(repo, unavailable(repo, error).reason, at=self._clock.now())
            # A commit that is gone says nothing about its repository: somebody wrote over it.
            is_gone = revision is None or not isinstance(error, NotFound)
            if is_gone and self._casebook.last_scan(repo) is not None:
                self._casebook.tell([lost(repo, _REFUSALS.get(type(error), "it cannot be opened"), self._clock.now())])
            return None

    def listen(self, repo: str | None = None) -> Sequence[FollowUp]:
        """Hear what owners said in the threads, or in that of one repository; what else has to be done for it.

        Nothing where the preset writes nothing, since then there are no threads.
        """
        if not writes_anything(self._preset):
            return []
        with self._one_at_a_time:
            heard = self._listener.listen(repo)
        return heard if repo is not None else [*heard, *self._rechecks.due()]

    def follow_up(self, work: FollowUp) -> str | None:
        """Do what was asked for in a thread; the id of an action to be done, or ``None``."""
        match work.kind:
            case "recheck":
                return self.recheck(work.repo)
            case "open_pull_request":
                return self._offers.open(work)
            case "close_pull_request":
                self._offers.close(work)
                return None
            case _:
                raise ValueError(f"expected a kind of work that follows, found {work.kind!r}")

    def may_scan(self) -> bool:
        """Whether scans are to be begun now: not where the bytes of today are used up."""
        return self._daily_bytes.left() > 0

    def _check_bytes(self, key: SnapshotKey) -> None:
        if self._daily_bytes.left() > 0:
            return
        case = self._casebook.case_of(key.repo)
        if case is None or not case.state.is_open:
            _LOG.info("scan_waits", extra={"repo": key.repo, "revision": key.revision, "reason": "bytes of today"})
            raise RateLimited(
                f"{key.repo}: the bytes of today are used up (bytes_per_day)",
                retry_after_seconds=_until_tomorrow(self._clock.now()),
            )

    def waiting(self) -> Sequence[Action]:
        """What of the outbox is due; nothing where the preset writes nothing."""
        if not writes_anything(self._preset):
            return []
        now = self._clock.now()
        return [action for action in self._casebook.pending_actions() if action.is_due(now)]

    def act(self, action_id: str) -> None:
        """Make one intention true on the other side; looks for the bot's own marker before it writes."""
        with self._one_at_a_time:
            self._act.act(action_id)


def _check_limits(report: ScanReport) -> None:
    limited = next((each for each in report.unchecked if each.reason is Reason.RATE_LIMITED), None)
    if limited is not None:
        raise RateLimited(
            f"{report.subject.repo}: {limited.what}: {limited.detail}", retry_after_seconds=_LIMIT_LASTS_SECONDS
        )


def _until_tomorrow(now: datetime) -> float:
    """Seconds until the next midnight in UTC."""
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - now).total_seconds()
