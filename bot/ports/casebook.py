# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the bot remembers: scans, cases, decisions, what it intends to write and what it wrote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.model.cases import Action, ActionState, Case, Decision, Receipt
from bot.model.repository import SnapshotKey


class Casebook(Protocol):
    """Storage with transactions. Each method is one transaction."""

    def watermark(self) -> datetime | None:
        """The newest change time that was taken in completely."""

    def advance(self, watermark: datetime) -> None:
        """Move the watermark; it never goes back."""

    def take(self, key: SnapshotKey, *, at: datetime) -> bool:
        """Whether this (repository, commit) is new; from now on it is not."""

    def record_scan(self, key: SnapshotKey, *, report: str, at: datetime) -> None:
        """Keep the report (JSON) of a scan; the same key overwrites."""

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

    def next_case_number(self) -> int:
        """A number that no case has."""

    def decide(self, case: Case, decision: Decision | None, action: Action | None) -> None:
        """Store case, decision and outbox row together, or none of them. The same action id again changes nothing."""

    def action(self, action_id: str) -> Action | None:
        """One outbox row."""

    def pending_actions(self) -> list[Action]:
        """Outbox rows not yet done, oldest first."""

    def settle(self, case: Case, receipt: Receipt, state: ActionState) -> None:
        """Store receipt, the action's state and the case as it is now together."""

    def decisions(self, case: int) -> list[Decision]:
        """Everything ruled on a case, oldest first."""

    def receipts(self, case: int) -> list[Receipt]:
        """Everything written for a case, oldest first."""

    def posted_since(self, moment: datetime) -> int:
        """How many threads were created since then: what the caps count."""
