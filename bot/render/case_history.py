# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Everything that happened around a case on one line of time: commits that touched licenses, what we wrote, what owners said. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.model.cases import Case, Receipt
from bot.model.conversations import Said, Side, Statement
from bot.render.timelines import event_words

_BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)
_DONE = {
    "created": "the question was posted",
    "edited": "the question was edited",
    "replied": "we answered",
    "closed": "thanks, and the thread was closed",
    "withdrawn": "the post was withdrawn",
    "refused": "the other side does not let us write",
}
_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One thing that happened."""

    at: datetime | None
    """``None`` where no time is told."""
    kind: str
    """``commit``, ``ours`` or ``owner``: whose doing it is."""
    words: str
    commit: str = ""
    """In full."""
    url: str = ""


def case_history(
    case: Case, receipts: Sequence[Receipt], said: Sequence[Said], statements: Sequence[Statement]
) -> tuple[HistoryEntry, ...]:
    """The newest entries, oldest of them first; what has no time comes first."""
    found = [*_commits(case), *_ours(case, receipts), *_owners(said, statements)]
    return tuple(sorted(found, key=lambda each: each.at or _BEFORE_ALL)[-_MOST:])


def _commits(case: Case) -> Iterator[HistoryEntry]:
    for event in case.timeline.events if case.timeline else ():
        yield HistoryEntry(at=event.commit.date, kind="commit", words=event_words(event), commit=event.commit.id)


def _ours(case: Case, receipts: Sequence[Receipt]) -> Iterator[HistoryEntry]:
    subject = case.findings[0].subject if case.findings else case.subject
    words = f"the case was opened, about commit {subject.short_revision}"
    yield HistoryEntry(at=case.opened_at, kind="ours", words=words)
    for each in receipts:
        if each.done in _DONE:
            yield HistoryEntry(at=each.at, kind="ours", words=_DONE[each.done], url=each.url)


def _owners(said: Sequence[Said], statements: Sequence[Statement]) -> Iterator[HistoryEntry]:
    for each in said:
        if each.side is Side.OWNER:
            yield HistoryEntry(at=each.at, kind="owner", words=f"{each.author} wrote in the thread (as we read it)")
    for statement in statements:
        what = "took a statement back" if statement.is_withdrawn else "made a statement"
        yield HistoryEntry(at=statement.at, kind="owner", words=f"the owners {what}")
