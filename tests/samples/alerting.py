# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Everything about alerts over a real database, with a courier and a clock that do what they are told."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine

from bot.adapters.rulebook import load_templates
from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.conversations import SqlConversations
from bot.adapters.storage.deliveries import SqlDeliveries
from bot.adapters.storage.subscriptions import SqlSubscriptions
from bot.model.alerts import Cadence, ChannelKind, MinState, QuietHours, Scope, ScopeKind, Subscription
from bot.model.cases import Case, CaseState, Decider, Decision
from bot.model.components import Component
from bot.model.findings import Confidence, Finding, Severity, Tier
from bot.model.happenings import HappeningKind
from bot.model.repository import SnapshotKey
from bot.pipeline.alerting.bundling import Bundler
from bot.pipeline.alerting.confirming import Confirming
from bot.pipeline.alerting.dormant import Dormancy
from bot.pipeline.alerting.fan_out import FanOut
from bot.pipeline.alerting.matching import Finds
from bot.pipeline.alerting.sending import Sender
from bot.pipeline.alerting.subscribing import Subscribing
from bot.pipeline.alerting.telling import Telling
from bot.pipeline.alerting.turn import AlertTurn
from bot.pipeline.alerting.wishes import Wish
from bot.render.alerts import AlertWriter
from tests.fakes.clock import FakeClock
from tests.fakes.courier import FakeCourier

UPSTREAM = SnapshotKey("deepseek-ai/DeepSeek-V3", "e" * 40)
TEMPLATES = load_templates()


def finding(repo: str, *, tier: Tier = Tier.DECLARED, via: tuple[str, ...] = ()) -> Finding:
    return Finding(
        rule="license-text-missing",
        severity=Severity.OBLIGATION,
        confidence=Confidence.HIGH,
        tier=tier,
        subject=SnapshotKey(repo, "9" * 40),
        upstream=UPSTREAM,
        component=Component.TEXT_MODEL,
        message="The license text is missing",
        remedy="Add LICENSE.",
        via=tuple(SnapshotKey(each, "8" * 40) for each in via),
    )


class AlertWorld:
    """One process. Several of them may share a database, a clock and a courier."""

    def __init__(
        self,
        engine: Engine,
        *,
        clock: FakeClock | None = None,
        courier: FakeCourier | None = None,
        finds: Finds = lambda _query, _happening: False,
        name: str = "one",
    ) -> None:
        numbers = itertools.count(1)
        self.new_id: Callable[[], str] = lambda: f"{name}-{next(numbers)}"
        self.clock = clock or FakeClock()
        self.courier = courier or FakeCourier()
        self.casebook = SqlCasebook(engine)
        self.subscriptions = SqlSubscriptions(engine)
        self.deliveries = SqlDeliveries(engine)
        self.confirming = Confirming(subscriptions=self.subscriptions, clock=self.clock)
        self.subscribing = Subscribing(
            subscriptions=self.subscriptions,
            deliveries=self.deliveries,
            courier=self.courier,
            confirming=self.confirming,
            clock=self.clock,
            new_word=self.new_id,
        )
        self.sender = Sender(
            subscriptions=self.subscriptions,
            deliveries=self.deliveries,
            courier=self.courier,
            writer=AlertWriter(TEMPLATES),
            confirming=self.confirming,
            clock=self.clock,
            by=name,
            public_url="https://desk.example",
            chance=random.Random(7),
        )
        self.conversations = SqlConversations(engine)
        telling = Telling(
            casebook=self.casebook,
            public_url="https://desk.example",
            hub_url="https://hub.example",
            conversations=self.conversations,
        )
        self.turn = AlertTurn(
            fan_out=FanOut(subscriptions=self.subscriptions, deliveries=self.deliveries, clock=self.clock, finds=finds),
            bundler=Bundler(
                subscriptions=self.subscriptions,
                deliveries=self.deliveries,
                telling=telling,
                clock=self.clock,
                new_id=lambda: f"msg_{self.new_id()}",
            ),
            sender=self.sender,
            dormancy=Dormancy(
                subscriptions=self.subscriptions, deliveries=self.deliveries, clock=self.clock, new_id=self.new_id
            ),
        )

    def subscribe(
        self,
        *,
        to: Scope = Scope(ScopeKind.UPSTREAM, UPSTREAM.repo),  # noqa: B008 - a value that never changes
        by: ChannelKind = ChannelKind.SLACK,
        address: str = "https://hooks.slack.com/services/T/B/x",
        cadence: Cadence = Cadence.NOW,
        min_state: MinState = MinState.POSTED,
        also: frozenset[HappeningKind] = frozenset(),
        quiet_hours: QuietHours | None = None,
        timezone: str = "UTC",
        owner: str = "hf:ada",
        is_verified: bool = False,
        expires_at: datetime | None = None,
    ) -> Subscription:
        return self.subscribing.add(
            Wish(
                owner=owner,
                scope=to,
                channels=[(by, address)],
                cadence=cadence,
                min_state=min_state,
                also=also,
                quiet_hours=quiet_hours,
                timezone=timezone,
                is_verified=is_verified,
                expires_at=expires_at,
            )
        )

    def case(self, number: int = 1, repo: str = "", *, tier: Tier = Tier.DECLARED, via: tuple[str, ...] = ()) -> Case:
        """A case that was just proposed."""
        repo = repo or f"acme/model-{number}"
        now = self.clock.now()
        case = Case(
            number=number,
            repo=repo,
            state=CaseState.PROPOSED,
            subject=SnapshotKey(repo, "9" * 40),
            upstreams=(UPSTREAM.repo,),
            findings=(finding(repo, tier=tier, via=via),),
            opened_at=now,
            changed_at=now,
        )
        self.rule(case, decider=Decider.PRESET)
        return case

    def posted(self, number: int = 1, repo: str = "", *, via: tuple[str, ...] = ()) -> Case:
        """A case whose owners were just asked in public."""
        case = replace(self.case(number, repo, via=via), state=CaseState.POSTED, thread=7)
        self.rule(case)
        return case

    def move(self, case: Case, state: CaseState, *, reason: str = "", correction: int | None = None) -> Case:
        after = replace(case, state=state, changed_at=self.clock.now(), correction=correction)
        self.rule(after, reason=reason or "so ruled")
        return after

    def rule(self, case: Case, *, decider: Decider = Decider.PERSON, reason: str = "so ruled") -> None:
        decision = Decision(
            case=case.number, state=case.state, decider=decider, name="mk", reason=reason, at=self.clock.now()
        )
        self.casebook.decide(case, decision, None)

    def turns(self, seconds: float = 0.0) -> None:
        """Let time pass and take one turn."""
        self.clock.advance(seconds)
        self.turn.take()

    def told(self) -> list[str]:
        """The titles of all news that were carried."""
        return [each.title for each in self.courier.news()]
