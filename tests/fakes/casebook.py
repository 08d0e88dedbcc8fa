# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A casebook in memory. It passes tests/contract/test_casebook_contract.py as the one in SQL does."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.model.cases import Action, ActionState, Case, CaseState, Decision, Receipt
from bot.model.errors import OperatorError
from bot.model.happenings import Happening
from bot.model.orders import CreatedThread, StandingOrder
from bot.model.repository import SnapshotKey
from bot.policy.happenings import happened


class FakeCasebook:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watermark: datetime | None = None
        self._taken: set[SnapshotKey] = set()
        self._reports: dict[SnapshotKey, str] = {}
        self.scanned: dict[str, tuple[str, str, datetime]] = {}
        self._cases: dict[int, Case] = {}
        self._last_number = 0
        self._actions: dict[str, Action] = {}
        self.all_decisions: list[Decision] = []
        self.all_receipts: list[tuple[int, Receipt]] = []
        self.all_orders: list[StandingOrder] = []
        self.happenings: list[Happening] = []

    def watermark(self) -> datetime | None:
        return self._watermark

    def advance(self, watermark: datetime) -> None:
        with self._lock:
            newest = watermark if self._watermark is None else max(self._watermark, watermark)
            self._watermark = newest.astimezone(UTC)

    def take(self, key: SnapshotKey, *, at: datetime) -> bool:
        del at
        with self._lock:
            is_new = key not in self._taken
            self._taken.add(key)
        return is_new

    def record_scan(self, key: SnapshotKey, *, report: str, at: datetime, happenings: Sequence[Happening] = ()) -> None:
        self._reports.pop(key, None)
        self._reports[key] = report
        self.scanned[key.repo.casefold()] = (key.repo, report, at)
        self.tell(happenings)

    def tell(self, happenings: Sequence[Happening]) -> None:
        for each in happenings:
            same = [one for one in self.happenings if one.repo == each.repo][-1:]
            if not any((one.kind, one.revision, one.detail) == (each.kind, each.revision, each.detail) for one in same):
                self._keep(each)

    def _keep(self, happening: Happening) -> None:
        self.happenings.append(replace(happening, sequence=len(self.happenings) + 1))

    def last_scan(self, repo: str) -> str | None:
        return next((report for key, report in reversed(self._reports.items()) if key.repo == repo), None)

    def scan_report(self, key: SnapshotKey) -> str | None:
        return self._reports.get(key)

    def known(self, keys: Sequence[SnapshotKey]) -> set[SnapshotKey]:
        return {key for key in keys if key in self._reports}

    def case_of(self, repo: str) -> Case | None:
        return next((case for case in self.cases() if case.repo == repo), None)

    def case(self, number: int) -> Case | None:
        return self._cases.get(number)

    def cases(self) -> list[Case]:
        return sorted(self._cases.values(), key=lambda case: case.number)

    def cases_in(self, states: Collection[CaseState], *, owner: str | None = None) -> list[Case]:
        return [each for each in self.cases() if each.state in states and (not owner or each.owner == owner.casefold())]

    def count_cases(self) -> Mapping[CaseState, int]:
        return Counter(case.state for case in self._cases.values())

    def next_case_number(self) -> int:
        with self._lock:
            self._last_number = max(self._last_number, *self._cases, 0) + 1
            return self._last_number

    def decide(
        self, case: Case, decision: Decision | None, action: Action | None, *, undone: Sequence[str] = ()
    ) -> None:
        with self._lock:
            if action is not None and action.id in self._actions:
                return
            if any(each.repo == case.repo and each.number != case.number for each in self._cases.values()):
                raise OperatorError(f"another case is about {case.repo}")
            for each in undone:
                if each not in self._actions or self._actions[each].state is not ActionState.PENDING:
                    raise OperatorError(f"action {each} waits no longer, so it cannot be undone")
            for each in undone:
                self._actions[each] = replace(self._actions[each], state=ActionState.UNDONE)
            at = case.changed_at if decision is None else decision.at
            for happening in happened(self._cases.get(case.number), case, decision=decision, at=at):
                self._keep(happening)
            self._cases[case.number] = case
            if decision is not None:
                self.all_decisions.append(decision)
            if action is not None:
                self._actions[action.id] = action

    def action(self, action_id: str) -> Action | None:
        return self._actions.get(action_id)

    def pending_actions(self) -> list[Action]:
        return [action for action in self._actions.values() if action.state is ActionState.PENDING]

    def count_pending(self) -> int:
        return len(self.pending_actions())

    def settle(self, case: Case, receipt: Receipt, state: ActionState) -> None:
        with self._lock:
            if receipt.action not in self._actions:
                raise LookupError(f"no action {receipt.action}")
            self._actions[receipt.action] = replace(self._actions[receipt.action], state=state)
            for happening in happened(self._cases.get(case.number), case, at=receipt.at, url=receipt.url):
                self._keep(happening)
            self._cases[case.number] = case
            self.all_receipts.append((case.number, receipt))

    def postpone(self, action_id: str, until: datetime) -> None:
        with self._lock:
            if action_id in self._actions and self._actions[action_id].state is ActionState.PENDING:
                self._actions[action_id] = replace(self._actions[action_id], not_before=until)

    def trying(self, action_id: str, at: datetime) -> None:
        with self._lock:
            self._actions[action_id] = replace(self._actions[action_id], tried_at=at)

    def decisions(self, case: int) -> list[Decision]:
        return [decision for decision in self.all_decisions if decision.case == case]

    def receipts(self, case: int) -> list[Receipt]:
        return [receipt for number, receipt in self.all_receipts if number == case]

    def decisions_since(self, moment: datetime, states: Collection[CaseState]) -> list[Decision]:
        return [each for each in self.all_decisions if each.at >= moment and each.state in states]

    def threads_since(self, moment: datetime | None) -> list[CreatedThread]:
        made = [(case, receipt.at) for case, receipt in self.all_receipts if receipt.done == "created"]
        tried = [(each.case, each.tried_at) for each in self.pending_actions() if each.tried_at]
        found = [CreatedThread(case=case, repo=self._cases[case].repo, at=at) for case, at in [*made, *tried]]
        return [each for each in found if moment is None or each.at >= moment]

    def order(self, order: StandingOrder) -> None:
        self.all_orders.append(order)

    def standing(self, scope: str) -> StandingOrder | None:
        return next((each for each in reversed(self.all_orders) if each.scope == scope), None)

    def standing_orders(self) -> list[StandingOrder]:
        newest = {each.scope: each for each in self.all_orders}
        return [newest[scope] for scope in sorted(newest)]
