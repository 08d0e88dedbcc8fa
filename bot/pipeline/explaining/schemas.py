# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""JSON Schemas of the documents about rules and licenses, which are written beside this. Pure."""

from __future__ import annotations

from bot.model.findings import Severity
from bot.model.licensing import Duty
from bot.model.lineage import Relation
from bot.model.truth import Truth
from bot.policy.facts import Fact
from bot.policy.licenses import Coverage, LicenseClass, Place, Shipped
from bot.policy.rules import Judge
from bot.render.schemas.forms import (
    COUNT,
    MAYBE_TEXT,
    TEXT,
    TRUE_OR_FALSE,
    Schema,
    document,
    keyed,
    many,
    one_of,
    or_null,
    table,
)

_CONDITION: Schema = {"$ref": "#/$defs/condition"}
_CONDITIONS: Schema = {"type": "array", "items": _CONDITION, "minItems": 1}
_DEFINITIONS: dict[str, Schema] = {
    "condition": {
        "anyOf": [
            one_of(Fact),
            keyed({"all": _CONDITIONS}),
            keyed({"any": _CONDITIONS}),
            keyed({"not": _CONDITION}),
        ]
    }
}
_RULE: dict[str, Schema] = {
    "id": TEXT,
    "title": TEXT,
    "severity": one_of(Severity),
    "judged_by": one_of(Judge),
    "duties": many(one_of(Duty)),
    "since": TEXT,
    "page": TEXT,
}
_LICENSE: dict[str, Schema] = {
    "id": TEXT,
    "name": TEXT,
    "spdx": MAYBE_TEXT,
    "class": one_of(LicenseClass),
    "coverage": one_of(Coverage),
    "hub_ids": many(TEXT),
    "page": TEXT,
}
_DUTY = keyed(
    {
        "duty": one_of(Duty),
        "clause": TEXT,
        "strength": one_of(Severity),
        "relations": many(one_of(Relation)),
        "places": many(one_of(Place)),
        "only_if_upstream_ships": or_null(one_of(Shipped)),
        "wordings": many(TEXT),
        "verified": TRUE_OR_FALSE,
        "note": MAYBE_TEXT,
    }
)

RULES = document(
    "rules",
    "hubnotice rules list --format json",
    {"rules": many(keyed(_RULE)), "licenses": many(keyed({**_LICENSE, "duties": many(one_of(Duty))}))},
)
RULE = document(
    "rule",
    "hubnotice rules explain RULE --format json",
    {
        **_RULE,
        "when": _CONDITION,
        "message": TEXT,
        "remedy": TEXT,
        "examples": many(keyed({"note": TEXT, "facts": table(one_of(Truth), names=Fact), "expected": one_of(Truth)})),
    },
    definitions=_DEFINITIONS,
)
LICENSE = document(
    "license",
    "hubnotice rules explain LICENSE --format json",
    {
        **_LICENSE,
        "license_names": many(TEXT),
        "url": MAYBE_TEXT,
        "note": MAYBE_TEXT,
        "duties": many(_DUTY),
        "relicensing": keyed({"conflicts": many(TEXT), "unless_passed_on": TRUE_OR_FALSE, "clause": TEXT}),
        "limits": many(keyed({"id": TEXT, "clause": TEXT, "words": TEXT})),
        "examples": many(
            keyed(
                {
                    "note": TEXT,
                    "relation": one_of(Relation),
                    "rule": TEXT,
                    "facts": table(one_of(Truth)),
                    "declares": MAYBE_TEXT,
                    "expected": one_of(Truth),
                }
            )
        ),
    },
)
RULES_CHECK = document(
    "rules-check",
    "hubnotice rules check --format json",
    {"where": TEXT, "mistakes": many(TEXT), "notes": many(TEXT), "checked": table(COUNT)},
)
