# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What auditors look at: who read what is not public, and whether the log is as it was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

_LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Somebody looked at something that not everybody may see."""

    name: str
    """Of the person."""
    place: str
    """The path of the address, with what was asked for."""
    origin: str
    """The network address that the request came from; empty where that is not known."""
    at: datetime

    @classmethod
    def of(cls, *, name: str, place: str, origin: str, at: datetime) -> Read:
        """As it is kept: every part on one line, and not longer than anybody needs."""
        return cls(name=_kept(name), place=_kept(place), origin=_kept(origin), at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEntry:
    """A line of the log of reads."""

    sequence: int
    read: Read
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """Some lines of it, the newest first."""

    entries: tuple[ReadEntry, ...]
    next: int | None = None
    """The number before which to go on; ``None`` at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCheck:
    """How far one log was checked, a stretch at a time, round after round."""

    log: str
    """Its table: ``decisions``, ``receipts``, ``orders``, ``reads``."""
    written: int
    """The number of the newest row."""
    checked: int
    """Rows from the first one on that fit, in this round."""
    checked_at: datetime | None
    """``None`` before the first check."""
    digest: str
    """In hexadecimal, of the highest row that was ever found to fit; empty before the first. Whoever writes it down can tell later that
    nothing before that row was changed."""
    digest_of: int
    """The number of that row."""
    whole_to: int | None = None
    """The last row of the newest round that came to the end of the log."""
    whole_at: datetime | None = None
    broken: int | None = None
    """The first row that is not as it was written; nothing from there on is vouched for."""
    reason: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether a round came to the end, and no row since was found that does not fit."""
        return self.broken is None and self.whole_at is not None


def _kept(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:_LONGEST]
