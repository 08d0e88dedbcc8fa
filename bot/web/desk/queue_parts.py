# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the queue and the list of cases need. Of all rulings they are given one: what is approved or posted is looked at alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.model.handling import SavedView
from bot.model.people import Permission
from bot.ports.handling import Handling
from bot.ports.questions import Questions
from bot.web.site.visitors import Visitor


class Dismissing(Protocol):
    """Ends a case as not a finding, for good."""

    def __call__(self, number: int, *, name: str, reason: str) -> object:
        """Raises NotFound for a case that is not there, NotAllowed where it is not possible or has no reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueParts:
    """Everything behind these pages."""

    questions: Questions
    handling: Handling
    dismiss: Dismissing
    titles: Mapping[str, str]
    """Of every rule, by its id."""

    def shared_with(self, visitor: Visitor) -> Shared:
        """What people of the desk share among themselves, for one of them; nothing for everybody else."""
        if visitor.person is None or not visitor.may(Permission.READ_CASES):
            return Shared()
        return Shared(
            is_desk=True,
            assignees=tuple(self.handling.assignees()),
            labels=tuple(self.handling.labels()),
            views=tuple(self.handling.views(visitor.person.name)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Names, labels and views to choose from."""

    is_desk: bool = False
    """Whether the visitor is one of those who see more than everybody."""
    assignees: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    views: tuple[SavedView, ...] = ()
