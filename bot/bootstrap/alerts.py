# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Alerts, put together: storage, channels and what runs between them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from bot.adapters.channels.courier import ChannelCourier
from bot.adapters.channels.guard import Guard
from bot.adapters.channels.mail import Mailer, MailSettings
from bot.adapters.channels.posting import Poster
from bot.adapters.rulebook import load_templates
from bot.bootstrap.release import version
from bot.bootstrap.storage import Storage
from bot.model.errors import InputError
from bot.model.happenings import Happening
from bot.model.questions import CaseFilter
from bot.pipeline.alerting.bundling import Bundler
from bot.pipeline.alerting.confirming import Confirming
from bot.pipeline.alerting.dormant import Dormancy
from bot.pipeline.alerting.fan_out import FanOut
from bot.pipeline.alerting.matching import Finds
from bot.pipeline.alerting.sending import Sender
from bot.pipeline.alerting.subscribing import Subscribing
from bot.pipeline.alerting.telling import Telling
from bot.pipeline.alerting.turn import AlertTurn
from bot.ports.clock import Clock
from bot.ports.questions import Questions
from bot.render.alerts import AlertWriter
from bot.settings import Settings

_BESIDE = 4
"""Messages on their way at a time: a receiver that hangs holds up three others at most, for fifteen seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """What people and schedules ask for."""

    subscribing: Subscribing
    turn: AlertTurn
    sender: Sender


def alerts(settings: Settings, storage: Storage, clock: Clock, questions: Questions | None = None) -> Alerts:
    """Everything about alerts. Raises RulesError where templates cannot be read."""
    guard = Guard(settings.alert_targets_allowed)
    contact = f" ({settings.contact})" if settings.contact else ""
    poster = Poster(guard, user_agent=f"hubnotice/{version()}{contact}")
    courier = ChannelCourier(guard=guard, poster=poster, mailer=_mailer(settings))
    subscriptions, deliveries = storage.subscriptions, storage.deliveries
    confirming = Confirming(subscriptions=subscriptions, clock=clock)
    sender = Sender(
        subscriptions=subscriptions,
        deliveries=deliveries,
        courier=courier,
        writer=AlertWriter(load_templates(settings.templates_folder)),
        confirming=confirming,
        clock=clock,
        by=f"{settings.executor or 'hubnotice'}:{secrets.token_hex(8)}",
        public_url=settings.public_url,
        beside=_BESIDE,
    )
    telling = Telling(
        casebook=storage.casebook,
        public_url=settings.public_url,
        hub_url=settings.hub_url,
        conversations=storage.conversations,
    )
    return Alerts(
        subscribing=Subscribing(
            subscriptions=subscriptions, deliveries=deliveries, courier=courier, confirming=confirming, clock=clock
        ),
        turn=AlertTurn(
            fan_out=FanOut(subscriptions=subscriptions, deliveries=deliveries, clock=clock, finds=_finds(questions)),
            bundler=Bundler(
                subscriptions=subscriptions, deliveries=deliveries, telling=telling, clock=clock, new_id=_new_id
            ),
            sender=sender,
            dormancy=Dormancy(subscriptions=subscriptions, deliveries=deliveries, clock=clock, new_id=_new_name),
        ),
        sender=sender,
    )


def _mailer(settings: Settings) -> Mailer | None:
    if settings.smtp_url is None or not settings.public_url:
        return None
    return Mailer(
        MailSettings(url=settings.smtp_url.reveal(), sender=settings.mail_from, public_url=settings.public_url)
    )


def _finds(questions: Questions | None) -> Finds:
    """A saved search is asked as the public would ask it; its words are looked for here, since the number takes their place."""

    def finds(query: str, happening: Happening) -> bool:
        if questions is None:
            return False
        try:
            wanted = CaseFilter.from_query(parse_qsl(query))
        except InputError:
            return False
        words = wanted.words.casefold().split()
        names = " ".join((happening.repo, *happening.upstreams)).casefold()
        if not all(word in names for word in words):
            return False
        found = questions.cases(replace(wanted.public(), words=f"C-{happening.case}"), most=1)
        return bool(found.rows)

    return finds


def _new_id() -> str:
    return f"msg_{_new_name()}"


def _new_name() -> str:
    return secrets.token_hex(18)
