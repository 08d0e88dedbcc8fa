# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Schemas of what a scan, a comparison and a fix say. Pure."""

from __future__ import annotations

from bot.model.claims import ClaimKind
from bot.model.components import Component
from bot.model.differences import MatchedBy
from bot.model.findings import Severity
from bot.model.licensing import Duty, TextMatch
from bot.model.lineage import Relation, Verdict
from bot.model.tensors import DType
from bot.model.truth import Truth
from bot.model.wishes import PostWish
from bot.render.schemas.forms import (
    COUNT,
    DAY,
    MAYBE_NUMBER,
    MAYBE_TEXT,
    NUMBER,
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
from bot.render.schemas.parts import (
    COST,
    EVIDENCE,
    MEASURED,
    PAST,
    SNAPSHOT,
    WEIGHED_FINDING,
    not_looked_at,
    snapshot_with,
)
from bot.render.schemas.pictures import PICTURES

_DECLARED = keyed(
    {
        "license": MAYBE_TEXT,
        "base_models": many(TEXT),
        "claims": many(
            keyed(
                {
                    "kind": one_of(ClaimKind),
                    "sentence": TEXT,
                    "language": TEXT,
                    "component": one_of(Component, "whole_model"),
                }
            )
        ),
    }
)
_COMPONENT = keyed(
    {
        "component": one_of(Component),
        "upstream": or_null(snapshot_with({"license": MAYBE_TEXT})),
        **MEASURED,
        "evidence": many(EVIDENCE),
    }
)
_OBLIGATION = keyed(
    {
        "duty": one_of(Duty),
        "license": TEXT,
        "clause": TEXT,
        "upstream": SNAPSHOT,
        "component": one_of(Component),
        "relation": one_of(Relation),
        "strength": one_of(Severity),
        "via": many(SNAPSHOT),
        "met": said(one_of(Truth), "unknown where files could not be read, or a person has to judge"),
        "where": many(TEXT),
        "wordings": many(TEXT),
    }
)
_TRANSPARENCY = keyed(
    {
        "score": said(MAYBE_NUMBER, "0 to 10; null where less than half can be told"),
        "told": SHARE,
        "parts": many(
            keyed({"name": TEXT, "earned": MAYBE_NUMBER, "possible": NUMBER, "truth": one_of(Truth), "source": TEXT})
        ),
    }
)
_TEXTS = keyed(
    {
        "recognised": or_null(
            many(keyed({"path": TEXT, "license": TEXT, "match": one_of(TextMatch)})),
            "null where not every file that may hold a text was read",
        ),
        "uncovered": many(keyed({"path": TEXT, "lines": many(COUNT), "words": COUNT})),
    }
)
_WISHES = keyed(
    {
        "post": one_of(PostWish),
        "suppress": many(keyed({"rule": TEXT, "reason": TEXT, "until": or_null(DAY)})),
        "where": MAYBE_TEXT,
        "problem": MAYBE_TEXT,
    }
)
_SHAPE = many(COUNT)
_TENSOR = keyed({"name": TEXT, "file": TEXT, "dtype": one_of(DType), "shape": _SHAPE, "parameters": COUNT})
_PAIR = keyed(
    {
        "name": TEXT,
        "reference": TEXT,
        "matched_by": one_of(MatchedBy),
        "file": TEXT,
        "reference_file": TEXT,
        "dtype": one_of(DType),
        "reference_dtype": one_of(DType),
        "shape": _SHAPE,
        "reference_shape": _SHAPE,
        "parameters": COUNT,
        "compared": COUNT,
        "equal": or_null(SHARE),
        "within_tolerance": or_null(SHARE),
        "not_finite": COUNT,
        "correlation": MAYBE_NUMBER,
        "difference": MAYBE_NUMBER,
        "rank": or_null(COUNT),
    }
)
_FULL: dict[str, Schema] = {
    "tensors": many(_PAIR),
    "tensor_totals": keyed(
        {
            "parameters": COUNT,
            "compared": COUNT,
            "equal": SHARE,
            "within_tolerance": SHARE,
            "tolerance": SHARE,
            "rank_limit": COUNT,
            "only_suspect": many(_TENSOR),
            "only_reference": many(_TENSOR),
            "not_compared": many(not_looked_at("what")),
        }
    ),
}
_SETTLED = keyed({"rule": TEXT, "severity": one_of(Severity), "upstream": TEXT, "remedy": TEXT})

SCAN = document(
    "scan",
    "hubnotice scan TARGET --format json",
    {
        "subject": SNAPSHOT,
        "size": said(COUNT, "bytes of all files"),
        "verdict": one_of(Verdict),
        "declared": _DECLARED,
        "lineage": many(_COMPONENT),
        "compared_with": many(SNAPSHOT),
        "obligations": many(_OBLIGATION),
        "findings": many(WEIGHED_FINDING),
        "transparency": _TRANSPARENCY,
        "not_checked": many(not_looked_at("what")),
        "license_texts": _TEXTS,
        "wishes": _WISHES,
        **PAST,
        "pictures": PICTURES,
        "cost": COST,
    },
    optional=("pictures",),
)
COMPARE = document(
    "compare",
    "hubnotice compare SUSPECT REFERENCE --format json",
    {
        "suspect": SNAPSHOT,
        "reference": SNAPSHOT,
        "verdict": one_of(Verdict),
        "relation": one_of(Relation),
        "log10_p": said(MAYBE_NUMBER, "null where it is too small for a number"),
        "inherited_fraction": SHARE,
        "components": many(keyed({"name": one_of(Component), **MEASURED})),
        "evidence": many(EVIDENCE),
        "unavailable": many(not_looked_at("kind")),
        **_FULL,
        "pictures": PICTURES,
        "cost": COST,
    },
    optional=(*_FULL, "pictures"),
)
FIX = document(
    "fix",
    "hubnotice fix TARGET --format json",
    {
        "subject": SNAPSHOT,
        "changes": many(keyed({"path": TEXT, "new": TRUE_OR_FALSE, "diff": TEXT})),
        "settled": many(_SETTLED),
        "left": many(_SETTLED),
        "remarks": many(TEXT),
    },
)
