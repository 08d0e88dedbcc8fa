# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Puts together what is handed on of a case: for the public only what was said in public, for the desk everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.model.answers import CaseRow
from bot.model.case_files import CaseFile
from bot.model.cases import CaseState
from bot.model.conversations import Side
from bot.model.corrections import Correction
from bot.model.findings import Finding, Tier
from bot.policy.outcome import is_weighty
from bot.ports.casebook import Casebook
from bot.ports.conversations import Conversations
from bot.ports.questions import Questions


class CaseFiles:
    """Reads them. Every method raises OperatorError where the database cannot be used."""

    def __init__(self, *, questions: Questions, casebook: Casebook, conversations: Conversations) -> None:
        self._questions = questions
        self._casebook = casebook
        self._conversations = conversations

    def of(self, number: int, *, public_only: bool) -> CaseFile | None:
        """The case of this number; ``None`` where there is none, or where not everybody may see it and everybody asks."""
        rows = self._questions.numbered([number], public_only=public_only)
        return next(iter(self._files(rows, public_only=public_only)), None)

    def of_rows(self, rows: Sequence[CaseRow]) -> tuple[CaseFile, ...]:
        """What everybody may see of these cases, in their order; rows that are not for everybody are left out."""
        return tuple(self._files([row for row in rows if row.is_public], public_only=True))

    def _files(self, rows: Sequence[CaseRow], *, public_only: bool) -> Iterator[CaseFile]:
        has_withdrawn = any(row.state is CaseState.WITHDRAWN for row in rows)
        corrections = {each.case: each for each in self._questions.corrections().rows} if has_withdrawn else {}
        for row in rows:
            yield self._file(row, corrections.get(row.number), public_only=public_only)

    def _file(self, row: CaseRow, correction: Correction | None, *, public_only: bool) -> CaseFile:
        case = self._casebook.case(row.number)
        findings = case.findings if case else ()
        statements = self._conversations.statements(row.number)
        statement = statements[-1] if statements and not statements[-1].is_withdrawn else None
        said = self._conversations.said(row.number)
        return CaseFile(
            row=row,
            findings=tuple(each for each in findings if not public_only or _is_said_in_public(each)),
            statement=statement,
            replies=tuple(each for each in said if each.side is Side.OWNER and each.gone_at is None),
            written=tuple(each for each in self._casebook.receipts(row.number) if each.done != "unchanged"),
            correction=correction,
            decisions=None if public_only else tuple(self._casebook.decisions(row.number)),
        )


def _is_said_in_public(finding: Finding) -> bool:
    """What a post asks about, see `bot.render.sections`; advice asks nothing, and unclear evidence is never posted."""
    return is_weighty(finding) and finding.tier is not Tier.UNCLEAR
