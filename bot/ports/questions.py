# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the desk, the API and the feeds ask about cases, without reading any case in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.model.answers import CaseCounts, CasePage, CaseRow, OutboxRow, OwnerPage, Waiting
from bot.model.corrections import Corrections
from bot.model.lineage_answers import Family, RepoPage, UpstreamList, UpstreamPage
from bot.model.log_entries import LogPage
from bot.model.questions import CaseFilter, LogFilter


class Questions(Protocol):
    """Answers from indexes: quick at a hundred thousand cases. It only reads, each method in one transaction.

    ``after`` is the ``next`` of the page before, or ``None`` for the first page; a cursor that was changed, or that belongs to another
    question, raises InputError. ``most`` is 1 to 200. With ``public_only`` nothing is told that not everybody may see: cases whose
    owners were not asked in public, and lineage that nobody declared and no public case is about. Every method raises OperatorError
    where the database cannot be used.
    """

    def cases(self, wanted: CaseFilter, *, after: str | None = None, most: int = 50) -> CasePage:
        """Cases in the filter's order."""

    def numbered(self, numbers: Sequence[int], *, public_only: bool = False) -> list[CaseRow]:
        """The rows of these cases, in the order of their numbers; those that are not there are left out."""

    def counts(self, wanted: CaseFilter) -> CaseCounts:
        """How many cases a filter finds, in each state and each tier."""

    def waiting(self, person: str) -> Waiting:
        """What waits for this person; ``person`` is the name that approvals and assignments carry."""

    def outbox(self) -> list[OutboxRow]:
        """What is going to be written, what is due first coming first; at most 200."""

    def upstreams(
        self, *, words: str = "", public_only: bool = False, after: str | None = None, most: int = 50
    ) -> UpstreamList:
        """Upstreams that something builds on, by name; with ``words`` those whose name begins so, without regard to case."""

    def upstream(
        self, repo: str, *, public_only: bool = False, after: str | None = None, most: int = 50
    ) -> UpstreamPage | None:
        """Who builds on one upstream, its name compared without regard to case; ``None`` where nothing that may be told does."""

    def repo(self, repo: str, *, public_only: bool = False, most: int = 50) -> RepoPage | None:
        """What is known of one repository, its name compared without regard to case; ``None`` where nothing may be told."""

    def owner(self, name: str, *, public_only: bool = False, most: int = 50) -> OwnerPage:
        """What is known about one account's repositories; a page without rows where that is nothing."""

    def family(self, around: str | None = None, *, public_only: bool = False, most: int = 200) -> Family:
        """What builds on what: two steps up and down from one repository, or the newest edges of all."""

    def corrections(self) -> Corrections:
        """Every time that we were wrong in public, and how often that was."""

    def log(self, wanted: LogFilter, *, after: str | None = None, most: int = 50) -> LogPage:
        """Decisions, receipts and standing orders as one trail, the newest first."""
