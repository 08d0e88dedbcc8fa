# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What becomes of a case after a scan. Pure: the daemon stores and sends.

- A person's ruling and a resolved thread stay as they are.
- What could not be looked at settles nothing and changes nothing.
- A fix before the first word is the best result: no word at all.
- What owners ask of us in a file of theirs is done: never to write, to leave it to a person, not to raise a rule.
- The one thread of a posted case is edited when what is asked for changes; a new claim is written only where the preset would post it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never

from bot.model.cases import ActionKind, Case, CaseState
from bot.model.findings import Finding
from bot.model.lineage import Verdict
from bot.model.orders import StandingOrder, Word
from bot.model.reports import ScanReport
from bot.model.wishes import PostWish, Wishes
from bot.policy.outcome import is_settled, is_weighty
from bot.policy.presets import Preset
from bot.policy.wishes import together
from bot.render.languages import summary_language

_CLOSED_FOR_GOOD = {
    CaseState.NOT_A_FINDING: "a person ruled that this is not a finding",
    CaseState.WITHDRAWN: "a person withdrew the case",
    CaseState.RESOLVED: "a resolved case is never raised again",
    CaseState.STOPPED: "its owners said stop in the thread",
    CaseState.DISPUTED: "its owners dispute it, and a person answers",
    CaseState.PRIVATE: "its owners asked to go on by mail, and a person does",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Where a case goes, why, and what has to be written for it."""

    state: CaseState
    reason: str
    write: ActionKind | None = None
    takes_findings: bool = False
    """Whether the report's findings become the case's; otherwise the case keeps those that it was about."""
    is_kept: bool = False
    """Whether nothing of the case may change, not even the commit that it names."""


def writes_anything(preset: Preset) -> bool:
    """Whether this preset allows a single post. One without room for any writes nothing at all: no edit and no thanks either."""
    return preset.posts_per_hour > 0 and preset.posts_per_day > 0


def course_of_new(report: ScanReport, preset: Preset) -> Course | None:
    """What a repository without a case gets; ``None`` where there is nothing to open a case about."""
    state, reason = _ruling(preset, report)
    return None if state is CaseState.NOT_A_FINDING else _ruled(state, reason)


def as_wished(report: ScanReport, day: date, order: StandingOrder | None = None) -> ScanReport:
    """The report without what its owners do not want raised on this day, and with what they ordered for all that is theirs.

    Facts stay: the scan that is kept has them all.
    """
    findings = tuple(each for each in report.assessment.findings if not report.wishes.suppresses(each.rule, day))
    wishes = report.wishes
    if order is not None and order.word is not Word.ON:
        post = PostWish.NEVER if order.is_off else PostWish.ASK
        wishes = together(wishes, Wishes(post=post, where=f"{order.name}: {order.reason}"))
    return replace(report, wishes=wishes, assessment=replace(report.assessment, findings=findings))


def course_of(case: Case, report: ScanReport, preset: Preset, *, now: datetime, is_written: bool) -> Course:
    """What becomes of a case after a scan of the repository's newest commit.

    ``is_written`` says whether the outbox ever held a thread for it: a person may approve a case for which nothing was written yet, and
    then a person puts it into the outbox, too.
    """
    if case.state in _CLOSED_FOR_GOOD:
        return _kept(case, _CLOSED_FOR_GOOD[case.state])
    untold = _untold(case, report)
    if untold is not None:
        if not case.was_asked and _is_replaced(report):
            return Course(state=CaseState.FIXED_SILENTLY, reason="the files no longer show what the case was about")
        return _kept(case, untold)
    if is_settled(case.findings, report.assessment):
        return _settled(case, report, preset)
    if case.state is CaseState.WAITING:
        return _waiting(case, now)
    return _still_open(case, report, preset, is_written=is_written)


def in_another_language(course: Course, case: Case, spoken: tuple[str, ...] | None) -> Course:
    """The same course, with an edit where the owners asked for another language than the thread's, which is ``spoken``."""
    wanted = summary_language((case.asked.language,)) if case.asked.language else None
    asked = bool(case.asked.language) and spoken is not None and set(spoken) != {"en", *filter(None, [wanted])}
    if not asked or course.write is not None or course.is_kept or course.state is not CaseState.POSTED:
        return course
    return Course(
        state=course.state,
        reason="its owners asked for another language",
        write=ActionKind.ENSURE_THREAD,
        takes_findings=True,
    )


def _waiting(case: Case, now: datetime) -> Course:
    until = case.asked.quiet_until
    if until is not None and now < until:
        return _kept(case, f"its owners asked for time until {until:%Y-%m-%d}")
    return Course(state=CaseState.POSTED, reason="the time that its owners asked for is over")


def _settled(case: Case, report: ScanReport, preset: Preset) -> Course:
    if not case.was_asked:
        return Course(state=CaseState.FIXED_SILENTLY, reason="fixed before anything was posted")
    if case.state is CaseState.UNREACHABLE:
        return Course(state=CaseState.RESOLVED, reason="fixed; the thread is not ours to write in any more")
    if report.wishes.post is PostWish.NEVER:
        return Course(state=CaseState.RESOLVED, reason="fixed; its owners asked us not to write")
    if {each.rule for each in report.wishes.suppressed} & {each.rule for each in case.findings}:
        return Course(state=CaseState.RESOLVED, reason="its owners asked us not to raise the rest, so nothing is said")
    if not writes_anything(preset):
        return _kept(case, f"preset {preset.id} writes nothing, so the thread stays open")
    return Course(
        state=CaseState.RESOLVED, reason="everything that was asked for is there", write=ActionKind.ENSURE_CLOSED
    )


def _still_open(  # noqa: PLR0911 - one answer for each state
    case: Case, report: ScanReport, preset: Preset, *, is_written: bool
) -> Course:
    findings = report.assessment.findings
    is_changed = not same_statements(findings, case.findings)
    state, reason = _ruling(preset, report)
    if CaseState.OPTED_OUT in {state, case.state}:
        return _around_opt_out(case, state, reason, is_changed=is_changed)
    match case.state:
        case CaseState.UNREACHABLE:
            return _kept(case, "the other side does not let us write, and is not asked again")
        case CaseState.POSTED:
            return _posted(case, report, preset) if is_changed else _unchanged(case)
        case CaseState.IN_REVIEW:
            return Course(state=case.state, reason="waits for a person", takes_findings=is_changed)
        case CaseState.FIXED_SILENTLY if state is CaseState.APPROVED:
            return _ruled(CaseState.IN_REVIEW, "was fixed once, so a person looks first")
        case CaseState.APPROVED if not is_changed:
            wanted = not is_written and writes_anything(preset) and state is CaseState.APPROVED
            return Course(state=case.state, reason="approved", write=ActionKind.ENSURE_THREAD if wanted else None)
        case CaseState.PROPOSED | CaseState.APPROVED | CaseState.FIXED_SILENTLY:
            return _ruled(state, reason) if is_changed or state is not case.state else _unchanged(case)
        case (
            CaseState.NOT_A_FINDING
            | CaseState.WITHDRAWN
            | CaseState.RESOLVED
            | CaseState.OPTED_OUT
            | CaseState.STOPPED
            | CaseState.DISPUTED
            | CaseState.WAITING
            | CaseState.PRIVATE
        ):
            return _kept(case, _CLOSED_FOR_GOOD.get(case.state, reason))
        case _:
            assert_never(case.state)


def _around_opt_out(case: Case, state: CaseState, reason: str, *, is_changed: bool) -> Course:
    """What owners ask about writing ends every plan to write; a thread that is there stays as it is."""
    if state is not CaseState.OPTED_OUT:
        return _ruled(CaseState.IN_REVIEW, "its owners no longer ask us not to write, so a person looks first")
    if case.state in {CaseState.POSTED, CaseState.UNREACHABLE}:
        return _kept(case, reason)
    return _ruled(state, reason) if is_changed or state is not case.state else _unchanged(case)


def _posted(case: Case, report: ScanReport, preset: Preset) -> Course:
    """An edit: freely where less is asked for than before, otherwise only where the preset would post it."""
    findings = report.assessment.findings
    state, reason = _ruling(preset, report)
    asks_more = not _asked(findings) <= _asked(case.findings)
    if state is CaseState.APPROVED or (state is CaseState.IN_REVIEW and not asks_more and writes_anything(preset)):
        return Course(
            state=CaseState.POSTED,
            reason="what is asked for changed",
            write=ActionKind.ENSURE_THREAD,
            takes_findings=True,
        )
    return _kept(case, f"the thread is not edited, a person has to look: {reason}")


def _ruling(preset: Preset, report: ScanReport) -> tuple[CaseState, str]:
    state, reason = preset.ruling(tuple(report.assessment.findings))
    wishes = report.wishes
    if state is CaseState.NOT_A_FINDING:
        return state, reason
    if wishes.post is PostWish.NEVER:
        return CaseState.OPTED_OUT, f"{wishes.where}: its owners ask us not to write"
    if state is CaseState.APPROVED and (wishes.problem or wishes.post is not PostWish.ANY):
        said = wishes.problem or f"its owners say '{wishes.post.value}'"
        return CaseState.IN_REVIEW, f"{wishes.where}: {said}, so a person decides"
    if state is CaseState.APPROVED and not writes_anything(preset):
        return CaseState.PROPOSED, f"preset {preset.id}: its caps leave room for no post"
    return state, reason


def _ruled(state: CaseState, reason: str) -> Course:
    write = ActionKind.ENSURE_THREAD if state is CaseState.APPROVED else None
    return Course(state=state, reason=reason, write=write, takes_findings=True)


def _kept(case: Case, reason: str) -> Course:
    return Course(state=case.state, reason=reason, is_kept=True)


def _unchanged(case: Case) -> Course:
    return Course(state=case.state, reason="the findings are the same")


def _untold(case: Case, report: ScanReport) -> str | None:
    """Why a finding that is gone cannot be called fixed, or ``None``.

    It is fixed where its upstream's license still asks for something here and the rule is silent. Without an obligation the lineage
    itself was not established this time: weights that could not be read, a spent budget, a declaration taken back.
    """
    still = _asked(report.assessment.findings)
    gone = [finding for finding in case.findings if is_weighty(finding) and _question(finding) not in still]
    unable = {(each.rule, each.upstream.repo) for each in report.assessment.cannot_tell}
    established = {each.upstream.repo for each in report.assessment.obligations}
    for finding in gone:
        if _question(finding) in unable:
            return f"cannot tell whether {finding.rule} is settled"
        if finding.upstream.repo not in established:
            return f"the lineage from {finding.upstream.repo} was not established this time"
    return None


def _is_replaced(report: ScanReport) -> bool:
    """Whether everything was looked at and nothing is shared, which is the opposite of not having been able to look."""
    complete = not report.not_checked and not report.lineage.unavailable and not report.assessment.cannot_tell
    return complete and report.lineage.verdict is Verdict.INDEPENDENT


def _question(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.upstream.repo


def _asked(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    return {_question(finding) for finding in findings if is_weighty(finding)}


def same_statements(some: Iterable[Finding], others: Iterable[Finding]) -> bool:
    """Whether two lists of findings would be told in the same words, whatever commits they name."""
    return _statements(some) == _statements(others)


def _statements(findings: Iterable[Finding]) -> set[tuple[object, ...]]:
    """What a post says, commits left out: a new commit with the same findings is no news."""
    return {(each.rule, each.upstream.repo, each.component, each.severity, each.tier) for each in findings}
