# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What people do with the cases that a `FakeQuestions` knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.model.answers import CaseRow
from bot.model.errors import NotAllowed
from bot.model.handling import SavedView, checked_label
from tests.fakes.questions import FakeQuestions


class FakeHandling:
    def __init__(self, questions: FakeQuestions) -> None:
        self._questions = questions
        self._views: dict[tuple[str, str], SavedView] = {}
        self.done_by: list[str] = []

    def assign(self, numbers: Sequence[int], assignee: str, *, by: str, at: datetime) -> int:
        del at
        self.done_by.append(by)
        found = self._known(numbers)
        self._questions.assigned |= {row.number: assignee for row in found}
        return len(found)

    def snooze(self, numbers: Sequence[int], until: datetime | None, *, by: str, at: datetime) -> int:
        del at
        self.done_by.append(by)
        found = self._known(numbers)
        for row in found:
            self._questions.snoozed.pop(row.number, None)
            if until is not None:
                self._questions.snoozed[row.number] = (until, row.state)
        return len(found)

    def label(self, numbers: Sequence[int], label: str, *, by: str, at: datetime) -> int:
        del at
        label = checked_label(label)
        self.done_by.append(by)
        found = self._known(numbers)
        for row in found:
            self._questions.labelled.setdefault(row.number, set()).add(label)
        return len(found)

    def unlabel(self, numbers: Sequence[int], label: str) -> int:
        label = checked_label(label)
        held = [each for each in numbers if label in self._questions.labelled.get(each, ())]
        for each in held:
            self._questions.labelled[each].remove(label)
        return len(held)

    def labels(self) -> list[str]:
        return sorted({label for row in self._questions.known_rows() for label in row.labels})

    def assignees(self) -> list[str]:
        return sorted({row.assignee for row in self._questions.known_rows()} - {""})

    def views(self, person: str) -> list[SavedView]:
        mine = [view for view in self._views.values() if view.person == person]
        return sorted(mine, key=lambda view: view.name)

    def save_view(self, view: SavedView) -> None:
        key = (view.person, view.name)
        if key not in self._views and len(self.views(view.person)) >= 50:
            raise NotAllowed("views: 50 are kept at most; remove one first")
        self._views[key] = view

    def remove_view(self, person: str, name: str) -> None:
        self._views.pop((person, name), None)

    def _known(self, numbers: Sequence[int]) -> list[CaseRow]:
        return [row for row in self._questions.known_rows() if row.number in numbers]
