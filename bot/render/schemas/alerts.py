# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Schemas of alerts: what webhooks get, and what `bot.render.alert_lists` tells of subscriptions and messages. Pure."""

from __future__ import annotations

from bot.model.alerts import LANGUAGES, OPTIONAL, Cadence, ChannelKind, MinState, ScopeKind, Stopped
from bot.model.cases import CaseState
from bot.model.deliveries import DeliveryKind, DeliveryState
from bot.model.findings import Confidence, Tier
from bot.model.happenings import HappeningKind
from bot.model.news import Weight
from bot.render.alert_documents import TYPES
from bot.render.schemas.case_files import CASE_NAME, MAYBE_MOMENT
from bot.render.schemas.forms import (
    COUNT,
    MAYBE_TEXT,
    MOMENT,
    TEXT,
    TRUE_OR_FALSE,
    DocumentSchema,
    Schema,
    document,
    keyed,
    many,
    one_of,
    or_null,
    said,
)

_NEWS: dict[str, Schema] = {
    "id": said(TEXT, "the same wherever this news is told; leave out what you have"),
    "event": one_of(HappeningKind),
    "at": MOMENT,
    "case": or_null(CASE_NAME),
    "repo": TEXT,
    "commit": MAYBE_TEXT,
    "upstreams": many(TEXT),
    "rules": many(TEXT),
    "licenses": many(TEXT),
    "state": or_null(one_of(CaseState), "where the case stands after it"),
    "is_public": said(TRUE_OR_FALSE, "whether everybody may know"),
    "tier": or_null(one_of(Tier)),
    "severity": one_of(Weight),
    "confidence": or_null(one_of(Confidence)),
    "confidence_basis": said(MAYBE_TEXT, "what the confidence rests on, in words"),
    "reply": said(MAYBE_TEXT, "what the owners said; show it with the news"),
    "credited": or_null(TRUE_OR_FALSE, "whether the repository names the upstream itself, where that is the news"),
    "detail": MAYBE_TEXT,
    "correction": or_null(COUNT, "number of the public correction, where we were wrong"),
    "closes": said(TRUE_OR_FALSE, "whether it follows an alert that you got"),
    "derived_uploads": keyed({"count": COUNT, "repos": said(many(TEXT), "some of them")}),
    "links": keyed({"case": MAYBE_TEXT, "thread": MAYBE_TEXT}),
}


def _data(kind: DeliveryKind, properties: dict[str, Schema], *, optional: tuple[str, ...] = ()) -> DocumentSchema:
    told = "an event of a case" if kind is DeliveryKind.ALERT else f"type {TYPES[kind]}"
    return document(kind.value, f"a webhook's data, {told}", properties, optional=optional)


ALERT = _data(DeliveryKind.ALERT, _NEWS)
DIGEST = _data(DeliveryKind.DIGEST, {"changes": COUNT, "alerts": many(ALERT.schema)})
CONFIRMATION = _data(
    DeliveryKind.CONFIRMATION,
    {"subscription": TEXT, "challenge": said(TEXT, "to be answered with; it is in no list of messages")},
    optional=("challenge",),
)
TEST = _data(DeliveryKind.TEST, {"subscription": TEXT})
STILL_WANTED = _data(DeliveryKind.STILL_WANTED, {"subscription": TEXT})
SENT: tuple[DocumentSchema, ...] = (ALERT, DIGEST, CONFIRMATION, TEST, STILL_WANTED)
"""One for each kind of message."""

_CHANNEL: dict[str, Schema] = {
    "id": TEXT,
    "kind": one_of(ChannelKind),
    "address": said(TEXT, "a mail address whole, of everything else the host alone"),
}
_SUBSCRIPTION = keyed(
    {
        "id": TEXT,
        "owner": TEXT,
        "scope": keyed({"kind": one_of(ScopeKind), "value": TEXT}),
        "cadence": one_of(Cadence),
        "min_state": one_of(MinState),
        "also": many({"enum": sorted(each.value for each in OPTIONAL)}),
        "language": {"enum": list(LANGUAGES)},
        "timezone": TEXT,
        "quiet_hours": said(MAYBE_TEXT, "such as 22:00-07:00"),
        "created_at": MOMENT,
        "expires_at": MAYBE_MOMENT,
        "paused_at": MAYBE_MOMENT,
        "channels": many(keyed({**_CHANNEL, "state": one_of(Stopped, "ready")})),
    }
)
_PAYLOAD = keyed(
    {
        "type": {"enum": [*(each.value for each in HappeningKind), *TYPES.values()]},
        "timestamp": MOMENT,
        "data": {"anyOf": [each.schema for each in SENT]},
    }
)
_ATTEMPT = keyed(
    {
        "number": said(COUNT, "from 1"),
        "started_at": MOMENT,
        "ended_at": MAYBE_MOMENT,
        "status": said(or_null(COUNT), "of HTTP or SMTP; null where nobody answered"),
        "response": MAYBE_TEXT,
    }
)
_DELIVERY = keyed(
    {
        "id": TEXT,
        "channel": keyed(_CHANNEL),
        "kind": one_of(DeliveryKind),
        "state": one_of(DeliveryState),
        "created_at": MOMENT,
        "not_before": MOMENT,
        "payload": said(_PAYLOAD, "what is sent, the same at every try, but for the word of a challenge"),
        "attempts": many(_ATTEMPT),
    }
)

ALERTS = document("alerts", "hubnotice alerts list --format json", {"subscriptions": many(_SUBSCRIPTION)})
DELIVERIES = document("deliveries", "hubnotice alerts deliveries --format json", {"deliveries": many(_DELIVERY)})
