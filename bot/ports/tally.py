# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Counting what a process does, for those who watch over it. Nothing is decided by these numbers."""

from __future__ import annotations

from typing import Protocol

from bot.model.lineage import Verdict


class Tally(Protocol):
    """Hears what was done. Called from several threads."""

    def scanned(self, verdict: Verdict) -> None:
        """One scan ended with this verdict."""

    def taken_in(self, events: int) -> None:
        """So many events of one poll are new."""

    def skipped(self, reason: str) -> None:
        """One event was left out; there are few different reasons."""


class Untallied:
    """Counts nothing."""

    def scanned(self, verdict: Verdict) -> None:
        """Nobody asks."""

    def taken_in(self, events: int) -> None:
        """Nobody asks."""

    def skipped(self, reason: str) -> None:
        """Nobody asks."""
