# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Schemas of the lines that auditors take away: what was ruled, written and ordered, and who looked at what. Pure."""

from __future__ import annotations

from bot.model.questions import LogKind
from bot.render.schemas.forms import COUNT, MOMENT, TEXT, document, one_of, or_null, said

_DIGEST = said(TEXT, "of this entry and all of its kind before it, in hexadecimal")

LOG = document(
    "log",
    "GET /audit.jsonl, a line each",
    {
        "kind": one_of(LogKind),
        "sequence": said(COUNT, "its place among those of its kind, from 1 without a gap"),
        "at": MOMENT,
        "case": said(or_null(COUNT), "its number; null for a standing order"),
        "what": said(TEXT, "the state that was ruled, what was done, or the word of the order"),
        "name": said(TEXT, "who ruled or ordered; empty for what was written"),
        "text": said(TEXT, "the reason, or the address that was written to"),
        "scope": said(TEXT, "of a standing order; else empty"),
        "digest": _DIGEST,
    },
)
READ = document(
    "read",
    "GET /audit/reads.jsonl, a line each",
    {
        "sequence": COUNT,
        "at": MOMENT,
        "name": TEXT,
        "place": said(TEXT, "the path of the address, with what was asked for"),
        "origin": said(TEXT, "the network address that the request came from; empty where it is not known"),
        "digest": _DIGEST,
    },
)
