# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the desk can know from a casebook in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.adapters.scan_documents import edges_in
from bot.model.answers import CaseRow, OutboxRow
from bot.model.cases import ActionKind, CaseState, Decider
from bot.model.corrections import Correction
from bot.model.lineage_answers import Edge, Standing
from bot.model.log_entries import LogEntry
from bot.model.questions import LogKind
from bot.policy.corrections import correction_of
from bot.policy.listing import row_of
from tests.fakes.casebook import FakeCasebook

_ASKING = {ActionKind.ENSURE_THREAD, ActionKind.ENSURE_ISSUE}


class Reading:
    def __init__(self, casebook: FakeCasebook) -> None:
        self._book = casebook
        self._scanned = {
            key: edges_in(report, repo=repo, at=at) for key, (repo, report, at) in casebook.scanned.items()
        }

    def rows(self) -> list[CaseRow]:
        waits: dict[int, list[OutboxRow]] = {}
        for each in self.waits():
            if each.kind in _ASKING:
                waits.setdefault(each.case, []).append(each)
        return [
            replace(
                row_of(
                    case,
                    decisions=self._book.decisions(case.number),
                    receipts=self._book.receipts(case.number),
                    builds_on=self._scanned.get(case.repo.casefold(), ()),
                ),
                posts_at=min((each.not_before or each.created_at for each in waits.get(case.number, ())), default=None),
            )
            for case in self._book.cases()
        ]

    def edges(self) -> list[Edge]:
        cases = {case.repo.casefold(): case for case in self._book.cases()}
        found = []
        for key, edges in self._scanned.items():
            case = cases.get(key)
            for edge in edges:
                if case is None or edge.upstream.casefold() not in {each.casefold() for each in case.upstreams}:
                    found.append(edge)
                    continue
                standing = Standing.WITHDRAWN if case.state is CaseState.WITHDRAWN else edge.standing
                found.append(replace(edge, standing=standing, case=case.number, state=case.state))
        return found

    def waits(self) -> list[OutboxRow]:
        found = []
        for each in self._book.pending_actions():
            case = self._book.case(each.case)
            assert case is not None
            found.append(
                OutboxRow(
                    action=each.id,
                    kind=each.kind,
                    case=each.case,
                    repo=each.repo,
                    state=case.state,
                    created_at=each.created_at,
                    not_before=each.not_before,
                    may_be_there=each.tried_at is not None,
                )
            )
        return found

    def entries(self) -> list[LogEntry]:
        ruled = [
            LogEntry(
                kind=LogKind.DECISION,
                sequence=place,
                at=each.at,
                case=each.case,
                what=each.state.value,
                name=each.name,
                text=each.reason,
                digest="",
            )
            for place, each in enumerate(self._book.all_decisions, start=1)
        ]
        written = [
            LogEntry(
                kind=LogKind.RECEIPT,
                sequence=place,
                at=each.at,
                case=case,
                what=each.done,
                name="",
                text=each.url,
                digest="",
            )
            for place, (case, each) in enumerate(self._book.all_receipts, start=1)
        ]
        ordered = [
            LogEntry(
                kind=LogKind.ORDER,
                sequence=place,
                at=each.at,
                case=None,
                what=each.word.value,
                name=each.name,
                text=each.reason,
                scope=each.scope,
                digest="",
            )
            for place, each in enumerate(self._book.all_orders, start=1)
        ]
        return [*ruled, *written, *ordered]

    def corrections(self) -> list[Correction]:
        return [
            correction_of(case, self._book.decisions(case.number), self._book.receipts(case.number))
            for case in self._book.cases()
            if case.correction is not None
        ]

    def posts(self) -> int:
        return sum(receipt.done == "created" for _, receipt in self._book.all_receipts)

    def answer_hours(self) -> list[float]:
        found = []
        for place, told in enumerate(self._book.all_decisions):
            answers = [
                each.at
                for each in self._book.all_decisions[place + 1 :]
                if each.case == told.case and each.state is not CaseState.DISPUTED and each.decider is Decider.PERSON
            ]
            if told.state is CaseState.DISPUTED and answers:
                found.append((min(answers) - told.at) / timedelta(hours=1))
        return found

    def stopped(self) -> set[str]:
        return {
            order.scope.removeprefix("owner:")
            for order in self._book.standing_orders()
            if order.is_off and order.scope.startswith("owner:")
        }
