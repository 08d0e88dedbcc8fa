# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the bot remembers: scans, cases, decisions, what it intends to write and what it wrote."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model.cases import Action, ActionState, Case, CaseState, Decision, Receipt
from bot.model.happenings import Happening
from bot.model.orders import CreatedThread, StandingOrder
from bot.model.repository import SnapshotKey


class Casebook(Protocol):
    """Storage with transactions. Each method is one transaction.

    With each change of a case it keeps what happened (`bot.policy.happenings`), in the same transaction.
    """

    def watermark(self) -> datetime | None:
        """The newest change time that was taken in completely."""

    def advance(self, watermark: datetime) -> None:
        """Move the watermark; it never goes back."""

    def take(self, key: SnapshotKey, *, at: datetime) -> bool:
        """Whether this (repository, commit) is new; from now on it is not."""

    def record_scan(self, key: SnapshotKey, *, report: str, at: datetime, happenings: Sequence[Happening] = ()) -> None:
        """Keep the report (JSON) of a scan, and what it tells of; the same key overwrites."""

    def tell(self, happenings: Sequence[Happening]) -> None:
        """Keep what happened and no case and no scan tells of; what was said of a repository last is not said again."""

    def last_scan(self, repo: str) -> str | None:
        """The newest report about a repository, of whichever commit."""

    def scan_report(self, key: SnapshotKey) -> str | None:
        """The report of an earlier scan."""

    def known(self, keys: Sequence[SnapshotKey]) -> set[SnapshotKey]:
        """Which of these were scanned before, so that there is a report."""

    def case_of(self, repo: str) -> Case | None:
        """The one case of this repository."""

    def case(self, number: int) -> Case | None:
        """A case by its number."""

    def cases(self) -> list[Case]:
        """Every case, oldest first."""

    def cases_in(self, states: Collection[CaseState], *, owner: str | None = None) -> list[Case]:
        """Cases in one of these states, oldest first; of one owner, whose name is compared without regard to case, or of all."""

    def count_cases(self) -> Mapping[CaseState, int]:
        """How many cases are in each state; states without a case may be left out."""

    def next_case_number(self) -> int:
        """A number that no case has."""

    def decide(
        self, case: Case, decision: Decision | None, action: Action | None, *, undone: Sequence[str] = ()
    ) -> None:
        """Store case, decision and outbox row together, or none of them. The same action id again changes nothing.

        ``undone`` are ids of waiting outbox rows that are taken back with it; raises OperatorError, and stores nothing, where one of
        them is no longer waiting.
        """

    def action(self, action_id: str) -> Action | None:
        """One outbox row."""

    def pending_actions(self) -> list[Action]:
        """Outbox rows not yet done, oldest first."""

    def count_pending(self) -> int:
        """How many outbox rows are not yet done."""

    def settle(self, case: Case, receipt: Receipt, state: ActionState) -> None:
        """Store receipt, the action's state and the case as it is now together."""

    def postpone(self, action_id: str, until: datetime) -> None:
        """A waiting action is not due before this moment; one that does not wait is left as it is."""

    def trying(self, action_id: str, at: datetime) -> None:
        """This action is about to create a thread: from now on it counts as one until it is settled otherwise."""

    def decisions(self, case: int) -> list[Decision]:
        """Everything ruled on a case, oldest first."""

    def receipts(self, case: int) -> list[Receipt]:
        """Everything written for a case, oldest first."""

    def decisions_since(self, moment: datetime, states: Collection[CaseState]) -> list[Decision]:
        """What was ruled since then with one of these outcomes, oldest first."""

    def threads_since(self, moment: datetime | None) -> list[CreatedThread]:
        """The threads that were created since then, or ever, oldest first; after them those that may have been, of actions that wait."""

    def order(self, order: StandingOrder) -> None:
        """Give an order; it holds until the next one of the same scope."""

    def standing(self, scope: str) -> StandingOrder | None:
        """The order of this scope that holds."""

    def standing_orders(self) -> list[StandingOrder]:
        """The order of every scope that holds, by scope."""
