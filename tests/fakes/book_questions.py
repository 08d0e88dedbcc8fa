# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Questions about the cases of a casebook in memory, so that what was ruled is seen at once."""

from __future__ import annotations

from bot.model.answers import CaseRow, UpstreamOfCase
from bot.model.cases import Case, Decision
from bot.model.questions import PUBLIC_STATES
from bot.policy.demands import readers, readers_needed, tier_of
from bot.policy.outcome import is_weighty
from bot.ports.clock import Clock
from tests.fakes.casebook import FakeCasebook
from tests.fakes.questions import FakeQuestions


class BookQuestions(FakeQuestions):
    """Rows follow from the casebook; edges, corrections and entries are put in."""

    def __init__(self, casebook: FakeCasebook, clock: Clock) -> None:
        self._book = casebook
        super().__init__(clock)

    @property
    def rows(self) -> list[CaseRow]:
        return [row_of(case, self._book.decisions(case.number)) for case in self._book.cases()]

    @rows.setter
    def rows(self, rows: list[CaseRow]) -> None:
        assert not rows


def row_of(case: Case, decisions: list[Decision]) -> CaseRow:
    held = readers(decisions)
    weighty = [each for each in case.findings if is_weighty(each)]
    return CaseRow(
        number=case.number,
        repo=case.repo,
        owner=case.owner,
        revision=case.subject.revision,
        state=case.state,
        tier=tier_of(case.findings),
        rules=tuple(sorted({each.rule for each in weighty})),
        components=tuple(dict.fromkeys(each.component for each in weighty)),
        upstreams=tuple(UpstreamOfCase(repo=each, license=None) for each in case.upstreams),
        share=0.99,
        opened_at=case.opened_at,
        changed_at=case.changed_at,
        entered_at=case.changed_at,
        due_at=None,
        was_asked=case.was_asked,
        is_public=case.was_asked and case.state in PUBLIC_STATES,
        thread=case.thread,
        issue=case.issue,
        correction=case.correction,
        readers=held,
        readers_missing=max(readers_needed(case.findings) - len(held), 0),
    )
