# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Schemas of cases as the API and exports tell them; they stand beside `bot.render.case_files`. Pure."""

from __future__ import annotations

from bot.model.cases import CaseState, Decider
from bot.model.components import Component
from bot.model.findings import Tier
from bot.render.schemas.forms import (
    COUNT,
    MAYBE_TEXT,
    MOMENT,
    SHARE,
    TEXT,
    TRUE_OR_FALSE,
    Schema,
    document,
    keyed,
    many,
    one_of,
    or_null,
    said,
)
from bot.render.schemas.parts import FINDING

CASE_NAME: Schema = {"type": "string", "pattern": "^C-[0-9]{1,9}$"}
MAYBE_MOMENT = or_null(MOMENT)

DECISION = keyed({"state": one_of(CaseState), "decider": one_of(Decider), "name": TEXT, "reason": TEXT, "at": MOMENT})
_DESK = keyed(
    {
        "is_public": TRUE_OR_FALSE,
        "due_at": MAYBE_MOMENT,
        "readers": many(TEXT),
        "readers_missing": COUNT,
        "posts_at": MAYBE_MOMENT,
        "assignee": MAYBE_TEXT,
        "snoozed_until": MAYBE_MOMENT,
        "labels": many(TEXT),
    }
)
_ROW: dict[str, Schema] = {
    "name": CASE_NAME,
    "number": COUNT,
    "repo": TEXT,
    "owner": said(TEXT, "in lower case"),
    "revision": said(TEXT, "the commit that was examined last"),
    "state": one_of(CaseState),
    "withdrawn": said(TRUE_OR_FALSE, "whether we took it back: we were wrong"),
    "correction": said(or_null(COUNT), "number of the public correction"),
    "tier": said(
        one_of(Tier), "A: the repository names the upstream; B: inferred from files; C: unclear, never posted"
    ),
    "rules": many(TEXT),
    "components": many(one_of(Component)),
    "upstreams": many(keyed({"repo": TEXT, "license": MAYBE_TEXT})),
    "share": said(or_null(SHARE), "share of all parameters that is inherited; null where it was not measured"),
    "opened_at": MOMENT,
    "changed_at": MOMENT,
    "entered_at": said(MOMENT, "when it came into its state"),
    "thread": said(or_null(COUNT), "number of the discussion on the Hub"),
    "issue": said(MAYBE_TEXT, "owner/name#12 where its owners were asked in an issue instead"),
    "desk": said(or_null(_DESK), "null for everybody who is not of the desk"),
}
_STATEMENT = keyed({"owner": TEXT, "text": TEXT, "at": MOMENT})
_REPLY = keyed({"author": TEXT, "text": TEXT, "first_seen_at": MOMENT})
_WITHDRAWAL = keyed(
    {"at": MOMENT, "correction": or_null(COUNT), "reason": MAYBE_TEXT, "found_by_owner": or_null(TRUE_OR_FALSE)}
)
_FILE: dict[str, Schema] = {
    **_ROW,
    "url": said(MAYBE_TEXT, "where the owners were asked"),
    "findings": many(FINDING),
    "statement": said(
        or_null(_STATEMENT), "what the owners say beside the question; show it with the question, at the same size"
    ),
    "replies": said(many(_REPLY), "the owners' own comments in the thread"),
    "written": many(keyed({"done": TEXT, "url": MAYBE_TEXT, "at": MOMENT})),
    "withdrawal": or_null(_WITHDRAWAL),
    "decisions": said(or_null(many(DECISION)), "null for everybody who is not of the desk"),
}

ROW = keyed(_ROW)
FILE = keyed(_FILE)
EXPORT = document("export", "GET /case/NUMBER/export.json", _FILE)
