# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Schemas of what is kept: cases, and the known upstreams. Pure."""

from __future__ import annotations

from bot.model.baselines import BaselineReason
from bot.model.cases import CaseState, Decider
from bot.model.components import Component
from bot.model.lineage import Relation
from bot.render.schemas.forms import (
    COUNT,
    DAY,
    MAYBE_TEXT,
    MOMENT,
    TEXT,
    TRUE_OR_FALSE,
    Schema,
    document,
    keyed,
    many,
    one_of,
    or_null,
    said,
    table,
)
from bot.render.schemas.parts import FINDING, PAST, SNAPSHOT, snapshot_with

CASE: dict[str, Schema] = {
    "number": COUNT,
    "name": said(TEXT, "as people call it: C-17"),
    "repo": TEXT,
    "state": one_of(CaseState),
    "subject": SNAPSHOT,
    "upstreams": many(TEXT),
    "findings": many(FINDING),
    "opened_at": MOMENT,
    "changed_at": MOMENT,
    "thread": said(or_null(COUNT), "number of the discussion on the Hub"),
    "issue": said(MAYBE_TEXT, "owner/name#12 where its owners were asked in an issue instead"),
}
_DECISION = keyed({"state": one_of(CaseState), "decider": one_of(Decider), "name": TEXT, "reason": TEXT, "at": MOMENT})
_RECEIPT = keyed({"action": TEXT, "thread": COUNT, "url": TEXT, "done": TEXT, "at": MOMENT})
_UPSTREAM = snapshot_with(
    {
        "method": TEXT,
        "license": MAYBE_TEXT,
        "copyright_lines": many(TEXT),
        "license_texts": many(TEXT),
        "gated": TRUE_OR_FALSE,
        "base_models": many(TEXT),
        "base_model_relation": MAYBE_TEXT,
        "parents": many(snapshot_with({"component": one_of(Component), "relation": one_of(Relation)})),
        "parameters": COUNT,
        "components": said(table(COUNT, names=Component), "parameters of each component"),
        "files": COUNT,
        "references": COUNT,
    }
)

CASES = document("cases", "hubnotice case list --format json", {"cases": many(keyed(CASE))})
ONE_CASE = document(
    "case",
    "hubnotice case show NUMBER --format json",
    {**CASE, **PAST, "decisions": many(_DECISION), "receipts": many(_RECEIPT)},
)
CATALOG = document("catalog", "hubnotice catalog list --format json", {"upstreams": many(_UPSTREAM)})

BASELINE = document(
    "baseline",
    "hubnotice scan TARGET --write-baseline FILE",
    {
        "findings": many(
            keyed(
                {
                    "rule": TEXT,
                    "upstream": said(TEXT, "repository, at whatever commit"),
                    "component": one_of(Component),
                    "reason": one_of(BaselineReason),
                    "note": TEXT,
                    "since": DAY,
                    "until": said(DAY, "the last day on which it holds"),
                }
            )
        )
    },
)
