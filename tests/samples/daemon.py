# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The daemon over fakes: repositories of a known lineage are published, scanned and written to, all in memory."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace

from bot.adapters.rulebook import load_templates
from bot.model.cases import Action, Case, CaseState, Receipt
from bot.model.components import Component
from bot.model.fingerprints import Architecture, Fingerprint, UpstreamTerms
from bot.model.lineage import Verdict
from bot.model.reports import ScanReport
from bot.model.repository import SnapshotKey
from bot.pipeline.jobs import Daemon
from bot.pipeline.listening.clicks import OwnersDesk
from bot.pipeline.listening.obeying import Obeying
from bot.pipeline.ruling.desk import Desk
from bot.pipeline.wording import Wording
from bot.policy.presets import Preset
from bot.ports.casebook import Casebook
from bot.ports.clock import Clock
from bot.ports.conversations import Conversations
from bot.ports.hub import ModelSource
from bot.ports.work import Jobs
from bot.render.documents import scan_document
from bot.render.posts import PostWriter
from bot.render.replies import ReplyWriter
from bot.render.withdrawals import WithdrawalWriter
from tests.fakes.budgets import FakeDailyBytes
from tests.fakes.casebook import FakeCasebook
from tests.fakes.catalog import FakeCatalog
from tests.fakes.clock import FakeClock
from tests.fakes.conversations import FakeConversations
from tests.fakes.coverage import FakeCoverage
from tests.fakes.forum import FakeForum
from tests.fakes.hub import FakeHub
from tests.fakes.inbox import FakeInbox
from tests.fakes.records import FakeRuleRecords
from tests.fakes.tracker import FakeTracker
from tests.samples.judged import (
    DEEPSEEK,
    NOW,
    SUSPECT,
    TERMS,
    WHOLE_MODEL,
    Repository,
    lineage,
    mit,
    part,
    rulebook,
)

REPO = SUSPECT.repo
FIXED = WHOLE_MODEL.with_files(NOTICE=mit("Copyright (c) 2023 DeepSeek"))
HALF_FIXED = WHOLE_MODEL.with_files(NOTICE="Copyright (c) 2023 DeepSeek")
UNREAD = replace(WHOLE_MODEL, unread=("NOTICE",))
UNSEEN_WEIGHTS = replace(WHOLE_MODEL, lineage=lineage(part(Component.TEXT_MODEL, Verdict.NOT_ASSESSED)))
"""The weights could not be looked at, so no rule speaks, and none says that it cannot tell."""
OTHER_WEIGHTS = replace(WHOLE_MODEL, lineage=lineage(part(Component.TEXT_MODEL, Verdict.INDEPENDENT, DEEPSEEK)))
UNCLEAR = replace(WHOLE_MODEL, lineage=lineage(part(Component.TEXT_MODEL, Verdict.DERIVED, DEEPSEEK, log10_p=-4.0)))


