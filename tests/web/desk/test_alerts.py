# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The page of one's own alerts, and where the links in messages lead."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bot.adapters.storage.engine import open_database
from bot.adapters.storage.schema import migrate
from bot.model.alerts import ChannelKind, Stopped
from bot.model.deliveries import DeliveryState
from bot.model.errors import Undelivered
from bot.model.people import Role
from tests.samples.alerting import AlertWorld
from tests.web.conftest import Answer, Web, form_token

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
WANTED = {
    "scope": "mine",
    "value": "acme",
    "channel": "slack",
    "address": "https://hooks.slack.com/services/T/B/x",
    "cadence": "daily",
    "language": "ja",
    "timezone": "Asia/Tokyo",
    "quiet_from": "22:00",
    "quiet_to": "07:00",
    "also": "license.changed",
}


class Desk:
    """The page over a world of alerts."""

    def __init__(self, web: Web, world: AlertWorld) -> None:
        self.web = web
        self.world = world

    def post(self, path: str, form: dict[str, str] | None = None) -> Answer:
        token, cookie = form_token(self.web, "/alerts")
        sent = urlencode({"form_token": token, **(form or {})}).encode()
        return self.web.ask(path, method="POST", body=sent, headers={**FORM, "Cookie": cookie})

    def agreed(self) -> str:
        """The word of leaving of a mail address that agreed."""
        subscription = self.world.subscribe(by=ChannelKind.EMAIL, address="ada@example.org")
        self.world.turns()
        self.world.subscribing.confirm(self.word())
        return subscription.channels[0].token

    def word(self) -> str:
        return self.world.courier.carried[-1].text.partition("/alerts/confirm/")[2].split()[0]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    engine = open_database(tmp_path / "hubnotice.sqlite")
    migrate(engine)
    world = AlertWorld(engine)
    web = Web(alerts=world.subscribing, clock=world.clock)
    with web.served():
        web.sign_in("hf:ada", Role.SUBSCRIBER, organisations={"acme": "write"})
        yield Desk(web, world)
    engine.dispose()


def test_what_is_asked_for_stands_on_the_page_and_takes_effect(desk: Desk) -> None:
    assert desk.post("/alerts/add", WANTED).status == 303
    (found,) = desk.world.subscribing.owned("hf:ada")
    assert (found.cadence.value, found.language, str(found.quiet_hours)) == ("daily", "ja", "22:00-07:00")
    assert found.is_verified(desk.world.clock.now()), "she was seen to speak for acme"
    page = desk.web.ask("/alerts").text
    assert "mine acme" in page
    assert "hooks.slack.com/…" in page
    assert "T/B/x" not in page, "whoever knows the address can write there"


def test_nobody_is_verified_for_somebody_else(desk: Desk) -> None:
    desk.post("/alerts/add", WANTED | {"value": "others"})
    (found,) = desk.world.subscribing.owned("hf:ada")
    assert not found.is_verified(desk.world.clock.now())
    refused = desk.post("/alerts/add", WANTED | {"value": "others", "proposed": "1"})
    assert refused.status == 400
    assert "speak for a side" in refused.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "https://127.0.0.1/x", "channel": "nonsense"},
        {"address": ""},
        {"scope": "nonsense"},
        {"value": ""},
        {"value": "<script>alert(1)</script>/x"},
        {"timezone": "Mars/Olympus"},
        {"quiet_to": "22:00"},
        {"also": "finding.posted"},
        {"language": "tlh"},
    ],
)
def test_what_makes_no_sense_is_said_above_the_form_that_keeps_what_was_written(
    desk: Desk, wrong: dict[str, str]
) -> None:
    answer = desk.post("/alerts/add", WANTED | wrong)
    assert answer.status == 400
    assert 'role="alert"' in answer.text
    assert "<script>alert" not in answer.text
    assert desk.world.subscribing.owned(None) == []


def test_a_test_a_pause_and_an_end_are_one_button_each(desk: Desk) -> None:
    desk.post("/alerts/add", WANTED)
    (found,) = desk.world.subscribing.owned("hf:ada")
    assert desk.post(f"/alerts/{found.id}/test").status == 303
    desk.world.turns()
    assert [each.kind.value for each in desk.world.courier.carried] == ["test"]
    desk.post(f"/alerts/{found.id}/pause")
    assert desk.world.subscribing.get(found.id, None).paused_at is not None
    assert "paused" in desk.web.ask("/alerts").text
    desk.post(f"/alerts/{found.id}/resume")
    assert desk.world.subscribing.get(found.id, None).paused_at is None
    desk.post(f"/alerts/{found.id}/remove")
    assert desk.world.subscribing.owned(None) == []


