# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What somebody asked to be told of, how and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from enum import Enum
from zoneinfo import ZoneInfo

from bot.model.happenings import HappeningKind

LANGUAGES = ("en", "ja", "ko", "zh")
"""Those that alerts are written in."""
_LONGEST_VALUE = 500


class ScopeKind(Enum):
    """What a subscription is about. The stored words never change."""

    UPSTREAM = "upstream"
    """One upstream repository, as ``owner/name``."""
    UPSTREAM_OWNER = "upstream-owner"
    """Everything that builds on the repositories of one organisation or person."""
    MINE = "mine"
    """The subscriber's own repositories: of the organisation or person that is named."""
    LICENSE = "license"
    """Upstreams under a license: an SPDX identifier, or a pattern such as ``CC-BY-NC-*``."""
    RULE = "rule"
    """Findings of one rule."""
    USED_OWNER = "used-owner"
    """Repositories of an organisation whose models the subscriber uses."""
    FILTER = "filter"
    """Cases that a saved search of the desk finds."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which happenings a subscription is about."""

    kind: ScopeKind
    value: str

    def __post_init__(self) -> None:
        """Refuse what could match nothing, or could not be printed."""
        if not self.value.strip() or len(self.value) > _LONGEST_VALUE or not self.value.isprintable():
            raise ValueError(f"{self.kind.value}: expected 1 to {_LONGEST_VALUE} printable characters")
        if self.kind is ScopeKind.UPSTREAM and self.value.count("/") != 1:
            raise ValueError(f"{self.kind.value}: expected owner/name, found {self.value[:80]!r}")
        if self.kind in {ScopeKind.UPSTREAM_OWNER, ScopeKind.MINE, ScopeKind.USED_OWNER} and "/" in self.value:
            raise ValueError(f"{self.kind.value}: expected the name of an owner, found {self.value[:80]!r}")

    def __str__(self) -> str:
        return f"{self.kind.value} {self.value}"


class ChannelKind(Enum):
    """How somebody is reached. The stored words never change."""

    EMAIL = "email"
    WEBHOOK = "webhook"
    SLACK = "slack"
    DISCORD = "discord"
    TEAMS = "teams"
    MATTERMOST = "mattermost"

    @property
    def is_chat(self) -> bool:
        """Whether it is an incoming webhook of a chat, whose address is all that it takes to write there."""
        return self not in {ChannelKind.EMAIL, ChannelKind.WEBHOOK}


class Cadence(Enum):
    """How often somebody wants to hear. The stored words never change."""

    NOW = "now"
    HOURLY = "hourly"
    DAILY = "daily"
    """At nine in the morning, where the subscriber is."""
    WEEKLY = "weekly"
    """On Mondays at nine."""


class MinState(Enum):
    """From which state on somebody is told of a case."""

    PROPOSED = "proposed"
    """Before anything is public: only those who speak for a side, and were seen to."""
    POSTED = "posted"


