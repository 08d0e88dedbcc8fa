# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Counting what was looked at and what could not be, while it happens, so that nobody has to read every report for it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.model.costs import Reason
from bot.model.coverage import Coverage


class Refusals(Protocol):
    """Hears of what could not be opened. Scans that end well are counted where their report is kept."""

    def refused(self, repo: str, reason: Reason, *, at: datetime) -> None:
        """Nothing of this repository could be read. The next scan of it that ends well takes its place. Raises OperatorError."""


class CoverageBook(Refusals, Protocol):
    """Shared by every process on one database."""

    def coverage(self) -> Coverage:
        """As it is now; takes the same time however much was looked at. Raises OperatorError."""


class Uncounted:
    """Implements `Refusals` where nobody keeps count."""

    def refused(self, repo: str, reason: Reason, *, at: datetime) -> None:
        """Nobody asks."""
