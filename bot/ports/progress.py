# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Telling a person what is going on while they wait."""

from __future__ import annotations

from typing import Protocol

from bot.model.costs import Cost


class Progress(Protocol):
    """Receives one call a stage and one for each read."""

    def stage(self, name: str) -> None:
        """A new stage begins (``reading``, ``matching``)."""

    def moved(self, cost: Cost, *, full_size: int) -> None:
        """So much was moved so far, of a repository this large."""


class Silence:
    """A listener for when nobody waits."""

    def stage(self, name: str) -> None:
        """Say nothing."""

    def moved(self, cost: Cost, *, full_size: int) -> None:
        """Say nothing."""
