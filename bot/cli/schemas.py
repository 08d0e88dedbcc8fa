# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every kind of JSON document that a command prints, a webhook gets or an auditor takes away, in one list. What other standards describe, such as SARIF, is theirs."""

from __future__ import annotations

from bot.model.people import Role
from bot.pipeline.explaining.schemas import LICENSE, RULE, RULES, RULES_CHECK
from bot.render.schemas.alerts import ALERTS, DELIVERIES, SENT
from bot.render.schemas.audit import LOG, READ
from bot.render.schemas.case_files import EXPORT
from bot.render.schemas.forms import MOMENT, TEXT, TRUE_OR_FALSE, DocumentSchema, document, keyed, many, one_of
from bot.render.schemas.kept import BASELINE, CASES, CATALOG, ONE_CASE
from bot.render.schemas.reports import COMPARE, FIX, SCAN
from bot.render.service import SCHEMA as TOKENS

DOCTOR = document(
    "doctor",
    "hubnotice doctor --format json",
    {
        "ok": TRUE_OR_FALSE,
        "checks": many(keyed({"name": TEXT, "state": {"enum": ["ok", "warn", "fail"]}, "message": TEXT})),
    },
)

PEOPLE = document(
    "people",
    "hubnotice people list --format json",
    {"people": many(keyed({"name": TEXT, "display_name": TEXT, "roles": many(one_of(Role)), "created_at": MOMENT}))},
)

ALL: tuple[DocumentSchema, ...] = (
    SCAN,
    COMPARE,
    FIX,
    BASELINE,
    CASES,
    ONE_CASE,
    EXPORT,
    CATALOG,
    RULES,
    RULE,
    LICENSE,
    RULES_CHECK,
    PEOPLE,
    TOKENS,
    DOCTOR,
    ALERTS,
    DELIVERIES,
    *SENT,
    LOG,
    READ,
)
"""In the order in which they are listed."""