def test_a_message_shows_what_was_sent_and_answered_and_can_be_sent_again(desk: Desk) -> None:
    desk.world.subscribe()
    desk.world.posted(1, "acme/<b>bold</b>")
    desk.world.courier.fails.append(Undelivered("answered 410: <i>gone</i>", status=410, is_gone=True))
    desk.world.turns()
    (dead,) = desk.world.subscribing.deliveries("hf:ada")
    page = desk.web.ask(f"/alerts/deliveries/{dead.id}").text
    assert "answered 410: &lt;i&gt;gone&lt;/i&gt;" in page
    assert "<b>bold" not in page
    assert "finding.posted" in html.unescape(page)
    desk.world.subscriptions.stop_channel(dead.channel, None)
    assert desk.post(f"/alerts/deliveries/{dead.id}/replay").status == 303
    desk.world.turns()
    (sent,) = desk.world.subscribing.deliveries("hf:ada")
    assert sent.state is DeliveryState.DELIVERED


def test_the_key_of_a_webhook_is_shown_to_its_owner_when_asked_for(desk: Desk) -> None:
    found = desk.world.subscribe(by=ChannelKind.WEBHOOK, address="https://hook.example/x")
    channel = found.channels[0]
    assert channel.keys is not None
    assert channel.keys.current not in desk.web.ask("/alerts").text
    assert channel.keys.current in html.unescape(desk.post(f"/alerts/channels/{channel.id}/key").text)
    rotated = html.unescape(desk.post(f"/alerts/channels/{channel.id}/rotate").text)
    assert re.search(r"whsec_[A-Za-z0-9+/=]{40,}", rotated)
    assert channel.keys.current not in rotated


def test_everybody_sees_and_changes_their_own_alone(desk: Desk) -> None:
    found = desk.world.subscribe(by=ChannelKind.WEBHOOK, address="https://hook.example/x")
    (delivery,) = desk.world.subscribing.deliveries(None)
    desk.web.sign_in("hf:mallory", Role.SUBSCRIBER)
    assert "hook.example" not in desk.web.ask("/alerts").text
    assert desk.web.ask(f"/alerts/deliveries/{delivery.id}").status == 404
    for path in (
        f"/alerts/{found.id}/test",
        f"/alerts/{found.id}/remove",
        f"/alerts/{found.id}/pause",
        f"/alerts/channels/{found.channels[0].id}/key",
        f"/alerts/channels/{found.channels[0].id}/rotate",
        f"/alerts/deliveries/{delivery.id}/replay",
    ):
        assert desk.post(path).status == 404, path
    assert desk.world.subscribing.get(found.id, None) == found


def test_a_confirmation_takes_a_button_and_looking_changes_nothing(desk: Desk) -> None:
    found = desk.world.subscribe(by=ChannelKind.EMAIL, address="ada@example.org")
    desk.world.turns()
    path = f"/alerts/confirm/{desk.word()}"
    desk.web.cookie = ""
    for _ in range(2):
        assert desk.web.ask(path).status == 200
    assert desk.world.subscribing.get(found.id, None).channels[0].stopped is Stopped.UNCONFIRMED
    assert desk.web.ask(path, method="POST", body=b"", headers=FORM).status == 403, "not without our form"
    token, cookie = form_token(desk.web, path)
    sent = urlencode({"form_token": token}).encode()
    assert desk.web.ask(path, method="POST", body=sent, headers={**FORM, "Cookie": cookie}).status == 200
    assert desk.world.subscribing.get(found.id, None).channels[0].stopped is None
    assert desk.web.ask("/alerts/confirm/nonsense").status == 404


def test_looking_at_the_link_to_leave_changes_nothing_however_often(desk: Desk) -> None:
    word = desk.agreed()
    desk.web.cookie = ""
    for query in ("", "?all=1"):
        page = desk.web.ask(f"/unsubscribe/{word}{query}")
        assert page.status == 200
        assert "Nothing is changed before you press a button." in page.text
    assert desk.web.ask(f"/unsubscribe/{word}", method="HEAD").status in {200, 405}
    assert len(desk.world.subscribing.owned(None)) == 1


@pytest.mark.parametrize(("query", "left"), [("", 1), ("?all=1", 0)])
def test_one_click_leaves_without_a_session_a_cookie_or_a_token(desk: Desk, query: str, left: int) -> None:
    word = desk.agreed()
    desk.world.subscribe(by=ChannelKind.EMAIL, address="ada@example.org", owner="hf:ada")
    desk.web.cookie = ""
    body = b"List-Unsubscribe=One-Click"
    headers = {**FORM, "Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
    for _ in range(2):
        answer = desk.web.ask(f"/unsubscribe/{word}{query}", method="POST", body=body, headers=headers)
        assert answer.status == 200
    assert len(desk.world.subscribing.owned(None)) == left


def test_a_link_that_is_not_whole_changes_nothing(desk: Desk) -> None:
    desk.agreed()
    for word in ("nonsense", "x" * 500, "%00", "a/b"):
        for method in ("GET", "POST"):
            assert desk.web.ask(f"/unsubscribe/{word}", method=method, body=b"", headers=FORM).status in {404, 400}
    assert len(desk.world.subscribing.owned(None)) == 1
