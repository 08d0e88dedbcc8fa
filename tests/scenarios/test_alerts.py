# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From a case to a signed webhook and a mail, as the daemon's own schedule does it: the application as it is built, on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from standardwebhooks.webhooks import Webhook

from bot.bootstrap import Application, build
from bot.bootstrap.alerts import Alerts
from bot.model.alerts import ChannelKind, Scope, ScopeKind
from bot.model.cases import Case, CaseState, Decider, Decision
from bot.model.repository import SnapshotKey
from bot.pipeline.alerting.wishes import Wish
from bot.ports.work import FailedJob
from bot.settings import Secret, Settings
from tests.adapters.channels.test_mail import Post
from tests.samples.alerting import UPSTREAM, finding
from tests.services.ports import closed_port
from tests.services.receiver import Received, Receiver, Reply


class Idle:
    """An engine that is never asked for anything but polls."""

    is_running = True

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def poll(self, scheduled_at: datetime | None = None) -> None: ...

    def drain(self, timeout_seconds: float) -> bool:
        return timeout_seconds > 0

    def failed(self) -> list[FailedJob]:
        return []

    def repository(self, repo: str, revision: str | None) -> None: ...

    def discussions(self, repo: str) -> None: ...


class Inbox:
    """Repeats challenges, and says when as many alerts as are waited for have come."""

    def __init__(self) -> None:
        self.alerts: list[Received] = []
        self.came = threading.Semaphore(0)

    def answer(self, received: Received) -> Reply:
        document = json.loads(received.body)
        if document["type"] != "webhook.challenge":
            self.alerts.append(received)
            self.came.release()
            return 204, {}, b""
        return 200, {}, document["data"]["challenge"].encode()


@pytest.fixture
def post() -> Iterator[tuple[Post, int]]:
    handler = Post()
    controller = Controller(handler, hostname="127.0.0.1", port=closed_port())
    controller.start()
    yield handler, controller.port
    controller.stop()


def ruled(app: Application, case: Case, reason: str = "so ruled") -> None:
    now = app.clock.now()
    person = Decision(case=1, state=case.state, decider=Decider.PERSON, name="mk", reason=reason, at=now)
    app.casebook.decide(replace(case, changed_at=now), person, None)


def test_a_question_and_its_withdrawal_arrive_by_webhook_and_by_mail(tmp_path: Path, post: tuple[Post, int]) -> None:
    server, smtp_port = post
    inbox = Inbox()
    with Receiver(inbox.answer) as receiver:
        settings = Settings(
            database=str(tmp_path / "hubnotice.sqlite"),
            alert_targets_allowed=(f"127.0.0.1:{receiver.port}",),
            smtp_url=Secret(f"smtp://127.0.0.1:{smtp_port}"),
            mail_from="alerts@desk.example",
            public_url="https://desk.example",
        )
        app = build(settings, environment={}, offline=True)
        alerts = app.alerts
        assert alerts is not None
        key = subscribed(alerts, f"{receiver.url}/hook", server)
        schedule = app.schedule(Idle())
        schedule.start()
        try:
            now = app.clock.now()
            case = Case(
                number=app.casebook.next_case_number(),
                repo="acme/model",
                state=CaseState.POSTED,
                subject=SnapshotKey("acme/model", "9" * 40),
                upstreams=(UPSTREAM.repo,),
                findings=(finding("acme/model"),),
                opened_at=now,
                changed_at=now,
                thread=7,
            )
            ruled(app, case)
            assert inbox.came.acquire(timeout=120)
            withdrawn = replace(case, state=CaseState.WITHDRAWN, correction=1)
            ruled(app, withdrawn, reason="We compared norms.")
            assert inbox.came.acquire(timeout=120)
        finally:
            schedule.stop()
            app.close()
    asked, taken_back = (Webhook(key).verify(each.body, each.headers) for each in inbox.alerts)
    assert (asked["type"], taken_back["type"]) == ("finding.posted", "finding.withdrawn")
    assert taken_back["data"]["detail"] == "We compared norms."
    subjects = [str(mail["Subject"]) for mail in server.taken]
    assert subjects == [
        "Please confirm that you want alerts from hubnotice",
        "A question was asked about acme/model",
        "Withdrawn, our mistake: acme/model",
    ]
    assert server.taken[1]["References"] == server.taken[2]["References"]


def subscribed(alerts: Alerts, hook: str, server: Post) -> str:
    """A webhook and a mail address that both agreed; the key of the webhook."""
    scope = Scope(ScopeKind.UPSTREAM, UPSTREAM.repo)
    channels = [(ChannelKind.WEBHOOK, hook), (ChannelKind.EMAIL, "ada@example.org")]
    added = alerts.subscribing.add(Wish(owner="hf:ada", scope=scope, channels=channels))
    for delivery in alerts.subscribing.deliveries("hf:ada"):
        assert alerts.sender.send(delivery.id)
    mail = server.taken[-1].get_body(("plain",))
    assert mail is not None
    word = mail.get_content().partition("/alerts/confirm/")[2].split()[0]
    assert alerts.subscribing.confirm(word) is not None
    return added.channels[0].keys.current if added.channels[0].keys else ""
