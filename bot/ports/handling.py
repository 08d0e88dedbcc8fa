# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Who takes which case, until when it rests, what it is labelled, and which questions people keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.model.handling import SavedView


class Handling(Protocol):
    """Each method is one transaction and changes no state of a case. Numbers without a case are left out.

    Methods that change cases tell how many there were. ``by`` is the name of whoever asks. Every method raises OperatorError where the
    database cannot be used.
    """

    def assign(self, numbers: Sequence[int], assignee: str, *, by: str, at: datetime) -> int:
        """These cases are this person's now; nobody's where ``assignee`` is empty."""

    def snooze(self, numbers: Sequence[int], until: datetime | None, *, by: str, at: datetime) -> int:
        """Until then the queue does not show these cases; ``None`` shows them again. A case that changes state shows at once."""

    def label(self, numbers: Sequence[int], label: str, *, by: str, at: datetime) -> int:
        """Put a label on these cases. Raises ValueError for what is no label (`bot.model.handling.checked_label`)."""

    def unlabel(self, numbers: Sequence[int], label: str) -> int:
        """Take it off again."""

    def labels(self) -> list[str]:
        """Every label that is on a case, sorted; at most 200."""

    def assignees(self) -> list[str]:
        """Everybody who has a case, sorted; at most 200."""

    def views(self, person: str) -> list[SavedView]:
        """What this person kept, by name."""

    def save_view(self, view: SavedView) -> None:
        """Keep a question; one of the same person and name is replaced. Raises NotAllowed from the fifty-first on."""

    def remove_view(self, person: str, name: str) -> None:
        """Forget it; does nothing where there is none."""
