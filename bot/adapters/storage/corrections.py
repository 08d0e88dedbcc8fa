# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every time that we were wrong in public, and how often that was, out of cases, rulings and receipts."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

from sqlalchemy import Connection, Select, func, select

from bot.adapters.storage.case_tables import CASES, DECISIONS, RECEIPTS
from bot.adapters.storage.desk_tables import CASE_ROWS
from bot.adapters.storage.rows import case_from_row, decision_from_row, receipt_from_row
from bot.model.cases import CaseState, Decider, Decision, Receipt
from bot.model.corrections import Corrections
from bot.model.rates import Rate
from bot.policy.corrections import correction_of

_DISPUTED = CaseState.DISPUTED.value


def corrections_in(connection: Connection) -> Corrections:
    """All of them, the newest first."""
    wrong = select(CASES).where(CASES.c.correction.is_not(None)).order_by(CASES.c.correction.desc())
    decisions, receipts = _ruled(connection), _written(connection)
    cases = [case_from_row(row) for row in connection.execute(wrong).mappings()]
    rows = tuple(correction_of(each, decisions.get(each.number, []), receipts.get(each.number, [])) for each in cases)
    row = CASE_ROWS.c
    posted = select(func.count()).select_from(RECEIPTS).where(RECEIPTS.c.done == "created")
    disputed = select(func.count()).select_from(CASE_ROWS).where(row.state == _DISPUTED)
    resolved = (
        select(func.count())
        .select_from(CASE_ROWS)
        .where(row.state == CaseState.RESOLVED.value, row.is_public.is_(True))
    )
    return Corrections(
        rows=rows,
        # A thread that was found again after a crash has no receipt that says "created".
        withdrawn=Rate(part=len(rows), whole=max(len(rows), connection.execute(posted).scalar_one())),
        disputed=connection.execute(disputed).scalar_one(),
        resolved=connection.execute(resolved).scalar_one(),
        median_answer_hours=_median_answer(connection),
    )


def _ruled(connection: Connection) -> dict[int, list[Decision]]:
    wanted = select(DECISIONS).where(DECISIONS.c.case.in_(_wrong_ones())).order_by(DECISIONS.c.sequence)
    found: dict[int, list[Decision]] = {}
    for row in connection.execute(wanted).mappings():
        found.setdefault(row["case"], []).append(decision_from_row(row))
    return found


def _written(connection: Connection) -> dict[int, list[Receipt]]:
    wanted = select(RECEIPTS).where(RECEIPTS.c.case.in_(_wrong_ones())).order_by(RECEIPTS.c.sequence)
    found: dict[int, list[Receipt]] = {}
    for row in connection.execute(wanted).mappings():
        found.setdefault(row["case"], []).append(receipt_from_row(row))
    return found


def _wrong_ones() -> Select[tuple[int]]:
    return select(CASES.c.number).where(CASES.c.correction.is_not(None))


def _median_answer(connection: Connection) -> float | None:
    """From each dispute to the next word of a person that is none."""
    told, answer = DECISIONS.alias("told"), DECISIONS.alias("answer")
    answers = (
        select(told.c.at, func.min(answer.c.at))
        .join(answer, (answer.c.case == told.c.case) & (answer.c.sequence > told.c.sequence))
        .where(told.c.state == _DISPUTED, answer.c.state != _DISPUTED, answer.c.decider == Decider.PERSON.value)
        .group_by(told.c.sequence, told.c.at)
    )
    hours = [(until - since) / timedelta(hours=1) for since, until in connection.execute(answers)]
    return median(hours) if hours else None
