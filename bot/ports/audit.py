# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The log of reads, and the check of every log."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.model.audit import LogCheck, Read, ReadPage


class ReadLog(Protocol):
    """Hears of everything that was read and is not public."""

    def note(self, read: Read) -> None:
        """Append it. Raises OperatorError: what cannot be noted is not shown."""


class Audit(ReadLog, Protocol):
    """What auditors ask. Every method raises OperatorError where the database cannot be used."""

    def reads(self, *, name: str = "", before: int | None = None, most: int = 50) -> ReadPage:
        """Who read what, the newest first; of one person where a name is given, from below one number on."""

    def checks(self) -> tuple[LogCheck, ...]:
        """How each log stood when it was checked last; nothing is checked now."""

    def check(self, now: datetime, *, most: int) -> tuple[LogCheck, ...]:
        """Check at most this many further rows of each log, after those that were checked before; how each log stands then.

        What came to the end begins again at the first row a day later, so that a row which was changed after its check is found, too.
        """


class Unwatched:
    """Implements `ReadLog` where nobody keeps it."""

    def note(self, read: Read) -> None:
        """Nobody asks."""
