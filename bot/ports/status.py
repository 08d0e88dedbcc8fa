# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How the bot is doing, for those who watch over it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.model.status import JobCounts, OperatingStatus


class StatusReader(Protocol):
    """Reads the state of the whole bot out of its database; any process can, whoever does the work."""

    def status(self) -> OperatingStatus:
        """As it is now. Raises OperatorError where the database cannot be used."""


class JobBook(Protocol):
    """What is known of the jobs without running any."""

    def counts(self) -> JobCounts:
        """How many wait, run and were set aside. Raises OperatorError."""

    def polled_at(self) -> datetime | None:
        """When the newest poll ended well; ``None`` where none did. Raises OperatorError."""
