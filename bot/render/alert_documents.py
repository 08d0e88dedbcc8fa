# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Messages as JSON, as webhooks get them, and read again from there. Keys may be added; those that are here stay."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from bot.model.cases import CaseState
from bot.model.deliveries import DeliveryKind
from bot.model.findings import Confidence, Tier
from bot.model.happenings import HappeningKind
from bot.model.news import Message, News, Weight
from bot.render.documents import Document

_Member = TypeVar("_Member", bound=Enum)
TYPES = {
    DeliveryKind.DIGEST: "digest",
    DeliveryKind.CONFIRMATION: "webhook.challenge",
    DeliveryKind.TEST: "webhook.test",
    DeliveryKind.STILL_WANTED: "webhook.still_wanted",
}
"""The ``type`` of every message but that of one piece of news, which is the event's own word."""
_BASES = {
    Tier.DECLARED: "the repository names the upstream itself",
    Tier.UNDECLARED: "measured on the files; the repository does not name the upstream",
    Tier.UNCLEAR: "unclear",
}


def payload(message: Message) -> str:
    """What is sent, and kept: the same at every try."""
    return json.dumps(message_document(message), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def message_document(message: Message) -> Document:
    """``type``, ``timestamp`` and ``data``, as the Standard Webhooks have it."""
    if message.kind is DeliveryKind.ALERT:
        (news,) = message.news
        return _enveloped(news.kind.value, message.at, news_document(news))
    data: Document = {"schema": f"hubnotice.{message.kind.value}/1"}
    if message.kind is DeliveryKind.DIGEST:
        data |= {"changes": len(message.news), "alerts": [news_document(each) for each in message.news]}
    else:
        data |= {"subscription": message.about}
    return _enveloped(TYPES[message.kind], message.at, data)


def news_document(news: News) -> Document:
    """``hubnotice.alert/1``."""
    return {
        "schema": "hubnotice.alert/1",
        "id": news.id,
        "event": news.kind.value,
        "at": news.at.isoformat(),
        "case": news.case or None,
        "repo": news.repo,
        "commit": news.revision or None,
        "upstreams": list(news.upstreams),
        "rules": list(news.rules),
        "licenses": list(news.licenses),
        "state": news.state.value if news.state else None,
        "is_public": news.is_public,
        "tier": news.tier.value if news.tier else None,
        "severity": news.weight.value,
        "confidence": news.confidence.value if news.confidence else None,
        "confidence_basis": _BASES[news.tier] if news.tier else None,
        "reply": news.reply or None,
        "credited": news.is_credited,
        "detail": news.detail or None,
        "correction": news.correction,
        "closes": news.closes,
        "derived_uploads": {"count": news.others, "repos": list(news.other_repos)},
        "links": {"case": news.case_url or None, "thread": news.thread_url or None},
    }


def message_from_payload(text: str, kind: DeliveryKind) -> Message:
    """The message again. Raises ValueError where this release did not write it, or writes it otherwise by now."""
    try:
        document = json.loads(text)
        data = document["data"]
        at = datetime.fromisoformat(document["timestamp"])
        if kind is DeliveryKind.ALERT:
            return Message(kind=kind, at=at, news=(_news(data),))
        if kind is DeliveryKind.DIGEST:
            return Message(kind=kind, at=at, news=tuple(_news(each) for each in data["alerts"]))
        return Message(kind=kind, at=at, about=str(data["subscription"]))
    except (KeyError, TypeError) as error:
        raise ValueError(f"expected a message of this release, found another: {error!r}") from error


def _enveloped(kind: str, at: datetime, data: Document) -> Document:
    return {"type": kind, "timestamp": at.isoformat(), "data": data}


def _news(data: Mapping[str, Any]) -> News:
    return News(
        id=data["id"],
        kind=HappeningKind(data["event"]),
        at=datetime.fromisoformat(data["at"]),
        repo=data["repo"],
        is_public=data["is_public"],
        weight=Weight(data["severity"]),
        closes=data["closes"],
        case=data["case"] or "",
        revision=data["commit"] or "",
        state=_member(CaseState, data["state"]),
        tier=_member(Tier, data["tier"]),
        confidence=_member(Confidence, data["confidence"]),
        upstreams=tuple(data["upstreams"]),
        rules=tuple(data["rules"]),
        licenses=tuple(data["licenses"]),
        detail=data["detail"] or "",
        reply=data["reply"] or "",
        is_credited=data["credited"],
        correction=data["correction"],
        others=data["derived_uploads"]["count"],
        other_repos=tuple(data["derived_uploads"]["repos"]),
        case_url=data["links"]["case"] or "",
        thread_url=data["links"]["thread"] or "",
    )


def _member(kind: type[_Member], word: str | None) -> _Member | None:
    return None if word is None else kind(word)
