# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A desk on which everything happened once, so that every page has something to show."""

from __future__ import annotations

from dataclasses import dataclass, replace

from playwright.sync_api import BrowserContext

from bot.localhub import samples
from bot.localhub.samples.texts import notice
from bot.localhub.samples.upstreams import DEEPSEEK_LICENSE
from bot.model.alerts import ChannelKind, Scope, ScopeKind
from bot.model.cases import Case
from bot.model.conversations import PlannedFix
from bot.model.people import Membership, Person
from bot.pipeline.alerting.wishes import Wish
from bot.pipeline.listening.commands import CommandKind
from bot.ports.progress import Silence
from bot.render.fixes import diff
from tests.browser.office import AUDITOR, FIRST, OWNER, Office, road

LONG = "lab-whose-name-is-rather-long/Example-AI-Instruct-JA-700B-2026-03-FP8-dynamic"
STATEMENT = "We trained this model ourselves, and a notice is on its way.\n\n- The text will be in `NOTICE`.\n- A pull request is welcome."
SHOWN = "said"
"""Whose case has everything: an answer, a statement, a fix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Furnished:
    """What stands where."""

    office: Office
    delivery: str
    confirm: str
    leave: str

    @property
    def case(self) -> Case:
        """The one that has everything."""
        return self.office.case(road(SHOWN))

    def everybody(self, context: BrowserContext) -> None:
        """Sign in somebody who may see all of it."""
        owners = [f"lab-{name}" for name in (SHOWN, "wrong", "mended", "disputed")]
        self.office.sign_in(context, AUDITOR, *owners, "deepseek-ai", LONG.partition("/")[0])


def furnish(office: Office) -> Furnished:
    """Let everything happen. Takes seconds."""
    office.upload([road(name) for name in (SHOWN, "wrong", "mended", "disputed", "waiting", "read")] + [LONG])
    for name in (SHOWN, "wrong", "mended", "disputed"):
        office.approve(road(name))
    office.let_time_pass()
    office.work()
    _answered(office)
    office.hub.repositories.commit(
        road("mended"), {"NOTICE": notice(samples.DEEPSEEK_V3, DEEPSEEK_LICENSE).encode()}, title="Add NOTICE"
    )
    wrong = office.case(road("wrong"))
    office.app.desk.withdraw(wrong.number, name=FIRST, reason="Its license was in a file that we did not read.")
    office.app.desk.switch_posting(on=True, name=AUDITOR, reason="looked into it")
    confirm, leave = _told(office)
    office.approve(road("waiting"))
    office.app.desk.approve(office.case(road("read")).number, name=FIRST, reason="read it, and it is as it says")
    deliveries = office.app.alerts.subscribing.deliveries(AUDITOR, most=10) if office.app.alerts else []
    return Furnished(
        office=office,
        delivery=deliveries[0].id,
        confirm=confirm,
        leave=leave,
    )


def _person(office: Office, owner: str) -> Person:
    return Person(
        name=OWNER,
        display_name="hana",
        roles=frozenset(),
        organisations=(Membership(organisation=owner, role="admin"),),
        checked_at=office.app.clock.now(),
    )


def _answered(office: Office) -> None:
    owners = office.app.owners(lambda _: None)
    said, disputed = office.case(road(SHOWN)), office.case(road("disputed"))
    owners.state(said.number, STATEMENT, person=_person(office, f"lab-{SHOWN}"))
    owners.say(
        disputed.number, CommandKind.DISPUTE, "The text is in our README.", person=_person(office, "lab-disputed")
    )
    thread = office.threads(road(SHOWN))[0].num
    office.hub.discussions.comment(
        road(SHOWN),
        thread,
        author=f"lab-{SHOWN}",
        body="Thank you, we look into it. <script>alert(1)</script> **ありがとう**",
    )
    office.work()
    fix = office.app.plan_fix(road(SHOWN), Silence())
    office.app.programs.conversations.plan(
        PlannedFix(
            case=said.number,
            revision=fix.report.subject.revision,
            diff=diff(fix.changes),
            remarks=fix.remarks,
            at=office.app.clock.now(),
        )
    )


def _told(office: Office) -> tuple[str, str]:
    """One address that agreed, and one that was asked; the ends of the links in their mail."""
    assert office.app.alerts is not None
    subscribing = office.app.alerts.subscribing
    wish = Wish(
        owner=AUDITOR,
        scope=Scope(kind=ScopeKind.UPSTREAM, value=samples.DEEPSEEK_V3),
        channels=((ChannelKind.EMAIL, "ann@example.org"),),
    )
    subscription = subscribing.add(wish)
    office.work()
    subscribing.confirm(office.link("/alerts/confirm/").rpartition("/")[2])
    subscribing.test(subscription.id, AUDITOR)
    office.work()
    leave = office.link("/unsubscribe/")
    subscribing.add(replace(wish, channels=((ChannelKind.EMAIL, "team@example.org"),)))
    office.work()
    return office.link("/alerts/confirm/"), leave
