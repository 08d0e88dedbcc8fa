# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Conversations in memory. They pass tests/contract/test_conversations_contract.py as those in SQL do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.model.conversations import Note, OfferedFix, OwnersSide, PlannedFix, Reachable, Said, Statement


class FakeConversations:
    def __init__(self) -> None:
        self._said: dict[int, dict[str, tuple[int, Said]]] = defaultdict(dict)
        self._statements: list[Statement] = []
        self._notes: list[Note] = []
        self._planned: dict[int, PlannedFix] = {}
        self._offered: dict[int, OfferedFix] = {}
        self._reachable: dict[str, Reachable] = {}

    def mirror(self, case: int, said: Sequence[Said], *, at: datetime) -> None:
        known = self._said[case]
        for place, each in enumerate(said):
            first = known[each.comment][1].at if each.comment in known else each.at
            known[each.comment] = (place, replace(each, at=first, gone_at=None))
        for name in known.keys() - {each.comment for each in said}:
            place, gone = known[name]
            known[name] = (place, replace(gone, gone_at=gone.gone_at or at))

    def said(self, case: int) -> list[Said]:
        return [each for _, each in sorted(self._said[case].values(), key=lambda found: (found[0], found[1].comment))]

    def state(self, statement: Statement) -> None:
        self._statements.append(statement)

    def statements(self, case: int) -> list[Statement]:
        return [each for each in self._statements if each.case == case]

    def note(self, note: Note) -> None:
        self._notes.append(note)

    def notes(self, case: int) -> list[Note]:
        return [each for each in self._notes if each.case == case]

    def plan(self, fix: PlannedFix) -> None:
        self._planned[fix.case] = fix

    def planned(self, case: int) -> PlannedFix | None:
        return self._planned.get(case)

    def offer(self, fix: OfferedFix) -> None:
        self._offered[fix.case] = fix

    def offered(self, case: int) -> OfferedFix | None:
        return self._offered.get(case)

    def owners_side(self, cases: Sequence[int]) -> Mapping[int, OwnersSide]:
        return {
            each: OwnersSide(
                statements=tuple(self.statements(each)), planned=self.planned(each), offered=self.offered(each)
            )
            for each in cases
        }

    def reach(self, reachable: Reachable) -> None:
        if reachable.at is None:
            raise ValueError("expected a time")
        self._reachable[reachable.owner.casefold()] = replace(reachable, owner=reachable.owner.casefold())

    def reachable(self, owner: str) -> Reachable:
        return self._reachable.get(owner.casefold(), Reachable(owner=owner.casefold()))
