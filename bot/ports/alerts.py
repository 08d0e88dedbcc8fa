# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Who asked to be told of what, what is on its way to them, and who carries it there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model.alerts import Channel, SigningKeys, Stopped, Subscription
from bot.model.deliveries import Alert, Attempt, Delivery, DeliveryKind, DeliveryState
from bot.model.happenings import Happening


class Subscriptions(Protocol):
    """Storage of what people asked for. Each method is one transaction, and raises OperatorError where the database cannot be used."""

    def add(self, subscription: Subscription) -> None:
        """Keep a new one with its channels."""

    def get(self, subscription_id: str) -> Subscription | None:
        """One of them, also where it was removed."""

    def of_channel(self, channel_id: str) -> Subscription | None:
        """The one that this channel belongs to."""

    def of_token(self, token: str) -> tuple[Subscription, Channel] | None:
        """What somebody who knows this word may unsubscribe from."""

    def of_address(self, channel: Channel) -> list[Subscription]:
        """All that go to the same address, those that were removed aside."""

    def owned(self, owner: str | None = None) -> list[Subscription]:
        """Those of one person or of all, oldest first, without those that were removed."""

    def change(self, subscription: Subscription) -> None:
        """Keep everything about it but its channels as it is now."""

    def stop_channel(self, channel_id: str, stopped: Stopped | None) -> None:
        """Use it no more, or with ``None`` use it again, with its bounces forgotten."""

    def set_keys(self, channel_id: str, keys: SigningKeys) -> None:
        """Sign with these from now on."""

    def bounced(self, channel_id: str, *, most: int) -> int:
        """Mail to it was sent back; how often in a row that was. With ``most`` it is stopped."""

    def seen(self, channel_id: str, at: datetime, *, is_sign: bool) -> None:
        """Something arrived: bounces are forgotten. Where that is a sign that it is read, half a year begins anew."""

    def asked(self, channel_id: str, at: datetime) -> None:
        """It was asked whether this is still wanted."""

    def idle(self, *, unseen_since: datetime, most: int) -> list[Channel]:
        """Channels that are used and where nobody gave a sign since then."""

    def put_confirmation(self, channel_id: str, digest: str, *, at: datetime, expires_at: datetime) -> None:
        """Keep the digest of a word that confirms this channel."""

    def confirmations_since(self, channel: Channel, moment: datetime) -> int:
        """How often this address was asked to confirm since then, for whichever subscription."""

    def unconfirmed(self, digest: str, at: datetime) -> Channel | None:
        """Which channel this word confirms; ``None`` where it does not, or not any more."""

    def confirm(self, digest: str, at: datetime) -> Channel | None:
        """Use the word: its channel is used from now on. ``None`` as above; the same word again changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a try, and what follows."""

    state: DeliveryState
    """`WAITING` where it is tried again."""
    not_before: datetime
    """When to try again, where it is; otherwise now."""


class Deliveries(Protocol):
    """The outbox of alerts, shared by every process on one database. Each method is one transaction.

    Every method raises OperatorError where the database cannot be used.
    """

    def unheard(self, most: int) -> list[Happening]:
        """What happened and nobody was given an alert for yet, oldest first."""

    def tell(self, happening: Happening, alerts: Sequence[Alert]) -> bool:
        """Keep these alerts for what happened, and go on to the next; ``False``, and nothing kept, where another process was first.

        An alert that is there already is left as it is. Where the happening closes its case:

        - alerts of the case that nobody can have got are cancelled; of a delivery that was not tried yet, or not with success, what
          else it carries waits again;
        - every channel that may have got one gets an alert for this, too, whatever its subscriber asked for since, unless they
          unsubscribed. It is due at once.
        """

    def channels_with_due(self, now: datetime) -> list[str]:
        """Channels for which something is due."""

    def due(self, channel_id: str, now: datetime) -> list[Alert]:
        """What is due for one channel, what happened first coming first."""

    def told_keys(self, channel_id: str, keys: Sequence[str]) -> set[str]:
        """Which of these keys this channel was told of before."""

    def sent_since(self, channel_id: str, moment: datetime, kind: DeliveryKind) -> list[datetime]:
        """When messages of this kind to this channel were made since then, oldest first."""

    def happenings(self, sequences: Sequence[int]) -> Mapping[int, Happening]:
        """Those that are there."""

    def carry(self, delivery: Delivery, alerts: Sequence[str]) -> bool:
        """Keep a message that takes these alerts along; ``False``, and nothing kept, where one of them does not wait any more."""

    def put(self, delivery: Delivery) -> None:
        """Keep a message that carries no alert."""

    def postpone(self, alerts: Sequence[str], until: datetime) -> None:
        """These are not due before then."""

    def drop(self, alerts: Sequence[str]) -> None:
        """These will not be told."""

    def claim(self, by: str, *, most: int, now: datetime, until: datetime, only: str | None = None) -> list[Delivery]:
        """Take messages that are due, or ``only`` one; nobody else is given them until then."""

    def begin(self, delivery: Delivery, by: str, at: datetime) -> Delivery | None:
        """A try begins, and is kept as begun: from now on its reader may have got it. ``None`` where it was cancelled, or the claim ended."""

    def record(self, attempt: Attempt, outcome: Outcome) -> None:
        """Keep what became of a try. A message that was cancelled meanwhile stays so; one that another claim took over does, too."""

    def cancel(self, delivery_id: str, at: datetime) -> None:
        """It is not sent any more; what it carries will not be told.

        Of what a try may have told already, it stays known that it did.
        """

    def get(self, delivery_id: str) -> Delivery | None:
        """One message."""

    def attempts(self, delivery_id: str) -> list[Attempt]:
        """Every try of it, oldest first."""

    def log(self, channels: Sequence[str], *, most: int, state: DeliveryState | None = None) -> list[Delivery]:
        """The newest messages to these channels."""

    def replay(self, delivery_id: str, at: datetime) -> bool:
        """Send it once more, with the same id; ``False`` where it is on its way anyway, was cancelled, or tells what was withdrawn since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One message as it is handed to whoever carries it."""

    id: str
    """The same at every try."""
    channel: Channel
    kind: DeliveryKind
    payload: str
    """JSON: what a webhook gets."""
    title: str
    """One line."""
    text: str
    """Paragraphs with empty lines in between, names as code spans, addresses on lines of their own."""
    html: str
    """The same as a page, for mail."""
    thread: str = ""
    """What the message is about, where several messages are about the same: ``C-17``."""
    unsubscribe_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the other side said, when it took a message."""

    status: int
    text: str = ""


class Courier(Protocol):
    """Carries messages to channels."""

    def check(self, channel: Channel) -> None:
        """Raises InputError where nothing can be sent to such an address, whoever asks. Sends nothing."""

    def carry(self, parcel: Parcel, *, at: datetime) -> Answer:
        """Hand it over. Raises `Undelivered`, or OperatorError where the settings for such channels are missing."""
