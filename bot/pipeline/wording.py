# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From a case and what was found to an outbox row: the words, and the moment before which they are not sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.model.cases import Action, ActionKind, ActionState, Case
from bot.model.findings import Tier
from bot.model.fingerprints import UpstreamTerms
from bot.model.reports import ScanReport
from bot.model.repository import SnapshotKey
from bot.pipeline import outbox
from bot.policy.demands import tier_of
from bot.policy.presets import Preset
from bot.policy.rulebook import Rulebook
from bot.ports.casebook import Casebook
from bot.ports.catalog import Catalog
from bot.render.posts import Place, Post, PostWriter


class Wording:
    """Makes outbox rows; stores and sends nothing."""

    def __init__(
        self, *, casebook: Casebook, catalog: Catalog, rulebook: Rulebook, preset: Preset, writer: PostWriter
    ) -> None:
        self._casebook = casebook
        self._catalog = catalog
        self._rulebook = rulebook
        self._preset = preset
        self._writer = writer

    def thread(
        self,
        case: Case,
        report: ScanReport,
        now: datetime,
        *,
        approved_at: datetime | None = None,
        tracker_repo: str = "",
    ) -> Action:
        """The next wording of the thread, or of the issue where there is one, where one waits, or where ``tracker_repo`` asks for one.

        ``approved_at`` is when the case was first approved, by default now; a thread that is there has no courtesy window any more.
        """
        tracker_repo = tracker_repo or case.issue_repo or self._waiting_for(case)
        post = self.post(case, report, place=Place.ISSUE if tracker_repo else Place.DISCUSSION)
        until = now + timedelta(minutes=self._preset.undo_minutes)
        if not case.was_asked and tier_of(case.findings) is not Tier.DECLARED:
            until = max(until, (approved_at or now) + timedelta(hours=self._preset.courtesy_hours))
        not_before = until if until > now else None
        kind = ActionKind.ENSURE_ISSUE if tracker_repo else ActionKind.ENSURE_THREAD
        return row(case, kind, post.body, now, title=post.title, not_before=not_before, tracker_repo=tracker_repo)

    def _waiting_for(self, case: Case) -> str:
        """Where an issue that a person asked for waits to be written: a newer text goes there, too."""
        waiting = outbox.pending_wordings(self._casebook, case.number)
        return waiting[-1].tracker_repo if waiting else ""

    def post(self, case: Case, report: ScanReport, *, place: Place = Place.DISCUSSION) -> Post:
        """Title and text as they would be now. Raises ValueError where there is nothing to ask for."""
        terms = self._terms(report)
        kind = ActionKind.ENSURE_ISSUE if place is Place.ISSUE else ActionKind.ENSURE_THREAD
        revision = outbox.last_revision(self._casebook, case.number) + 1
        while True:
            post = self._writer.thread(case, report, terms, revision=revision, place=place)
            known = self._casebook.action(outbox.action_id(case, kind, title=post.title, body=post.body))
            if known is None or known.state is not ActionState.UNDONE:
                return post
            # What a person took back and approved anew is another intention, though its words are the same.
            revision += 1

    def thanks(self, case: Case, report: ScanReport, now: datetime) -> Action:
        """The thanks at the end."""
        receipts = self._casebook.receipts(case.number)
        asked_at = next((receipt.at for receipt in receipts if receipt.done == "created"), case.opened_at)
        body = self._writer.resolved(
            case,
            commit=report.subject,
            asked_at=asked_at,
            settled_at=now,
            languages=report.declared.languages,
            timeline=report.timeline,
            place=Place.ISSUE if case.issue else Place.DISCUSSION,
        )
        return row(case, ActionKind.ENSURE_CLOSED, body, now)

    def _terms(self, report: ScanReport) -> Mapping[SnapshotKey, UpstreamTerms]:
        terms = {}
        for key in dict.fromkeys(finding.upstream for finding in report.assessment.findings):
            known = self._catalog.get(key)
            terms[key] = self._rulebook.complete(key, known.terms if known else UpstreamTerms())
        return terms


def row(  # noqa: PLR0913 - named where it is called
    case: Case,
    kind: ActionKind,
    body: str,
    now: datetime,
    *,
    title: str = "",
    not_before: datetime | None = None,
    banner: str = "",
    tracker_repo: str = "",
) -> Action:
    """An outbox row that waits; what is said about a case with an issue is said there."""
    return Action(
        id=outbox.action_id(case, kind, title=title, body=body),
        case=case.number,
        kind=kind,
        state=ActionState.PENDING,
        repo=case.repo,
        title=title,
        body=body,
        created_at=now,
        not_before=not_before,
        banner=banner,
        tracker_repo=tracker_repo or case.issue_repo,
    )
