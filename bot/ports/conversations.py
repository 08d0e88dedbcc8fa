# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What is kept of what people said about cases, and of what they asked to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model.conversations import Note, OfferedFix, OwnersSide, PlannedFix, Reachable, Said, Statement


class Conversations(Protocol):
    """Storage with transactions. Each method is one transaction."""

    def mirror(self, case: int, said: Sequence[Said], *, at: datetime) -> None:
        """The thread as it was read at this moment, in its order. What is known keeps its first time; what is missing is gone since."""

    def said(self, case: int) -> list[Said]:
        """Every comment that was ever read in its thread, in the thread's order; those that are gone, too."""

    def state(self, statement: Statement) -> None:
        """Add a statement; it stands in place of the one before it."""

    def statements(self, case: int) -> list[Statement]:
        """Every statement of its owners, oldest first."""

    def note(self, note: Note) -> None:
        """Add a note of the desk."""

    def notes(self, case: int) -> list[Note]:
        """Every note, oldest first."""

    def plan(self, fix: PlannedFix) -> None:
        """Keep what would settle a case; a newer one takes the place of the one before it."""

    def planned(self, case: int) -> PlannedFix | None:
        """What would settle it, as somebody asked last."""

    def offer(self, fix: OfferedFix) -> None:
        """Keep what became of a pull request; a newer one takes the place of the one before it."""

    def offered(self, case: int) -> OfferedFix | None:
        """What became of the last pull request."""

    def owners_side(self, cases: Sequence[int]) -> Mapping[int, OwnersSide]:
        """The statements, the plan and the offer of each of these cases, all at once; each case has an entry."""

    def reach(self, reachable: Reachable) -> None:
        """How these owners want to be spoken to from now on."""

    def reachable(self, owner: str) -> Reachable:
        """How they want to be spoken to; nothing but their name where they did not say."""


class Forgetful:
    """Implements `Conversations` where nobody reads what was kept: nothing is."""

    def mirror(self, case: int, said: Sequence[Said], *, at: datetime) -> None:
        """Forgotten."""

    def said(self, case: int) -> list[Said]:
        """None."""
        del case
        return []

    def state(self, statement: Statement) -> None:
        """Forgotten."""

    def statements(self, case: int) -> list[Statement]:
        """None."""
        del case
        return []

    def note(self, note: Note) -> None:
        """Forgotten."""

    def notes(self, case: int) -> list[Note]:
        """None."""
        del case
        return []

    def plan(self, fix: PlannedFix) -> None:
        """Forgotten."""

    def planned(self, case: int) -> PlannedFix | None:
        """None."""
        del case
        return None

    def offer(self, fix: OfferedFix) -> None:
        """Forgotten."""

    def offered(self, case: int) -> OfferedFix | None:
        """None."""
        del case
        return None

    def owners_side(self, cases: Sequence[int]) -> Mapping[int, OwnersSide]:
        """Nothing of any."""
        return {each: OwnersSide() for each in cases}

    def reach(self, reachable: Reachable) -> None:
        """Forgotten."""

    def reachable(self, owner: str) -> Reachable:
        """Nothing but the name."""
        return Reachable(owner=owner.casefold())
