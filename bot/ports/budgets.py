# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How much all processes together may move."""

from __future__ import annotations

from typing import Protocol

from bot.model.status import RequestsLeft


class DailyBytes(Protocol):
    """Bytes that may still come from the Hub today, in UTC, over all processes that share a database.

    Safe to use from several threads.
    """

    def spend(self, count: int) -> None:
        """This many were moved. Cheap: called for each piece that arrives, and written down now and then."""

    def left(self) -> int:
        """What is left of today, at least 0, all that this process spent included. Raises OperatorError where it cannot be known."""


class Quotas(Protocol):
    """What may be asked of the Hub."""

    def left(self) -> tuple[RequestsLeft, ...]:
        """Every quota that was used so far, by its kind. Raises OperatorError where the database cannot be used."""


class Unbounded:
    """Implements `DailyBytes` where nobody counts."""

    def spend(self, count: int) -> None:
        """Nothing."""

    def left(self) -> int:
        """More than anybody moves in a day."""
        return 1 << 62
