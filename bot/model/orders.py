# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Standing orders: what holds for many cases until somebody says otherwise, such as that nothing is posted any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

POSTING = "posting"
"""The scope of the order whether posts are written at all."""
_OWNER = "owner:"
_CONTACT = "contact:"


class Word(Enum):
    """What an order says. The stored words never change."""

    ON = "on"
    ASK = "ask"
    """Owners want a person of ours to ask them first, by other means."""
    OFF = "off"
    """A person stopped it."""
    TRIPPED = "tripped"
    """The breaker stopped it; a person looks and switches it on again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOrder:
    """One order as it was given; the newest of a scope holds, and none is ever removed."""

    scope: str
    word: Word
    name: str
    """Who gave it: a person, or the program's part that did."""
    reason: str
    at: datetime

    @property
    def is_off(self) -> bool:
        """Whether it keeps us from writing."""
        return self.word in {Word.OFF, Word.TRIPPED}


def owner_scope(owner: str) -> str:
    """The scope of everything that belongs to one account or organisation.

    >>> owner_scope("Example-Lab")
    'owner:example-lab'
    """
    return f"{_OWNER}{owner.casefold()}"


def contact_scope(owner: str) -> str:
    """The scope under which the log says that owners changed how they want to be spoken to."""
    return f"{_CONTACT}{owner.casefold()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedThread:
    """A thread that we opened: what the caps count."""

    case: int
    repo: str
    at: datetime
