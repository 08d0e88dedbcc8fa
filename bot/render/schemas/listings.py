# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Schemas of what the API tells beside cases; they stand beside `bot.render.listings`. Pure."""

from __future__ import annotations

from bot.model.cases import CaseState
from bot.model.components import Component
from bot.model.lineage import Relation
from bot.model.lineage_answers import Standing
from bot.model.questions import LogKind
from bot.render.schemas.case_files import CASE_NAME, MAYBE_MOMENT, ROW
from bot.render.schemas.forms import (
    COUNT,
    MAYBE_NUMBER,
    MAYBE_TEXT,
    MOMENT,
    SHARE,
    TEXT,
    TRUE_OR_FALSE,
    keyed,
    many,
    one_of,
    or_null,
    said,
    table,
)

_NEXT = said(MAYBE_TEXT, "address of the next page; null at the end")
_BUILDERS = keyed({"credited": COUNT, "not_credited": COUNT, "not_told": COUNT, "total": COUNT})
_COUNTS = table(COUNT, names=CaseState)
_EDGE = keyed(
    {
        "repo": TEXT,
        "upstream": TEXT,
        "standing": one_of(Standing),
        "relation": one_of(Relation),
        "components": many(one_of(Component)),
        "share": or_null(SHARE),
        "credited": said(
            or_null(TRUE_OR_FALSE), "whether all that the license asks for was found; null where it could not be told"
        ),
        "license": MAYBE_TEXT,
        "seen_at": MOMENT,
        "case": or_null(CASE_NAME),
        "state": or_null(one_of(CaseState)),
    }
)
_CORRECTION = keyed(
    {
        "number": COUNT,
        "case": CASE_NAME,
        "repo": TEXT,
        "said": many(TEXT),
        "wrong": TEXT,
        "found_by_owner": TRUE_OR_FALSE,
        "posted_at": MAYBE_MOMENT,
        "told_at": MAYBE_MOMENT,
        "corrected_at": MOMENT,
        "hours_to_correct": MAYBE_NUMBER,
    }
)
_ENTRY = keyed(
    {
        "kind": one_of(LogKind),
        "sequence": COUNT,
        "at": MOMENT,
        "case": or_null(CASE_NAME),
        "what": TEXT,
        "name": TEXT,
        "text": TEXT,
        "scope": TEXT,
        "digest": TEXT,
    }
)

CASES = keyed({"cases": many(ROW), "next": _NEXT})
UPSTREAMS = keyed(
    {"upstreams": many(keyed({"repo": TEXT, "license": MAYBE_TEXT, "builders": _BUILDERS})), "next": _NEXT}
)
UPSTREAM = keyed(
    {
        "repo": TEXT,
        "license": MAYBE_TEXT,
        "builders": _BUILDERS,
        "cases": _COUNTS,
        "built_on_by": many(_EDGE),
        "next": _NEXT,
    }
)
REPO = keyed({"repo": TEXT, "case": or_null(ROW), "builds_on": many(_EDGE), "built_on_by": many(_EDGE)})
OWNER = keyed(
    {
        "name": said(TEXT, "in lower case"),
        "has_stopped": said(TRUE_OR_FALSE, "whether they asked us not to write"),
        "cases": _COUNTS,
        "open": many(ROW),
        "closed": many(ROW),
    }
)
CORRECTIONS = keyed(
    {
        "corrections": many(_CORRECTION),
        "posted": COUNT,
        "withdrawn": COUNT,
        "withdrawn_share": or_null(SHARE),
        "withdrawn_share_interval": said(
            {"type": "array", "items": SHARE, "minItems": 2, "maxItems": 2}, "exact, at 95 %"
        ),
        "disputed": COUNT,
        "resolved": COUNT,
        "median_answer_hours": MAYBE_NUMBER,
    }
)
LOG = keyed({"entries": many(_ENTRY), "next": _NEXT})
STATUS = keyed(
    {
        "at": MOMENT,
        "cases": _COUNTS,
        "outbox_waiting": COUNT,
        "jobs": keyed({"waiting": COUNT, "running": COUNT, "set_aside": COUNT}),
        "posts": keyed({"last_hour": COUNT, "last_day": COUNT, "hour_cap": COUNT, "day_cap": COUNT}),
        "watermark": MAYBE_MOMENT,
        "polled_at": MAYBE_MOMENT,
        "breaker_tripped": TRUE_OR_FALSE,
        "kill_switch": TRUE_OR_FALSE,
    }
)