class World:
    """One daemon with everything around it. Its parts are open for tests to change and to look at."""

    def __init__(
        self,
        preset: str | Preset = "demo",
        *,
        casebook: Casebook | None = None,
        conversations: Conversations | None = None,
        clock: FakeClock | None = None,
    ) -> None:
        self.hub = FakeHub()
        self.forum = FakeForum()
        self.tracker: FakeTracker | None = FakeTracker()
        self.casebook: Casebook = casebook or FakeCasebook()
        self.conversations: Conversations = conversations or FakeConversations()
        self.inbox = FakeInbox()
        self.coverage = FakeCoverage()
        self.records = FakeRuleRecords()
        self.clock = clock or FakeClock(NOW)
        self.daily_bytes = FakeDailyBytes(1000, self.clock)
        self.scans: list[SnapshotKey] = []
        self.killed: str | None = None
        self._published: dict[SnapshotKey, Repository] = {}
        self.jobs: Jobs = self.daemon(preset)

    def daemon(self, preset: str | Preset) -> Daemon:
        """A daemon that starts on what the last one left behind."""
        return Daemon(
            hub=self.hub,
            forum=self.forum,
            tracker=self.tracker,
            catalog=FakeCatalog(*(_fingerprint(key, terms) for key, terms in TERMS.items())),
            casebook=self.casebook,
            inbox=self.inbox,
            rulebook=rulebook(),
            preset=rulebook().preset(preset) if isinstance(preset, str) else preset,
            writer=_writer(),
            clock=self.clock,
            daily_bytes=self.daily_bytes,
            scan=self._scan,
            encode=lambda report: json.dumps(scan_document(report)),
            replies=replies(),
            conversations=self.conversations,
            kill_switch=lambda: self.killed,
            refusals=self.coverage,
            records=self.records,
        )

    def desk(self, preset: str | Preset = "review") -> Desk:
        """Where people rule."""
        chosen = rulebook().preset(preset) if isinstance(preset, str) else preset
        return desk_over(self.casebook, self.clock, chosen)

    def report(self, repo: str = REPO) -> ScanReport:
        """What a scan of the newest commit says."""
        return self._published[self.hub.open(repo).snapshot.key].report()

    def publish(self, repository: Repository, repo: str = REPO) -> SnapshotKey:
        key = self.hub.publish(repo, {"model.safetensors": f"{len(self._published)}".encode()}, at=self.clock.now())
        subject = replace(repository.lineage, subject=key)
        self._published[key] = replace(repository, key=key, lineage=subject)
        return key

    def scan(self, repository: Repository, repo: str = REPO) -> str | None:
        """Publish and scan."""
        return self.jobs.scan(self.publish(repository, repo))

    def post(self, repository: Repository = WHOLE_MODEL, repo: str = REPO) -> str:
        """Publish, scan and do what follows; the action's id."""
        action = self.scan(repository, repo)
        assert action is not None
        self.jobs.act(action)
        return action

    @property
    def case(self) -> Case:
        found = self.casebook.case_of(REPO)
        assert found is not None
        return found

    def state(self) -> CaseState:
        return self.case.state

    def receipts(self) -> list[str]:
        return [receipt.done for receipt in self.casebook.receipts(self.case.number)]

    def receipt(self) -> Receipt:
        return self.casebook.receipts(self.case.number)[-1]

    def action(self, identifier: str) -> Action:
        found = self.casebook.action(identifier)
        assert found is not None
        return found

    def wrote(self) -> list[str]:
        return [what for what, _, _ in self.forum.writes]

    def rule(self, state: CaseState) -> None:
        """A person's word."""
        self.casebook.decide(replace(self.case, state=state), None, None)

    def _scan(self, source: ModelSource) -> ScanReport:
        self.scans.append(source.snapshot.key)
        return self._published[source.snapshot.key].report()


def replies() -> ReplyWriter:
    """What answers commands."""
    return ReplyWriter(load_templates(), hub_url="https://hub.example", contact="bot@example.org")


def owners_desk_over(
    casebook: Casebook, conversations: Conversations, clock: FakeClock, wake: Callable[[str], None] = lambda _: None
) -> OwnersDesk:
    """Where owners click."""
    return OwnersDesk(
        casebook=casebook,
        conversations=conversations,
        obeying=Obeying(casebook=casebook, clock=clock, replies=replies()),
        clock=clock,
        one_at_a_time=nullcontext(),
        wake=wake,
    )


def desk_over(casebook: Casebook, clock: Clock, preset: Preset | None = None) -> Desk:
    """A desk with templates and rules as they are shipped."""
    chosen = preset or rulebook().preset("dry-run")
    return Desk(
        casebook=casebook,
        preset=chosen,
        wording=Wording(
            casebook=casebook,
            catalog=FakeCatalog(*(_fingerprint(key, terms) for key, terms in TERMS.items())),
            rulebook=rulebook(),
            preset=chosen,
            writer=_writer(),
        ),
        withdrawals=WithdrawalWriter(load_templates(), hub_url="https://hub.example", contact="bot@example.org"),
        clock=clock,
        one_at_a_time=nullcontext(),
    )


def _writer() -> PostWriter:
    return PostWriter(
        load_templates(),
        hub_url="https://hub.example",
        contact="bot@example.org",
        license_names=rulebook().license_names,
    )


def _fingerprint(key: SnapshotKey, terms: UpstreamTerms) -> Fingerprint:
    return Fingerprint(
        key=key,
        method="test/1",
        architecture=Architecture(),
        parameters=1,
        component_parameters=(),
        files=(),
        references=(),
        terms=terms,
    )
