# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every time that we were wrong in public, and how often that was, out of cases, rulings and receipts."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

from sqlalchemy import Connection, func, select

from bot.adapters.storage.desk_tables import CASE_ROWS
from bot.adapters.storage.rows import case_from_row, decision_from_row, receipt_from_row
from bot.adapters.storage.tables import CASES, DECISIONS, RECEIPTS
from bot.model.answers import Correction, Corrections
from bot.model.cases import Case, CaseState, Decider
from bot.model.rates import Rate
from bot.policy.corrections import correction_of

_DISPUTED = CaseState.DISPUTED.value


def corrections_in(connection: Connection) -> Corrections:
    """All of them, the newest first."""
    wrong = select(CASES).where(CASES.c.correction.is_not(None)).order_by(CASES.c.correction.desc())
    rows = tuple(_correction(connection, case_from_row(row)) for row in connection.execute(wrong).mappings())
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


def _correction(connection: Connection, case: Case) -> Correction:
    ruled = connection.execute(
        select(DECISIONS).where(DECISIONS.c.case == case.number).order_by(DECISIONS.c.sequence)
    ).mappings()
    written = connection.execute(
        select(RECEIPTS).where(RECEIPTS.c.case == case.number).order_by(RECEIPTS.c.sequence)
    ).mappings()
    return correction_of(case, [decision_from_row(row) for row in ruled], [receipt_from_row(row) for row in written])


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
