# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the page of a case shows, gathered for one visitor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.model.answers import CaseRow
from bot.model.cases import Case, CaseState, Decider, Decision, Receipt
from bot.model.conversations import Note, OfferedFix, PlannedFix, Said, Side, Statement
from bot.model.findings import Finding, Severity, Tier
from bot.model.people import Permission
from bot.model.reports import ScanReport
from bot.model.repository import SnapshotKey
from bot.pipeline import outbox
from bot.policy.demands import readers, readers_needed, tier_of
from bot.render.case_evidence import EvidenceRow, evidence_rows
from bot.render.case_history import HistoryEntry, case_history
from bot.render.markup import own_post, their_words
from bot.render.pages import Table
from bot.render.pictures.case import case_pictures, left_out
from bot.render.pictures.picture import Picture
from bot.render.report import commands
from bot.render.report_tables import not_checked_table, obligations_table
from bot.render.report_words import can_say, cannot_say
from bot.render.stored_scans import stored_report
from bot.render.summaries import cost_words
from bot.render.timelines import history_words
from bot.web.desk.case_parts import CaseParts, is_public
from bot.web.site.texts import phrase
from bot.web.site.visitors import Visitor

_NEIGHBOURS = 20
_CANNOT_SAY = (
    phrase("Why something is missing, or whether its owners have an agreement with the upstream's authors."),
    phrase("Anything about people: what stands here is about files."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFinding:
    """One finding in words."""

    title: str
    finding: Finding
    asks: bool
    """Whether a license asks for it; otherwise it only helps readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWords:
    """What somebody said, as HTML without a tag of theirs."""

    said: Said
    html: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One line of the log; names and reasons are empty where they are for the desk alone."""

    decision: Decision | None = None
    receipt: Receipt | None = None
    shows_why: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """Everything on the page."""

    case: Case
    about: SnapshotKey
    """The commit that the question is about."""
    tier: Tier
    row: CaseRow | None
    is_public: bool
    readers: tuple[str, ...]
    """Names, for the desk; for others only how many."""
    readers_needed: int
    findings: tuple[ShownFinding, ...]
    report: ScanReport | None
    can_say: tuple[str, ...]
    cannot_say: tuple[str, ...]
    pictures: tuple[Picture, ...]
    no_pictures: str
    """Why there is none of the weights; empty where there is one, or no scan at all."""
    evidence: tuple[EvidenceRow, ...]
    obligations: Table | None
    checked_at: SnapshotKey | None
    """The commit of the obligations: the one that was looked at last."""
    not_checked: Table | None
    history: tuple[HistoryEntry, ...]
    history_words: str
    planned: PlannedFix | None
    offered: OfferedFix | None
    question: Markup | None
    """What we asked, as it stands in the thread."""
    answers: tuple[ShownWords, ...]
    """What the owner side wrote in the thread."""
    thread: tuple[ShownWords, ...]
    statement: Statement | None
    statement_html: Markup | None
    statements: tuple[Statement, ...]
    log: tuple[LogRow, ...]
    notes: tuple[Note, ...]
    withdrawal: Decision | None
    thread_url: str
    cost: str
    commands: tuple[str, ...]
    methods: tuple[str, ...]
    before: str
    after: str
    """Names of the neighbouring cases that the visitor may see; empty where there is none."""


def view_of(parts: CaseParts, case: Case, visitor: Visitor) -> CaseView:
    """Gather it. Nothing outside is asked."""
    of_desk = visitor.may(Permission.READ_CASES)
    decisions, receipts = parts.casebook.decisions(case.number), parts.casebook.receipts(case.number)
    said = parts.conversations.said(case.number)
    statements = parts.conversations.statements(case.number)
    standing = statements[-1] if statements and not statements[-1].is_withdrawn else None
    about = case.findings[0].subject if case.findings else case.subject
    report = stored_report(parts.casebook.scan_report(about))
    newest = stored_report(parts.casebook.scan_report(case.subject)) if case.subject != about else report
    shown = tuple(ShownWords(said=each, html=their_words(each.body)) for each in said)
    before, after = _neighbours(parts, case, of_desk=of_desk)
    return CaseView(
        case=case,
        about=about,
        tier=tier_of(case.findings),
        row=next(iter(parts.questions.numbered([case.number])), None),
        is_public=is_public(case),
        readers=readers(decisions),
        readers_needed=readers_needed(case.findings),
        findings=tuple(_finding(each, parts) for each in case.findings),
        report=report,
        can_say=can_say(report) if report else (),
        cannot_say=cannot_say(report) if report else _CANNOT_SAY,
        pictures=case_pictures(report.lineage.pictures) if report else (),
        no_pictures=left_out(report.lineage.pictures) if report else "",
        evidence=evidence_rows(report) if report else (),
        obligations=obligations_table(newest) if newest else None,
        checked_at=newest.subject if newest else None,
        not_checked=not_checked_table(report) if report else None,
        history=case_history(case, receipts, said, statements),
        history_words=history_words(case.timeline),
        planned=parts.conversations.planned(case.number),
        offered=parts.conversations.offered(case.number),
        question=_question(parts, case, said, receipts),
        answers=tuple(each for each in shown if each.said.side is Side.OWNER and each.said.gone_at is None),
        thread=tuple(_as_ours(each) for each in shown),
        statement=standing,
        statement_html=their_words(standing.text) if standing else None,
        statements=tuple(statements),
        log=tuple(_log(decisions, receipts, of_desk=of_desk)),
        notes=tuple(parts.conversations.notes(case.number)) if of_desk else (),
        withdrawal=next((each for each in reversed(decisions) if each.state is CaseState.WITHDRAWN), None),
        thread_url=next((each.url for each in reversed(receipts) if each.url), ""),
        cost=cost_words(report.cost, report.size) if report else "",
        commands=(f"hubnotice case verify {case.name}", *(commands(report) if report else ())),
        methods=_methods(report) if report else (),
        before=before,
        after=after,
    )


def _finding(finding: Finding, parts: CaseParts) -> ShownFinding:
    return ShownFinding(
        title=parts.titles.get(finding.rule, finding.rule),
        finding=finding,
        asks=finding.severity is not Severity.ADVICE,
    )


def _as_ours(shown: ShownWords) -> ShownWords:
    """Our own words keep their headings and tables; nobody else's do."""
    if shown.said.side is not Side.OURS:
        return shown
    return ShownWords(said=shown.said, html=own_post(shown.said.body))


def _question(parts: CaseParts, case: Case, said: Sequence[Said], receipts: Sequence[Receipt]) -> Markup | None:
    """From the mirror; where the thread was not read yet, from what was written last."""
    if not case.was_asked:
        return None
    mirrored = next((each for each in said if each.side is Side.OURS and each.gone_at is None), None)
    if mirrored is not None:
        return own_post(mirrored.body)
    written = [parts.casebook.action(each.action) for each in receipts if each.done in {"created", "edited"}]
    last = next((each for each in reversed(written) if each is not None and each.kind in outbox.WORDINGS), None)
    return own_post(last.body) if last else None


def _log(decisions: Sequence[Decision], receipts: Sequence[Receipt], *, of_desk: bool) -> Iterator[LogRow]:
    found: list[LogRow] = [LogRow(receipt=each) for each in receipts]
    found += [LogRow(decision=each, shows_why=of_desk or _is_for_all(each)) for each in decisions]
    yield from sorted(found, key=_when)


def _when(row: LogRow) -> str:
    moment = row.decision or row.receipt
    return moment.at.isoformat() if moment else ""


def _is_for_all(decision: Decision) -> bool:
    """What a preset ruled, what was said in the thread, and why we were wrong; what people wrote to each other is the desk's."""
    if decision.decider is Decider.PRESET or decision.state is CaseState.WITHDRAWN:
        return True
    return decision.reason.startswith("comment ")


def _methods(report: ScanReport) -> tuple[str, ...]:
    parts = report.lineage.components
    return tuple(sorted({each.method for part in parts for each in part.evidence if each.method}))


def _neighbours(parts: CaseParts, case: Case, *, of_desk: bool) -> tuple[str, str]:
    below = range(max(1, case.number - _NEIGHBOURS), case.number)
    above = range(case.number + 1, case.number + 1 + _NEIGHBOURS)
    rows = parts.questions.numbered([*below, *above], public_only=not of_desk)
    before = max((row.number for row in rows if row.number < case.number), default=0)
    after = min((row.number for row in rows if row.number > case.number), default=0)
    return (f"C-{before}" if before else "", f"C-{after}" if after else "")
