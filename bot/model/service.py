# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Programs that speak to the API in a person's name: their tokens, and what they asked for already."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.people import Permission

PREFIX = "hn_"
_SECRET = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}", re.ASCII)
_LONGEST_LABEL = 60
REPEATABLE = timedelta(hours=24)
"""For how long the answer to a request is kept, so that asking again is no second request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceToken:
    """What a program may do, and in whose name. The token itself is known to its holder alone."""

    id: str
    """Names it in lists; no secret."""
    digest: str
    """SHA-256 of the token in hexadecimal: enough, since a token has 256 bits that nobody can guess."""
    person: str
    """Decisions are signed with it, so a person's tokens never count as several people."""
    label: str
    """What it is for, in a person's words."""
    scopes: frozenset[Permission]
    created_at: datetime
    ends_at: datetime
    revoked_at: datetime | None = None

    def __post_init__(self) -> None:
        """A token without an end, a name or a purpose is one that nobody dares to take back."""
        if not self.person.partition(":")[2]:
            raise ValueError(f"expected hf:NAME or local:NAME, found {self.person!r}")
        if not self.label.strip() or len(self.label) > _LONGEST_LABEL or not self.label.isprintable():
            raise ValueError(f"label: expected 1 to {_LONGEST_LABEL} printable characters, found {self.label[:20]!r}")
        if not self.scopes:
            raise ValueError("expected at least one permission")
        if self.ends_at <= self.created_at:
            raise ValueError("expected an end after the beginning")

    def holds(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and now < self.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One request that may be sent again, and what came of it."""

    person: str
    key: str
    """As the program chose it, unique among the requests of this person."""
    request: str
    """Digest of what was asked for."""
    at: datetime
    status: int | None = None
    """``None`` as long as it is under way."""
    body: str = ""


def digest_of_token(token: str) -> str | None:
    """What is kept of a token; ``None`` for what cannot be one.

    >>> digest_of_token("hn_short") is None, len(digest_of_token("hn_" + "x" * 43) or "")
    (True, 64)
    """
    return hashlib.sha256(token.encode()).hexdigest() if _SECRET.fullmatch(token) else None
