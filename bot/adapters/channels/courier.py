# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Carries messages to every kind of channel."""

from __future__ import annotations

from datetime import datetime

from bot.adapters.channels.chats import CHATS, body
from bot.adapters.channels.guard import Guard
from bot.adapters.channels.mail import Mailer, check_address
from bot.adapters.channels.posting import Poster
from bot.adapters.channels.signatures import signed_headers
from bot.model.alerts import Channel, ChannelKind
from bot.model.errors import SettingsError
from bot.ports.alerts import Answer, Parcel

_JSON = {"Content-Type": "application/json"}


class ChannelCourier:
    """Implements `bot.ports.alerts.Courier`. Without a ``mailer`` there is no mail."""

    def __init__(self, *, guard: Guard, poster: Poster, mailer: Mailer | None) -> None:
        self._guard = guard
        self._poster = poster
        self._mailer = mailer

    def check(self, channel: Channel) -> None:
        """Raises InputError where nothing can be sent to such an address, SettingsError where there is no mail from here."""
        if channel.kind is ChannelKind.EMAIL:
            check_address(channel.address)
            self._mail()
        elif channel.kind is ChannelKind.WEBHOOK:
            self._guard.check(channel.address)
        else:
            CHATS[channel.kind].check(channel.address, self._guard)

    def carry(self, parcel: Parcel, *, at: datetime) -> Answer:
        """Hand it over. Raises Undelivered, InputError for an address that is refused, SettingsError where there is no mail from here."""
        self.check(parcel.channel)
        if parcel.channel.kind is ChannelKind.EMAIL:
            return self._mail().carry(parcel, at)
        if parcel.channel.kind is ChannelKind.WEBHOOK:
            return self._signed(parcel, at)
        return self._poster.post(parcel.channel.address, body(CHATS[parcel.channel.kind], parcel), _JSON)

    def _signed(self, parcel: Parcel, at: datetime) -> Answer:
        content = parcel.payload.encode()
        keys = parcel.channel.keys.in_force(at) if parcel.channel.keys else ()
        headers = {**_JSON, **signed_headers(parcel.id, content, keys, at)}
        return self._poster.post(parcel.channel.address, content, headers)

    def _mail(self) -> Mailer:
        if self._mailer is None:
            raise SettingsError(
                "no mail can be sent: set HUBNOTICE_SMTP_URL, HUBNOTICE_MAIL_FROM and HUBNOTICE_PUBLIC_URL"
            )
        return self._mailer
