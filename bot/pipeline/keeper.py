# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Keeps cases: stores what a scan means for a case, together with what has to be written for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.model.cases import Action, ActionKind, Asked, Case, CaseState, Decider, Decision
from bot.model.errors import AccessRefused, Disabled, NotFound
from bot.model.orders import owner_scope
from bot.model.reports import ScanReport
from bot.model.repository import SnapshotKey
from bot.pipeline import outbox
from bot.pipeline.decide import Course, as_wished, course_of, course_of_new, in_another_language
from bot.pipeline.threads import own_thread
from bot.pipeline.trackers.own import own_issue
from bot.pipeline.wording import Wording
from bot.policy.outcome import is_weighty
from bot.policy.presets import Preset
from bot.policy.rulebook import Rulebook
from bot.policy.watching import EVERYTHING, Watching, watched
from bot.ports.casebook import Casebook
from bot.ports.catalog import Catalog
from bot.ports.clock import Clock
from bot.ports.conversations import Conversations, Forgetful
from bot.ports.hub import Forum, ModelHub
from bot.ports.tracker import Tracker
from bot.render.posts import PostWriter

_LOG = logging.getLogger(__name__)


class CaseKeeper:
    """Applies `bot.pipeline.decide` to the casebook. Case, decision and action are stored in one transaction, or nothing is."""

    def __init__(  # noqa: PLR0913 - keyword arguments, named where it is built
        self,
        *,
        hub: ModelHub,
        forum: Forum,
        catalog: Catalog,
        casebook: Casebook,
        rulebook: Rulebook,
        preset: Preset,
        preset_now: Callable[[], Preset],
        writer: PostWriter,
        clock: Clock,
        watching: Watching = EVERYTHING,
        tracker: Tracker | None = None,
        conversations: Conversations | None = None,
    ) -> None:
        self._tracker = tracker
        self._conversations = conversations or Forgetful()
        self._watching = watching
        self._families = rulebook.families
        self._hub = hub
        self._forum = forum
        self._casebook = casebook
        self._preset = preset
        self._preset_now = preset_now
        self._clock = clock
        self._wording = Wording(casebook=casebook, catalog=catalog, rulebook=rulebook, preset=preset, writer=writer)

    def keep(self, report: ScanReport) -> str | None:
        """Decide about the report's repository; the id of an action to be done, or ``None``.

        The same report again changes nothing and names the same action, as long as it is not done. A report about a commit that is
        not the newest of its repository changes nothing.
        """
        key = report.subject
        report = as_wished(report, self._clock.now().date(), self._casebook.standing(owner_scope(_owner(key))))
        case = self._casebook.case_of(key.repo)
        report = self._watched(report, case)
        if case is None:
            course = course_of_new(report, self._preset_now())
            if course is None:
                _LOG.info("no_case", extra=_facts(key, reason="nothing that a license asks for is missing"))
                return None
            return None if self._is_stale(key) else self._open(report, course)
        if not self._is_stale(key):
            self._follow(self._as_posted(case), report)
        return self._due(outbox.pending(self._casebook, case.number))

    def _watched(self, report: ScanReport, case: Case | None) -> ScanReport:
        """The report with findings about those upstreams alone that the operator watches; those of an open case stay, or it would look fixed."""
        also = case.upstreams if case else ()
        findings = tuple(watched(report.assessment.findings, self._watching, self._families, also=also))
        return replace(report, assessment=replace(report.assessment, findings=findings))

    def _is_stale(self, key: SnapshotKey) -> bool:
        """Asked as late as possible: a later commit has a scan of its own, and nobody is told about files that were replaced."""
        newest = self._hub.open(key.repo).snapshot.key
        if newest.revision == key.revision:
            return False
        _LOG.info("case_kept", extra=_facts(key, reason=f"the repository has a newer commit, {newest.short_revision}"))
        return True

    def _as_posted(self, case: Case) -> Case:
        """The case with its thread or issue, also where that was made and the answer never arrived."""
        rows = outbox.pending_wordings(self._casebook, case.number)
        if case.was_asked or case.state is not CaseState.APPROVED or not rows:
            return case
        tried = next((each for each in rows if each.tracker_repo and each.tried_at is not None), None)
        try:
            if tried is not None and self._tracker is not None:
                return self._with_issue(case, self._tracker, tried.tracker_repo)
            own = own_thread(self._forum, case.repo, case.name)
        except (AccessRefused, Disabled, NotFound) as error:
            _LOG.info("thread_not_seen", extra=_facts(case.subject, reason=str(error), case=case))
            return case
        if own is None or own.marker is None or own.marker.case != case.name:
            return case
        return replace(case, state=CaseState.POSTED, thread=own.thread.number)

    def _with_issue(self, case: Case, tracker: Tracker, repo: str) -> Case:
        own = own_issue(tracker, repo, case.name)
        if own is None or own.marker is None or own.marker.case != case.name:
            return case
        return replace(case, state=CaseState.POSTED, issue=f"{repo}#{own.issue.number}")

    def _open(self, report: ScanReport, course: Course) -> str | None:
        now = self._clock.now()
        case = Case(
            number=self._casebook.next_case_number(),
            repo=report.subject.repo,
            state=course.state,
            subject=report.subject,
            upstreams=_upstreams(report),
            findings=report.assessment.findings,
            opened_at=now,
            changed_at=now,
            timeline=report.timeline,
            asked=Asked(language=self._conversations.reachable(_owner(report.subject)).language),
        )
        action = self._action(case, course, report, now)
        self._casebook.decide(case, self._decision(case, course, now), action)
        _LOG.info("case_opened", extra=_facts(case.subject, reason=course.reason, case=case))
        return self._due([action] if action else [])

    def _due(self, waiting: Sequence[Action]) -> str | None:
        """What is written next, if it may be by now; the rest is handed on out of the outbox when its time comes."""
        return waiting[-1].id if waiting and waiting[-1].is_due(self._clock.now()) else None

    def _follow(self, case: Case, report: ScanReport) -> None:
        spoken = outbox.last_languages(self._casebook, case.number)
        now = self._clock.now()
        course = course_of(case, report, self._preset_now(), now=now, is_written=spoken is not None)
        course = in_another_language(course, case, spoken)
        if course.is_kept:
            _LOG.info("case_kept", extra=_facts(report.subject, reason=course.reason, case=case))
            return
        after = replace(case, state=course.state, subject=report.subject, timeline=report.timeline or case.timeline)
        if course.takes_findings:
            after = replace(after, findings=report.assessment.findings, upstreams=_upstreams(report))
        action = self._action(after, course, report, now)
        is_news = action is not None or course.takes_findings or course.state is not case.state
        if is_news:
            after = replace(after, changed_at=now)
            self._casebook.decide(after, self._decision(after, course, now), action, undone=self._lapsed(case, after))
            _LOG.info("case_changed", extra=_facts(after.subject, reason=course.reason, case=after))
        elif after != self._casebook.case(case.number):
            self._casebook.decide(after, None, None)

    def _lapsed(self, before: Case, after: Case) -> list[str]:
        """Texts that were approved and are not any more: a later approval is about other words. One that may be there stays, to be found."""
        if before.state is not CaseState.APPROVED or after.state is CaseState.APPROVED:
            return []
        waiting = outbox.pending_wordings(self._casebook, before.number)
        return [each.id for each in waiting if each.tried_at is None]

    def _decision(self, case: Case, course: Course, now: datetime) -> Decision:
        return Decision(
            case=case.number,
            state=course.state,
            decider=Decider.PRESET,
            name=self._preset.id,
            reason=course.reason,
            at=now,
        )

    def _action(self, case: Case, course: Course, report: ScanReport, now: datetime) -> Action | None:
        match course.write:
            case None:
                return None
            case ActionKind.ENSURE_THREAD:
                return self._wording.thread(case, report, now)
            case ActionKind.ENSURE_CLOSED:
                return self._wording.thanks(case, report, now)
            case _:
                raise AssertionError(f"a scan never asks for {course.write}")


def _upstreams(report: ScanReport) -> tuple[str, ...]:
    """Those whose licenses ask for something: the thanks name them."""
    return tuple(dict.fromkeys(each.upstream.repo for each in report.assessment.findings if is_weighty(each)))


def _owner(key: SnapshotKey) -> str:
    return key.repo.split("/", maxsplit=1)[0]


def _facts(key: SnapshotKey, *, reason: str, case: Case | None = None) -> dict[str, str | None]:
    return {
        "repo": key.repo,
        "revision": key.revision,
        "case": case.name if case else None,
        "state": case.state.value if case else None,
        "reason": reason,
    }
