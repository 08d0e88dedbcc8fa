# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What several documents hold: snapshots, findings, measurements, the past. Each stands beside its writer in `bot.render`. Pure."""

from __future__ import annotations

from bot.model.baselines import Standing
from bot.model.components import Component
from bot.model.costs import Reason
from bot.model.evidence import EvidenceKind
from bot.model.findings import Confidence, Severity, Tier
from bot.model.licensing import TextMatch
from bot.model.lineage import Relation, Verdict
from bot.model.timeline import Change
from bot.render.schemas.forms import (
    COUNT,
    MAYBE_NUMBER,
    MAYBE_TEXT,
    MOMENT,
    NUMBER,
    TEXT,
    TRUE_OR_FALSE,
    Schema,
    keyed,
    many,
    one_of,
    or_null,
    said,
)

REPO = said(TEXT, "org/name on the Hub, or the path of a local folder")
REVISION = said(TEXT, "the full commit id; for a local folder local- and a digest of its list of files")
_KEY: dict[str, Schema] = {"repo": REPO, "revision": REVISION}
SNAPSHOT: Schema = keyed(_KEY)
COST: Schema = keyed({"seconds": NUMBER, "bytes": COUNT, "requests": COUNT})

MEASURED: dict[str, Schema] = {
    "verdict": one_of(Verdict),
    "relation": one_of(Relation),
    "log10_p": said(MAYBE_NUMBER, "null where it is too small for a number"),
    "inherited_fraction": MAYBE_NUMBER,
    "parameters": COUNT,
    "coverage": MAYBE_NUMBER,
    "correlation": MAYBE_NUMBER,
    "detectable": MAYBE_NUMBER,
    "new_parts": many(TEXT),
    "files": many(TEXT),
}

EVIDENCE: Schema = keyed(
    {
        "kind": one_of(EvidenceKind),
        "method": TEXT,
        "component": or_null(one_of(Component)),
        "upstream": SNAPSHOT,
        "statistic": MAYBE_NUMBER,
        "expected_if_unrelated": MAYBE_NUMBER,
        "log10_p": MAYBE_NUMBER,
        "coverage": MAYBE_NUMBER,
        "bytes_read": COUNT,
        "controls": said(COUNT, "0 where nothing would be claimed"),
        "control_log10_p": MAYBE_NUMBER,
        "detail": TEXT,
    }
)

_FINDING: dict[str, Schema] = {
    "rule": TEXT,
    "severity": one_of(Severity),
    "confidence": one_of(Confidence),
    "tier": said(one_of(Tier), "A: the repository names the upstream; B: inferred; C: nobody posts this"),
    "upstream": SNAPSHOT,
    "component": one_of(Component),
    "via": many(SNAPSHOT),
    "message": TEXT,
    "remedy": TEXT,
}
FINDING: Schema = keyed(_FINDING)
WEIGHED_FINDING: Schema = keyed(
    {**_FINDING, "baseline": said(one_of(Standing), "how it stands to the baseline, where one was given")},
    optional=("baseline",),
)

_COMMIT = keyed({"commit": TEXT, "date": or_null(MOMENT)})
_EVENT: Schema = keyed(
    {
        "commit": TEXT,
        "date": or_null(MOMENT),
        "before": or_null(_COMMIT),
        "path": TEXT,
        "what": one_of(Change),
        "former_path": MAYBE_TEXT,
        "read": said(TRUE_OR_FALSE, "whether the content after the commit was read"),
        "licenses": many(keyed({"license": TEXT, "match": one_of(TextMatch)})),
        "copyright": keyed({"added": many(TEXT), "kept": many(TEXT), "lost": many(TEXT)}),
        "fields": many(keyed({"name": TEXT, "old": MAYBE_TEXT, "new": MAYBE_TEXT})),
    }
)
PAST: dict[str, Schema] = {
    "timeline": many(_EVENT),
    "history": or_null(
        keyed({"commits": COUNT, "of": or_null(COUNT), "complete": TRUE_OR_FALSE}), "null where nobody looked"
    ),
}


def not_looked_at(name: str) -> Schema:
    """What could not be had and why; ``name`` is the key that says what."""
    return keyed({name: TEXT, "reason": one_of(Reason), "detail": TEXT})


def snapshot_with(further: dict[str, Schema]) -> Schema:
    """A repository at one commit, with further keys beside it."""
    return keyed({**_KEY, **further})
