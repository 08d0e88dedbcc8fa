# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Stores what people rule, together with what has to be written for it, under the lock under which posts are written."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime

from bot.model.cases import ActionKind, Case, CaseState
from bot.model.errors import NotAllowed, NotFound
from bot.model.orders import POSTING, StandingOrder, owner_scope
from bot.model.reports import ScanReport
from bot.model.wishes import PostWish
from bot.pipeline import outbox
from bot.pipeline.acting.breaker import Breaker
from bot.pipeline.acting.counting import used_for
from bot.pipeline.decide import as_wished, same_statements, writes_anything
from bot.pipeline.ruling.preparing import Circumstances, Prepared, checks, digest_of
from bot.pipeline.ruling.preparing import seen as seen_of
from bot.pipeline.ruling.rules import RulingKind, check_no_way_round, outcome
from bot.pipeline.ruling.rulings import Agreed, Ruled, decision_of, facts_of, posting_order
from bot.pipeline.wording import Wording, row
from bot.policy.demands import Standing, approvals, demand, readers, readers_needed
from bot.policy.presets import Preset
from bot.ports.casebook import Casebook
from bot.ports.clock import Clock
from bot.render.posts import Place, Post
from bot.render.withdrawals import WithdrawalWriter

_LOG = logging.getLogger(__name__)


