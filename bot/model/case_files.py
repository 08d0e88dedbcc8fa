# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Everything about one case that is handed on to somebody: its state, what its owners say, and whether we took it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model.answers import CaseRow
from bot.model.cases import CaseState, Decision, Receipt
from bot.model.conversations import Said, Statement
from bot.model.corrections import Correction
from bot.model.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """One case as it is told. What somebody may not see is not in it."""

    row: CaseRow
    findings: tuple[Finding, ...]
    statement: Statement | None
    """What its owners say beside the question; ``None`` where they say nothing."""
    replies: tuple[Said, ...]
    """The owners' own comments that still stand in the thread, oldest first."""
    written: tuple[Receipt, ...]
    """What we wrote, oldest first."""
    correction: Correction | None
    """Why we took it back; ``None`` where we did not."""
    decisions: tuple[Decision, ...] | None
    """What was ruled, oldest first; ``None`` for everybody who is not of the desk."""

    @property
    def is_withdrawn(self) -> bool:
        """Whether we took it back."""
        return self.row.state is CaseState.WITHDRAWN

    @property
    def withdrawn_at(self) -> datetime | None:
        """Since when."""
        return self.row.entered_at if self.is_withdrawn else None

    @property
    def is_for_desk(self) -> bool:
        """Whether it holds what is not for everybody."""
        return self.decisions is not None

    @property
    def url(self) -> str:
        """Where the owners were asked; empty where they were not."""
        return next((each.url for each in self.written if each.url), "")
