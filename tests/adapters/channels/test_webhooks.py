# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Signed as the Standard Webhooks have it; judged by their own library."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from bot.adapters.channels.courier import ChannelCourier
from bot.adapters.channels.guard import Guard
from bot.adapters.channels.posting import Poster
from bot.adapters.channels.signatures import key_bytes, signature, signed_headers
from bot.model.alerts import Channel, ChannelKind, SigningKeys
from bot.model.deliveries import DeliveryKind
from bot.model.errors import InputError, SettingsError
from bot.ports.alerts import Parcel
from tests.services.receiver import Receiver

KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""Of the specification's own example, as are message, time and signature."""
OTHER = f"whsec_{base64.b64encode(bytes(range(32))).decode()}"


def parcel(address: str, keys: SigningKeys | None, *, kind: ChannelKind = ChannelKind.WEBHOOK) -> Parcel:
    channel = Channel(
        id="c",
        subscription="s",
        kind=kind,
        address=address,
        token="t",
        keys=keys,
        seen_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    payload = json.dumps({"type": "finding.posted", "data": {"repo": "acme/日本語"}}, ensure_ascii=False)
    return Parcel(
        id="msg_1", channel=channel, kind=DeliveryKind.ALERT, payload=payload, title="A", text="B\n", html="<p>B</p>"
    )


def test_the_example_of_the_specification_comes_out() -> None:
    found = signature("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}', KEY)
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("body", [b"", b"{}", '{"repo": "日本語"}'.encode(), b"a.b.c\n" * 1000])
def test_a_receiver_finds_the_signature_right(body: bytes) -> None:
    headers = signed_headers("msg_1", body, [KEY], datetime.now(UTC))
    Webhook(KEY).verify(body, dict(headers), json_parse=False)


def test_with_two_keys_a_receiver_with_either_finds_its_own() -> None:
    headers = dict(signed_headers("msg_1", b"{}", [OTHER, KEY], datetime.now(UTC)))
    for key in (KEY, OTHER):
        Webhook(key).verify(b"{}", headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(base64.b64encode(b"x" * 32).decode()).verify(b"{}", headers)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_what_is_older_than_five_minutes_is_refused_by_a_receiver(seconds: int) -> None:
    headers = dict(signed_headers("msg_1", b"{}", [KEY], datetime.now(UTC) + timedelta(seconds=seconds)))
    with pytest.raises(WebhookVerificationError, match=r"too (old|new)"):
        Webhook(KEY).verify(b"{}", headers)


@pytest.mark.parametrize("change", ["body", "id", "time"])
def test_what_was_changed_on_the_way_is_refused_by_a_receiver(change: str) -> None:
    headers = dict(signed_headers("msg_1", b"{}", [KEY], datetime.now(UTC)))
    body = b"{ }" if change == "body" else b"{}"
    if change == "id":
        headers["webhook-id"] = "msg_2"
    if change == "time":
        headers["webhook-timestamp"] = str(int(headers["webhook-timestamp"]) + 1)
    with pytest.raises(WebhookVerificationError):
        Webhook(KEY).verify(body, headers)


@pytest.mark.parametrize("key", ["", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!", "whsec_c2hvcnQ="])
def test_what_is_no_key_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(InputError) as caught:
        key_bytes(key)
    assert not key or key not in str(caught.value) or key == "whsec_"


def test_a_webhook_gets_the_payload_signed_with_the_time_of_each_try() -> None:
    with Receiver() as receiver:
        guard = Guard([f"127.0.0.1:{receiver.port}"])
        courier = ChannelCourier(guard=guard, poster=Poster(guard, user_agent="hubnotice/1"), mailer=None)
        sent = parcel(f"{receiver.url}/hook?a=b", SigningKeys(current=KEY))
        for age in (timedelta(0), timedelta(hours=1)):
            courier.carry(sent, at=datetime.now(UTC) - age)
    now, old = receiver.received
    assert now.path == "/hook?a=b"
    assert now.body == sent.payload.encode()
    assert (now.headers["content-type"], now.headers["user-agent"]) == ("application/json", "hubnotice/1")
    assert Webhook(KEY).verify(now.body, now.headers)["data"]["repo"] == "acme/日本語"
    assert now.headers["webhook-id"] == old.headers["webhook-id"] == "msg_1"
    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(KEY).verify(old.body, old.headers)


def test_without_a_relay_there_is_no_mail() -> None:
    guard = Guard()
    courier = ChannelCourier(guard=guard, poster=Poster(guard, user_agent="x"), mailer=None)
    with pytest.raises(SettingsError, match="HUBNOTICE_SMTP_URL"):
        courier.check(parcel("ada@example.org", None, kind=ChannelKind.EMAIL).channel)
