# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What incoming webhooks of chats take, each in its own form: other people's words ping nobody and format nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlsplit

from bot.adapters.channels.guard import Guard
from bot.model.alerts import ChannelKind
from bot.model.errors import InputError
from bot.ports.alerts import Parcel

Json: TypeAlias = dict[str, object]

_CODE = re.compile(r"`([^`\n]+)`")
_STAR = "\u2217"
"""Looks like an asterisk, and makes nothing bold."""
_WORD_JOINER = "\u2060"
"""Invisible, and enough to keep a name from being taken for a mention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """One service: where its webhooks lie, and what they take."""

    hosts: tuple[str, ...]
    """Exactly these; none where everybody runs a server of their own."""
    suffixes: tuple[str, ...] = ()
    """Or names below these, where each customer has one."""
    path: str
    """What stands in every address, at the beginning where the service is the same for all."""
    longest: int
    """Characters of a text."""
    document: Callable[[Parcel, int], Json]

    def check(self, url: str, guard: Guard) -> None:
        """Raises InputError where the address is of no such webhook."""
        guard.check(url)
        if guard.is_allowed_host(url):
            return
        parts = urlsplit(url)
        host = (parts.hostname or "").casefold()
        is_theirs = host in self.hosts or any(host.endswith(f".{each}") for each in self.suffixes)
        if (self.hosts or self.suffixes) and not is_theirs:
            known = ", ".join((*self.hosts, *(f"….{each}" for each in self.suffixes)))
            raise InputError(f"expected an address at {known}, found {host[:100]}")
        if parts.port not in {None, 443} and (self.hosts or self.suffixes):
            raise InputError("expected the address as the service shows it, without a port")
        if self.path not in parts.path or (self.hosts and not parts.path.startswith(self.path)):
            raise InputError(f"expected a path with {self.path}, as the service shows it")


def body(chat: Chat, parcel: Parcel) -> bytes:
    """The message as the service takes it."""
    return json.dumps(chat.document(parcel, chat.longest), ensure_ascii=False).encode()


def _slack(parcel: Parcel, longest: int) -> Json:
    # Escaped as Slack asks (docs.slack.dev, "Formatting message text"); without `parse` and `link_names` no name is looked for.
    text = f"*{_for_slack(parcel.title)}*\n{_for_slack(parcel.text)}"
    return {"text": _cut(text, longest), "unfurl_links": False, "unfurl_media": False}


def _discord(parcel: Parcel, longest: int) -> Json:
    text = f"**{_escaped(parcel.title)}**\n{_with_code(parcel.text, _escaped)}"
    # Whatever the text says, nobody is pinged; 4 keeps links from being shown as pictures.
    return {"content": _cut(text, longest), "allowed_mentions": {"parse": []}, "flags": 4}


def _mattermost(parcel: Parcel, longest: int) -> Json:
    text = f"**{_escaped(parcel.title)}**\n{_with_code(parcel.text, _escaped)}"
    return {"text": _cut(text, longest)}


def _teams(parcel: Parcel, longest: int) -> Json:
    blocks = [_block(_escaped(parcel.title), weight="Bolder")]
    blocks += [_block(_escaped(each)) for each in _cut(parcel.text, longest).split("\n\n")]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
    }
    return {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}],
    }


def _block(text: str, **more: object) -> Json:
    return {"type": "TextBlock", "text": text.replace("\n", "\n\n"), "wrap": True, **more}


def _for_slack(text: str) -> str:
    return _unmentioned(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("*", _STAR)


def _escaped(text: str) -> str:
    """Markdown of either service as it is written; addresses stay, since they are ours."""
    lines = [line if _is_address(line) else re.sub(r"([\\*_~|\[\]<>#])", r"\\\1", line) for line in text.split("\n")]
    return _unmentioned("\n".join(lines))


def _with_code(text: str, escaped: Callable[[str], str]) -> str:
    """Names stay code spans, in which nothing is formatted."""
    pieces = _CODE.split(text)
    return "".join(f"`{_unmentioned(each)}`" if place % 2 else escaped(each) for place, each in enumerate(pieces))


def _unmentioned(text: str) -> str:
    return text.replace("@", f"@{_WORD_JOINER}")


def _is_address(line: str) -> bool:
    return re.fullmatch(r"https?://\S+", line) is not None


def _cut(text: str, longest: int) -> str:
    note = "\n[…]"
    return text if len(text) <= longest else text[: longest - len(note)].rstrip() + note


CHATS: Mapping[ChannelKind, Chat] = {
    ChannelKind.SLACK: Chat(hosts=("hooks.slack.com",), path="/services/", longest=12_000, document=_slack),
    ChannelKind.DISCORD: Chat(
        hosts=("discord.com", "discordapp.com"), path="/api/webhooks/", longest=2000, document=_discord
    ),
    ChannelKind.TEAMS: Chat(
        hosts=(),
        suffixes=("webhook.office.com", "logic.azure.com", "api.powerplatform.com"),
        path="/",
        longest=12_000,
        document=_teams,
    ),
    ChannelKind.MATTERMOST: Chat(hosts=(), path="/hooks/", longest=12_000, document=_mattermost),
}
"""Every chat that is written to."""
