# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""People who come to the desk: who they are, what they may do, and for how long we know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Role(Enum):
    """What somebody is to the desk. The stored words never change."""

    READER = "reader"
    """Everybody, signed in or not."""
    SUBSCRIBER = "subscriber"
    """Everybody who signed in."""
    OWNER = "owner"
    """Speaks for the repositories of an account or an organisation."""
    MAINTAINER = "maintainer"
    """The same person, where others build on these repositories."""
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"
    LEGAL = "legal"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Permission(Enum):
    """What a page asks for. Which role has it stands in `bot.policy.permissions`."""

    READ_PUBLIC = "read_public"
    """Pages of cases that are or were public, corrections, rules."""
    SUBSCRIBE = "subscribe"
    """Have alerts of one's own."""
    REPLY = "reply"
    """Reply, dispute, say what one prefers, ask for a pull request; for one's own repositories, see `Person.speaks_for`."""
    SEE_DERIVATIVES = "see_derivatives"
    """See who builds on one's own repositories, credited or not."""
    CONFIRM_PERMISSION = "confirm_permission"
    """Say that what a case asks about was allowed."""
    READ_CASES = "read_cases"
    """See cases in every state, also those that were never public."""
    COMMENT = "comment"
    """Write a note beside a case, assign it, put it off."""
    DECIDE = "decide"
    """Approve, ask for more evidence, say that it is not a finding."""
    PUBLISH = "publish"
    """Put a post into the outbox, take it out again."""
    WITHDRAW = "withdraw"
    """Take back in public what was wrong."""
    HOLD = "hold"
    """Keep a case from being posted until somebody looked at the obligations."""
    READ_LOG = "read_log"
    """Read everything that was ever ruled and written."""
    EXPORT = "export"
    """Take cases or the log away as files."""
    READ_STATUS = "read_status"
    """See how the daemon is doing: outbox, caps, breaker."""
    MANAGE_PEOPLE = "manage_people"
    CHANGE_CAPS = "change_caps"
    """Lower how much is written, or stop it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """An organisation that somebody belongs to."""

    organisation: str
    role: str
    """As the Hub says it: ``admin``, ``write``, ``contributor``, ``read``; empty where it did not say."""

    @property
    def may_commit(self) -> bool:
        """Whether its holder may change the organisation's repositories; not knowing is no."""
        return self.role in {"admin", "write", "contributor"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who signed in."""

    name: str
    """Where they are known and how they are called there: ``hf:ada`` or ``local:ada``. Decisions are signed with it."""
    display_name: str
    roles: frozenset[Role]
    organisations: tuple[Membership, ...] = ()
    checked_at: datetime
    """When their organisations were asked for."""

    def __post_init__(self) -> None:
        """A name without its place could be somebody else's."""
        place, _, account = self.name.partition(":")
        if place not in {"hf", "local"} or not account:
            raise ValueError(f"expected hf:NAME or local:NAME, found {self.name!r}")

    @property
    def account(self) -> str:
        """The name without the place where it is known."""
        return self.name.partition(":")[2]

    def speaks_for(self, owner: str) -> bool:
        """Whether they may change the repositories of this account or organisation. Names on the Hub do not differ by case.

        >>> from datetime import UTC
        >>> of_acme = Membership(organisation="Acme", role="write")
        >>> ada = Person(name="hf:ada", display_name="Ada", roles=frozenset(), organisations=(of_acme,), checked_at=datetime.now(UTC))
        >>> ada.speaks_for("acme"), ada.speaks_for("Ada"), ada.speaks_for("kita")
        (True, True, False)
        """
        wanted = owner.casefold()
        if self.name.startswith("hf:") and self.account.casefold() == wanted:
            return True
        return any(each.may_commit and each.organisation.casefold() == wanted for each in self.organisations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One sign-in of one person, from one browser."""

    person: Person
    """As they were when they signed in, without roles: these are looked up whenever somebody asks."""
    started_at: datetime
    seen_at: datetime
    """When it was used last, to a minute."""
    ends_at: datetime
    """Whatever happens in between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalAccount:
    """Somebody who signs in here with a password, where there is no Hub to sign in with."""

    account: str
    """In lower case; the person is called ``local:`` and this."""
    display_name: str
    password: str
    """What the password is checked against; it cannot be turned back."""
    created_at: datetime

    @property
    def name(self) -> str:
        """Of the person."""
        return f"local:{self.account}"
