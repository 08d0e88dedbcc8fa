# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Chats get what they take, at their own addresses, and nobody is pinged."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.adapters.channels.chats import CHATS, body
from bot.adapters.channels.courier import ChannelCourier
from bot.adapters.channels.guard import Guard
from bot.adapters.channels.posting import Poster
from bot.model.alerts import ChannelKind
from bot.model.errors import InputError
from tests.adapters.channels.test_webhooks import parcel
from tests.services.receiver import Receiver

CHAT_KINDS = [each for each in ChannelKind if each.is_chat]
HOSTILE = "<!channel> <@U1> @everyone @here *bold* _it_ [link](https://evil.example) ~s~ `code @all` || & <b>"


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        (ChannelKind.SLACK, "https://hooks.slack.com/services/T0/B0/x"),
        (ChannelKind.DISCORD, "https://discord.com/api/webhooks/1/x"),
        (ChannelKind.DISCORD, "https://discordapp.com/api/webhooks/1/x"),
        (ChannelKind.TEAMS, "https://acme.webhook.office.com/webhookb2/x"),
        (ChannelKind.TEAMS, "https://prod-07.westeurope.logic.azure.com:443/workflows/x"),
        (ChannelKind.MATTERMOST, "https://chat.example.org/hooks/x"),
        (ChannelKind.MATTERMOST, "https://example.org/mattermost/hooks/x"),
    ],
)
def test_the_address_of_a_service_is_taken(kind: ChannelKind, url: str) -> None:
    CHATS[kind].check(url, Guard())


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        (ChannelKind.SLACK, "https://hooks.slack.com.evil.example/services/T0/B0/x"),
        (ChannelKind.SLACK, "https://evil-hooks.slack.com/services/T0/B0/x"),
        (ChannelKind.SLACK, "https://slack.com/services/T0/B0/x"),
        (ChannelKind.SLACK, "https://hooks.slack.com:8443/services/T0/B0/x"),
        (ChannelKind.SLACK, "https://hooks.slack.com/other/T0/B0/x"),
        (ChannelKind.SLACK, "http://hooks.slack.com/services/T0/B0/x"),
        (ChannelKind.DISCORD, "https://canary.discord.com/api/webhooks/1/x"),
        (ChannelKind.DISCORD, "https://discord.com/api/channels/1"),
        (ChannelKind.TEAMS, "https://webhook.office.com/x"),
        (ChannelKind.TEAMS, "https://evilwebhook.office.com/x"),
        (ChannelKind.TEAMS, "https://acme.webhook.office.com.evil.example/x"),
        (ChannelKind.MATTERMOST, "https://chat.example.org/api/v4/x"),
        (ChannelKind.MATTERMOST, "https://127.0.0.1/hooks/x"),
    ],
)
def test_any_other_address_is_refused(kind: ChannelKind, url: str) -> None:
    with pytest.raises(InputError):
        CHATS[kind].check(url, Guard())


@pytest.mark.parametrize("kind", CHAT_KINDS)
def test_a_chat_gets_a_message_it_can_show(kind: ChannelKind) -> None:
    with Receiver() as receiver:
        guard = Guard([f"127.0.0.1:{receiver.port}"])
        courier = ChannelCourier(guard=guard, poster=Poster(guard, user_agent="x"), mailer=None)
        sent = replace(parcel(f"{receiver.url}/hooks/x", None, kind=kind), title="A question", text="One.\n\nTwo.\n")
        courier.carry(sent, at=datetime.now(UTC))
    document = json.loads(receiver.received[0].body)
    text = json.dumps(document)
    assert "A question" in text
    assert "Two." in text


@pytest.mark.parametrize("kind", CHAT_KINDS)
def test_nobody_is_pinged_and_nothing_is_formatted(kind: ChannelKind) -> None:
    sent = replace(
        parcel("https://x.example", None, kind=kind), title=HOSTILE, text=f"{HOSTILE}\nhttps://desk.example/a_b\n"
    )
    document = json.loads(body(CHATS[kind], sent))
    text = json.dumps(document, ensure_ascii=False)
    for ping in ("@everyone", "@here", "@all", "<!channel>", "<@U1>"):
        assert ping not in text
    assert "https://desk.example/a_b" in text
    match kind:
        case ChannelKind.DISCORD:
            assert document["allowed_mentions"] == {"parse": []}
            assert "\\[link\\]" in document["content"]
        case ChannelKind.SLACK:
            assert "<" not in document["text"]
            assert "&lt;b&gt;" in document["text"]
        case ChannelKind.TEAMS:
            assert document["attachments"][0]["content"]["type"] == "AdaptiveCard"
            assert "entities" not in text


@pytest.mark.parametrize("kind", CHAT_KINDS)
def test_a_long_message_is_cut_and_says_so(kind: ChannelKind) -> None:
    sent = replace(parcel("https://x.example", None, kind=kind), text="word " * 20_000)
    content = body(CHATS[kind], sent).decode()
    assert len(content) < 16_000
    assert "…" in content
    if kind is ChannelKind.DISCORD:
        assert len(json.loads(content)["content"]) <= 2000
