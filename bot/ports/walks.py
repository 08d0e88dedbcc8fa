# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How far the walk through all old models has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A walk through the list of all models, from the first one that was ever created."""

    until: datetime
    """When it was begun: what was created later is found by polls."""
    cursor: str | None = None
    """Where it goes on; ``None`` at the beginning of the list."""
    reached: datetime | None = None
    """When the last model that it took in was created."""
    done_at: datetime | None = None


class Walks(Protocol):
    """Keeps the one walk, so that it goes on where it was after a restart."""

    def walk(self) -> Walk | None:
        """The walk as it was kept last; ``None`` where none was begun."""

    def keep(self, walk: Walk) -> None:
        """From now on the walk is here."""