class Stopped(Enum):
    """Why a channel is not used. The stored words never change."""

    UNCONFIRMED = "unconfirmed"
    """Nobody has said yet that this address wants to hear from us."""
    GONE = "gone"
    """The other side answered that there is nothing any more (410)."""
    BOUNCED = "bounced"
    """Mail was sent back several times in a row."""
    DORMANT = "dormant"
    """Nobody gave a sign for half a year, nor when asked."""
    UNSUBSCRIBED = "unsubscribed"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From when to when somebody does not want to be disturbed, by the clock on their wall; over midnight where it ends earlier."""

    start: time
    end: time

    def __post_init__(self) -> None:
        """A day without an hour to tell anything in would hold everything back for ever."""
        if self.start == self.end:
            raise ValueError("quiet hours: expected two different times")

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    def holds(self, at: time) -> bool:
        """Whether this time of day is quiet."""
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeys:
    """What a webhook's messages are signed with, as receivers write it down (``whsec_…``)."""

    current: str
    previous: str = ""
    """Signs, too, until then: whoever receives has time to change over."""
    previous_until: datetime | None = None

    def in_force(self, at: datetime) -> tuple[str, ...]:
        """The keys that sign at this moment, the newest first."""
        if self.previous and self.previous_until is not None and at < self.previous_until:
            return (self.current, self.previous)
        return (self.current,)

    def __repr__(self) -> str:
        return "SigningKeys(***)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way to reach a subscriber."""

    id: str
    subscription: str
    kind: ChannelKind
    address: str
    """A mail address, or the address of a webhook: whoever knows that of a chat can write there, so it is shown in part only."""
    token: str
    """Whoever knows it may unsubscribe."""
    keys: SigningKeys | None = None
    """Of webhooks alone."""
    stopped: Stopped | None = None
    bounces: int = 0
    """In a row."""
    seen_at: datetime
    """When somebody last gave a sign that this is read: confirmed, tested, or a receiver that answered."""
    asked_at: datetime | None = None
    """When it was asked whether this is still wanted, and nobody answered since."""

    @property
    def shown(self) -> str:
        """The address as it may stand on a page.

        A mail address whole, of everything else the host alone.
        """
        if self.kind is ChannelKind.EMAIL:
            return self.address
        return f"{self.address.split('//', 1)[-1].split('/', 1)[0].rpartition('@')[2]}/…"

    @property
    def is_usable(self) -> bool:
        """Whether alerts may be sent to it."""
        return self.stopped is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What one person asked for. Nobody can make the bot write anywhere else with it."""

    id: str
    owner: str
    """Whose it is: a person's name such as ``hf:ada``."""
    scope: Scope
    channels: tuple[Channel, ...]
    created_at: datetime
    cadence: Cadence = Cadence.NOW
    min_state: MinState = MinState.POSTED
    also: frozenset[HappeningKind] = frozenset()
    """What else to tell beside the course of cases, of `OPTIONAL`."""
    language: str = "en"
    timezone: str = "UTC"
    quiet_hours: QuietHours | None = None
    verified_until: datetime | None = None
    """Until when it counts as checked that the subscriber speaks for whom the scope names; ``None`` where nobody checked."""
    expires_at: datetime | None = None
    paused_at: datetime | None = None
    removed_at: datetime | None = None

    def __post_init__(self) -> None:
        """A value that exists can be worked with: the zone is one that is known, the language one that we write."""
        if self.language not in LANGUAGES:
            raise ValueError(f"language: expected one of {', '.join(LANGUAGES)}, found {self.language[:20]!r}")
        if self.min_state is MinState.PROPOSED and self.scope.kind not in PRIVATE_SCOPES:
            kinds = ", ".join(sorted(each.value for each in PRIVATE_SCOPES))
            raise ValueError(f"what is not public yet is only told about {kinds}, found {self.scope.kind.value}")
        if not self.also <= OPTIONAL:
            raise ValueError(f"also: expected some of {', '.join(sorted(each.value for each in OPTIONAL))}")
        zone_of(self.timezone)

    def is_active(self, at: datetime) -> bool:
        """Whether it brings new alerts at this moment."""
        is_over = self.expires_at is not None and self.expires_at <= at
        return self.paused_at is None and self.removed_at is None and not is_over

    def is_verified(self, at: datetime) -> bool:
        """Whether the subscriber was seen to speak for whom the scope names, and lately."""
        return self.verified_until is not None and at < self.verified_until


OPTIONAL = frozenset(
    {
        HappeningKind.LICENSE_CHANGED,
        HappeningKind.NOTICE_ADDED,
        HappeningKind.NOTICE_REMOVED,
        HappeningKind.DERIVATIVE_APPEARED,
        HappeningKind.COVERAGE_LOST,
    }
)
"""What nobody is told of who did not ask for it by name."""

PRIVATE_SCOPES = frozenset({ScopeKind.UPSTREAM, ScopeKind.UPSTREAM_OWNER, ScopeKind.MINE})
"""Those of which something can be told before it is public."""


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name. Raises ValueError where there is none of that name.

    >>> zone_of("Asia/Tokyo").key
    'Asia/Tokyo'
    """
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(f"timezone: expected a name such as Europe/Berlin, found {name[:40]!r}") from error