class Desk:
    """Rules in the name of people. Raises NotFound for a case that is not there, NotAllowed for a ruling that is not possible."""

    def __init__(
        self,
        *,
        casebook: Casebook,
        preset: Preset,
        wording: Wording,
        withdrawals: WithdrawalWriter,
        clock: Clock,
        one_at_a_time: AbstractContextManager[object],
    ) -> None:
        self._one_at_a_time = one_at_a_time
        self._casebook = casebook
        self._preset = preset
        self._wording = wording
        self._withdrawals = withdrawals
        self._clock = clock
        self._breaker = Breaker(casebook=casebook, clock=clock)

    def approve(self, number: int, *, name: str, reason: str, seen: str = "") -> Ruled:
        """One reader's approval. Nothing is written because of it alone.

        ``seen`` is what `seen` said when the reader looked, here and in every other ruling; without it nobody is asked whether it changed.
        """
        with self._one_at_a_time:
            case, state = self._possible(RulingKind.APPROVE, number, name, seen)
            after = self._rule(case, state, name, reason)
        missing = readers_needed(case.findings) - len(readers(self._casebook.decisions(number)))
        remark = f"{missing} more to approve it" if missing > 0 else "approved; 'post' puts it into the outbox"
        return Ruled(case=after, remark=remark)

    def post(self, number: int, report: ScanReport, *, name: str, reason: str, agreed: Agreed | None = None) -> Ruled:
        """Put the thread into the outbox, about what a new scan of the newest commit found.

        The publisher's word counts as an approval, too. Where owners said stop and took it back, their thread is there and is edited.
        Raises NotAllowed where approvals are missing, where the scan says something else than what was approved, under a preset that
        writes nothing, and where the words are not those that were ``agreed`` to.
        """
        with self._one_at_a_time:
            return self._post(number, report, name, reason, agreed=agreed)

    def issue(self, number: int, report: ScanReport, repo: str, *, name: str, reason: str) -> Ruled:
        """Put an issue in this repository of the code forge into the outbox, instead of a thread on the Hub. Raises as `post` does.

        Raises NotAllowed, too, where its owners were ever asked, closed a door or wished for something else, and where another case has
        its issue there.
        """
        with self._one_at_a_time:
            self._check_issue(number, report, repo)
            return self._post(number, report, name, reason, tracker_repo=repo)

    def _check_issue(self, number: int, report: ScanReport, repo: str) -> None:
        case = self._case(number)
        if report.wishes.post is PostWish.PR_ONLY:
            raise NotAllowed(f"{case.name}: {report.wishes.where}: its owners want pull requests and nothing else")
        check_no_way_round(case, self._casebook.decisions(number), self._casebook.receipts(number))
        places = {each.issue_repo: each.number for each in self._casebook.cases()}
        places |= {each.tracker_repo: each.case for each in self._casebook.pending_actions()}
        other = next((each for place, each in places.items() if place.casefold() == repo.casefold()), number)
        if other != number:
            raise NotAllowed(f"{case.name}: {repo} has the issue of C-{other}, and there is one for a repository")

    def _post(
        self,
        number: int,
        report: ScanReport,
        name: str,
        reason: str,
        *,
        tracker_repo: str = "",
        agreed: Agreed | None = None,
    ) -> Ruled:
        case, state = self._possible(RulingKind.POST, number, name, agreed.seen if agreed else "")
        if not writes_anything(self._preset):
            raise NotAllowed(f"{case.name}: preset {self._preset.id} writes nothing; choose review or automatic")
        report = self._as_wished(case, report)
        if not same_statements(report.assessment.findings, case.findings):
            raise NotAllowed(
                f"{case.name}: its repository says something else by now; look at it again before it is posted"
            )
        # Where owners said stop in their thread and took it back, that one thread goes on.
        self._check_unasked(case, thread_goes_on=not tracker_repo)
        now = self._clock.now()
        decision = decision_of(case, state, name, reason, now)
        asked = demand(case.findings, [*self._casebook.decisions(number), decision], self._preset)
        if asked.standing is not Standing.READY:
            raise NotAllowed(f"{case.name}: {asked.reason}")
        held = approvals([*self._casebook.decisions(number), decision])
        about = replace(case, state=state, subject=report.subject, findings=report.assessment.findings, changed_at=now)
        action = self._wording.thread(about, report, now, approved_at=held[0].at, tracker_repo=tracker_repo)
        if agreed is not None and digest_of(Post(action.title, action.body)) != agreed.digest:
            raise NotAllowed(
                f"{case.name}: the post would say something else by now than what was shown; prepare it again and read it"
            )
        self._casebook.decide(about, decision, action)
        _LOG.info("case_ruled", extra=facts_of(about, decision))
        return Ruled(case=about, action=action)

    def _as_wished(self, case: Case, report: ScanReport) -> ScanReport:
        """As the daemon sees it. Raises NotAllowed where owners ask us not to write, in a file of theirs or by an order that holds."""
        order = self._casebook.standing(owner_scope(case.owner))
        wished = as_wished(report, self._clock.now().date(), order)
        if wished.wishes.post is PostWish.NEVER:
            raise NotAllowed(f"{case.name}: {wished.wishes.where}: its owners ask us not to write")
        return wished

    def _check_unasked(self, case: Case, *, thread_goes_on: bool = False) -> None:
        waiting = outbox.pending_wordings(self._casebook, case.number)
        is_there = case.issue is not None if thread_goes_on else case.was_asked
        if waiting or is_there:
            what = "issue" if case.issue or any(each.tracker_repo for each in waiting) else "thread"
            raise NotAllowed(f"{case.name}: its {what} is {'in the outbox' if waiting else 'posted'} already")
        if outbox.may_have_issue(self._casebook, case.number):
            raise NotAllowed(f"{case.name}: an issue about it may be there, whose answer never came; look for it first")

    def preview(self, number: int, report: ScanReport) -> Post:
        """What would be posted. Raises NotFound, ValueError where there is nothing to ask for."""
        return self._wording.post(self._case(number), report)

    def prepare(self, number: int, report: ScanReport) -> Prepared:
        """What would be posted, and everything that was looked at beside it. Raises as `preview`, NotAllowed where owners ask us not to write."""
        case = self._case(number)
        wished = self._as_wished(case, report)
        post = self._wording.post(case, wished)
        now = self._clock.now()
        around = Circumstances(
            decisions=self._casebook.decisions(number),
            used=used_for(self._casebook, case, now),
            posting=self._casebook.standing(POSTING),
            has_written=any(each.done != "unchanged" for each in self._casebook.receipts(number)),
            now=now,
        )
        return Prepared(
            post=post,
            digest=digest_of(post),
            checks=checks(case, wished, post, self._preset, around),
            commit=report.subject.revision,
        )

    def seen(self, number: int) -> str:
        """What there is to see of a case now; hand it to a ruling, and it is refused where something happened since. Raises NotFound."""
        return self._seen(self._case(number))

    def _seen(self, case: Case) -> str:
        return seen_of(case, self._casebook.decisions(case.number), outbox.pending(self._casebook, case.number))

    def preview_issue(self, number: int, report: ScanReport, repo: str, *, name: str) -> Post:
        """What the issue would say. Raises NotAllowed where there is never going to be one, and as `preview` does."""
        self._check_issue(number, report, repo)
        case, _ = self._possible(RulingKind.POST, number, name)
        self._check_unasked(case)
        return self._wording.post(case, self._as_wished(case, report), place=Place.ISSUE)

    def undo(self, number: int, *, name: str, reason: str, seen: str = "") -> Ruled:
        """Take the thread out of the outbox again; somebody has to approve it anew."""
        with self._one_at_a_time:
            case, state = self._possible(RulingKind.UNDO, number, name, seen)
            waiting = self._undoable(case)
            if not waiting:
                raise NotAllowed(f"{case.name}: nothing of it waits in the outbox")
            return Ruled(case=self._rule(case, state, name, reason, undone=waiting))

    def dismiss(self, number: int, *, name: str, reason: str, seen: str = "") -> Ruled:
        """Not a finding, for good."""
        with self._one_at_a_time:
            case, state = self._possible(RulingKind.DISMISS, number, name, seen)
            return Ruled(case=self._rule(case, state, name, reason, undone=self._undoable(case)))

    def uphold(self, number: int, *, name: str, reason: str, seen: str = "") -> Ruled:
        """A disputed case stands, after a person has answered in the thread."""
        with self._one_at_a_time:
            case, state = self._possible(RulingKind.UPHOLD, number, name, seen)
            return Ruled(case=self._rule(case, state, name, reason))

    def withdraw(self, number: int, *, name: str, reason: str, seen: str = "") -> Ruled:
        """We were wrong: the case gets a number among the corrections, and the thread says so. The breaker looks at it."""
        with self._one_at_a_time:
            return self._withdraw(number, name, reason, seen)

    def _withdraw(self, number: int, name: str, reason: str, seen: str) -> Ruled:
        case, state = self._possible(RulingKind.WITHDRAW, number, name, seen)
        now = self._clock.now()
        earlier = self._casebook.cases_in({CaseState.WITHDRAWN})
        correction = 1 + max((each.correction or 0 for each in earlier), default=0)
        after = replace(case, state=state, changed_at=now, correction=correction)
        decision = decision_of(after, state, name, reason, now)
        words = self._withdrawals.write(
            after,
            reason=decision.reason,
            asked_at=self._asked_at(case),
            by=decision.name,
            languages=outbox.last_languages(self._casebook, number) or (),
        )
        action = row(after, ActionKind.ENSURE_WITHDRAWN, words.comment, now, title=words.title, banner=words.banner)
        self._casebook.decide(after, decision, action, undone=self._waiting(case))
        _LOG.warning("case_withdrawn", extra={"case": case.name, "repo": case.repo, "correction": correction})
        self._breaker.look()
        return Ruled(case=after, action=action)

    def switch_posting(self, *, on: bool, name: str, reason: str) -> StandingOrder:
        """Stop all posting, or go on. Raises NotAllowed without a name or a reason."""
        order = posting_order(on=on, name=name, reason=reason, at=self._clock.now())
        self._casebook.order(order)
        _LOG.warning("posting_switched", extra={"word": order.word.value, "reason": order.reason})
        return order

    def _possible(self, kind: RulingKind, number: int, name: str, seen: str = "") -> tuple[Case, CaseState]:
        case = self._case(number)
        if seen and seen != self._seen(case):
            raise NotAllowed(
                f"{case.name}: something happened to it since this page was shown; please look again first"
            )
        return case, outcome(kind, case, self._casebook.decisions(number), name)

    def _case(self, number: int) -> Case:
        case = self._casebook.case(number)
        if case is None:
            raise NotFound(f"C-{number}: no such case")
        return case

    def _rule(self, case: Case, state: CaseState, name: str, reason: str, *, undone: tuple[str, ...] = ()) -> Case:
        now = self._clock.now()
        after = replace(case, state=state, changed_at=now)
        decision = decision_of(after, state, name, reason, now)
        self._casebook.decide(after, decision, None, undone=undone)
        _LOG.info("case_ruled", extra=facts_of(after, decision))
        return after

    def _waiting(self, case: Case) -> tuple[str, ...]:
        return tuple(each.id for each in outbox.pending(self._casebook, case.number))

    def _undoable(self, case: Case) -> tuple[str, ...]:
        """What waits. Raises NotAllowed where an issue may be there already: taken out of the outbox, it would be found by nobody."""
        if any(each.tracker_repo and each.tried_at for each in outbox.pending(self._casebook, case.number)):
            raise NotAllowed(f"{case.name}: its issue may be written already; wait until it is known")
        return self._waiting(case)

    def _asked_at(self, case: Case) -> datetime:
        receipts = self._casebook.receipts(case.number)
        return next((receipt.at for receipt in receipts if receipt.done == "created"), case.opened_at)
