# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What happened to a case, told from how it stood before and after. Pure.

A case that nobody was asked about in public is nobody's news: what happens to it is marked as not public, and so is that it ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.model.cases import Case, CaseState, Decider, Decision
from bot.model.findings import Confidence, Finding, Severity
from bot.model.happenings import Happening, HappeningKind
from bot.model.timeline import Change, TimelineEvent
from bot.policy.demands import tier_of

_UNSAID = frozenset({CaseState.PROPOSED, CaseState.IN_REVIEW, CaseState.APPROVED})
_ANSWERS = frozenset({CaseState.WAITING, CaseState.PRIVATE, CaseState.STOPPED})
_GRAVEST = (Severity.CONFLICT, Severity.OBLIGATION, Severity.ADVICE)
_LEAST = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)
_SAID = "comment "
_REMARK = "; nothing follows: "
_DISPUTE = "/notice dispute"
_NOTICES = ("license", "licence", "notice", "copying", "attribution", "copyright")


def happened(
    before: Case | None,
    after: Case,
    *,
    decision: Decision | None = None,
    at: datetime,
    url: str = "",
    licenses: Sequence[str] = (),
) -> tuple[Happening, ...]:
    """Everything that the change from ``before`` to ``after`` is, oldest first; nothing where it is nothing to tell anybody."""
    kind = _kind(before, after)
    told = [] if kind is None else [_of_case(kind, before, after, decision, at)]
    told += _of_files(before, after, at)
    return tuple(replace(each, url=url if each.case is not None else "", licenses=tuple(licenses)) for each in told)


def owners_words(decision: Decision) -> str:
    """What owners said against a question in their thread, where this decision is theirs; empty otherwise.

    >>> from bot.model.cases import CaseState
    >>> said = "comment 7f: /notice dispute we trained it ourselves"
    >>> owners_words(Decision(case=1, state=CaseState.DISPUTED, decider=Decider.PERSON, name="hana", reason=said, at=datetime.min))
    'we trained it ourselves'
    """
    if decision.decider is not Decider.PERSON or not decision.reason.startswith(_SAID):
        return ""
    words = decision.reason.partition(": ")[2].partition(_REMARK)[0]
    return words.removeprefix(_DISPUTE).strip() if words.startswith(_DISPUTE) else ""


def _kind(before: Case | None, after: Case) -> HappeningKind | None:
    was = None if before is None else before.state
    was_asked = before is not None and before.was_asked
    if was is after.state:
        return None
    if after.state in _UNSAID:
        return None if was in _UNSAID or was_asked or after.was_asked else HappeningKind.PROPOSED
    if after.state in _ANSWERS:
        return HappeningKind.ANSWERED if was_asked else None
    if after.state is CaseState.POSTED:
        return _posted(was)
    return _KINDS.get(after.state)


_KINDS = {
    CaseState.DISPUTED: HappeningKind.DISPUTED,
    CaseState.RESOLVED: HappeningKind.RESOLVED,
    CaseState.FIXED_SILENTLY: HappeningKind.RESOLVED,
    CaseState.WITHDRAWN: HappeningKind.WITHDRAWN,
    CaseState.NOT_A_FINDING: HappeningKind.WITHDRAWN,
}


def _posted(was: CaseState | None) -> HappeningKind | None:
    """A dispute that a person answered goes on as an open question; so does one whose owners had asked for time, which is no news."""
    if was is CaseState.DISPUTED:
        return HappeningKind.ANSWERED
    return None if was is CaseState.WAITING else HappeningKind.POSTED


def _of_case(
    kind: HappeningKind, before: Case | None, after: Case, decision: Decision | None, at: datetime
) -> Happening:
    reply = owners_words(decision) if decision is not None else ""
    is_ours = decision is not None and kind is HappeningKind.WITHDRAWN and after.was_asked
    return replace(
        _about(kind, before, after, at),
        case=after.number,
        # Why a person ruled stays in the log; why we were wrong is said in the thread, too.
        detail=decision.reason if is_ours and decision is not None else "",
        reply=reply,
        correction=after.correction,
    )


def _about(kind: HappeningKind, before: Case | None, after: Case, at: datetime) -> Happening:
    findings = after.findings or (before.findings if before is not None else ())
    upstreams = after.upstreams or tuple(dict.fromkeys(each.upstream.repo for each in findings))
    return Happening(
        kind=kind,
        at=at,
        repo=after.repo,
        revision=after.subject.revision,
        root=_root(after.repo, findings),
        is_public=after.was_asked,
        state=after.state,
        tier=tier_of(findings) if findings else None,
        severity=next((each for each in _GRAVEST if any(one.severity is each for one in findings)), None),
        confidence=next((each for each in _LEAST if any(one.confidence is each for one in findings)), None),
        upstreams=upstreams,
        rules=tuple(sorted({each.rule for each in findings})),
    )


def _root(repo: str, findings: Sequence[Finding]) -> str:
    """The repository nearest to the upstream through which all findings came down; the repository itself where they did not."""
    roots = {each.via[-1].repo if each.via else repo for each in findings}
    return roots.pop() if len(roots) == 1 else repo


def _of_files(before: Case | None, after: Case, at: datetime) -> list[Happening]:
    """What commits did to licenses and notices since the one that was examined before."""
    if before is None or after.timeline is None or before.subject == after.subject:
        return []
    told: list[Happening] = []
    for event in after.timeline.after(before.subject.revision):
        told += _of_event(event, before, after, at)
    return told


def _of_event(event: TimelineEvent, before: Case, after: Case, at: datetime) -> list[Happening]:
    about = _about(HappeningKind.NOTICE_ADDED, before, after, at)
    about = replace(about, revision=event.commit.id, case=after.number if after.was_asked else None)
    name = event.path.rpartition("/")[2].casefold()
    if name.startswith(_NOTICES) and event.what is Change.APPEARED:
        return [replace(about, detail=event.path)]
    if name.startswith(_NOTICES) and event.what is Change.VANISHED:
        return [replace(about, kind=HappeningKind.NOTICE_REMOVED, detail=event.path)]
    return []
