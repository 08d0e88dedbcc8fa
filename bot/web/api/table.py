# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every operation of the API, in one list."""

from __future__ import annotations

from bot.model.cases import CaseState
from bot.model.components import Component
from bot.model.findings import Tier
from bot.model.people import Permission
from bot.model.questions import LogKind, Order
from bot.pipeline.explaining.schemas import RULES
from bot.render.schemas.case_files import FILE, ROW
from bot.render.schemas.forms import TEXT, Schema, keyed
from bot.render.schemas.listings import CASES, CORRECTIONS, LOG, OWNER, REPO, STATUS, UPSTREAM, UPSTREAMS
from bot.web.api.operations import Operation, Parameter, choice
from bot.web.api.problems import SCHEMA as PROBLEM

BASE = "/api/v1"
MOST_PER_PAGE = 200
LONGEST_REASON = 2000
RULINGS = ("approve", "dismiss", "uphold", "withdraw", "undo")

_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,95}"
_REPO = rf"{_NAME}/{_NAME}"
_NUMBER = r"(?:[Cc]-)?[0-9]{1,9}"
_DAY = r"20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|20[0-9]{2}-(?:0[13-9]|1[0-2])-(?:29|30)|20[0-9]{2}-(?:0[13578]|1[02])-31"
_SHARE = r"0(?:\.[0-9]{1,9})?|1(?:\.0{1,9})?"


def _segment(name: str, about: str, *, pattern: str = _NAME, example: str) -> Parameter:
    return Parameter(name=name, about=about, place="path", pattern=pattern, is_required=True, example=example)


def _text(name: str, about: str, example: str, *, pattern: str, is_many: bool = False) -> Parameter:
    return Parameter(name=name, about=about, pattern=pattern, example=example, is_many=is_many)


_ORG = _segment("org", "Account or organisation.", example="example-lab")
_MODEL = _segment("name", "Name of the model.", example="Example-JA-700B")
_CASE = _segment("number", "Number of the case.", pattern=_NUMBER, example="C-17")
_PAGES = (
    _text("after", "Where to go on, as the page before said in its `next`.", "", pattern=r"[\x21-\x7e]{1,500}"),
    _text("limit", f"How many at most, 1 to {MOST_PER_PAGE}.", "50", pattern=r"[1-9][0-9]?|1[0-9]{2}|200"),
)
_FILTER = (
    choice("state", CaseState, "In one of these states.", is_many=True),
    choice("tier", Tier, "Of one of these tiers.", is_many=True),
    _text(
        "rule",
        "With a finding of one of these rules.",
        "license-text-missing",
        pattern=r"[a-z0-9\-]{1,80}",
        is_many=True,
    ),
    choice("part", Component, "About one of these parts.", is_many=True),
    _text("upstream", "About this upstream, or all of an organisation.", "acme/base", pattern=rf"{_NAME}(?:/{_NAME})?"),
    _text("owner", "Of this account or organisation.", "example-lab", pattern=_NAME),
    _text("license", "The upstream's license, by its id.", "apache-2.0", pattern=r"[A-Za-z0-9+.\-]{1,80}"),
    _text("q", "Beginnings of words in names, or a case's number.", "qwen", pattern=r"[A-Za-z0-9_./\-]{1,200}"),
    _text("share_from", "Smallest inherited share, 0 to 1.", "0.5", pattern=_SHARE),
    _text("share_to", "Largest inherited share, 0 to 1.", "1", pattern=_SHARE),
    _text("opened_from", "Opened on this day (UTC) or later.", "2026-03-01", pattern=_DAY),
    _text("opened_to", "Opened on this day (UTC) or earlier.", "2026-03-31", pattern=_DAY),
    choice("order", Order, "In which order."),
)
_CHANGING = (
    Parameter(
        name="Idempotency-Key",
        about="Chosen by you, new for each ruling; the same request with the same key is answered the same for 24 hours, and done once.",
        place="header",
        pattern=r"[\x21-\x7e]{8,200}",
        is_required=True,
        example="7f9c2ba4-e88f-47fc-9cf4-17a1d1f4a3f6",
    ),
    Parameter(
        name="If-Match",
        about="The entity tag of the case as you read it with the same token.",
        place="header",
        pattern=r"[\x20-\x7e]{1,1000}",
        is_required=True,
        example='"0123456789abcdef0123456789abcdef"',
    ),
)
_RULING: Schema = {
    **keyed(
        {
            "ruling": {"type": "string", "enum": list(RULINGS)},
            "reason": {"type": "string", "minLength": 1, "maxLength": LONGEST_REASON, "pattern": r"[A-Za-z0-9]"},
        },
        about="What is ruled, and why; the reason is kept for ever with your name.",
    ),
    "additionalProperties": False,
}

SCHEMAS: dict[str, Schema] = {
    "Problem": PROBLEM,
    "CaseSummary": ROW,
    "Case": FILE,
    "Cases": CASES,
    "Upstreams": UPSTREAMS,
    "Upstream": UPSTREAM,
    "Repository": REPO,
    "Owner": OWNER,
    "Rules": {key: value for key, value in RULES.schema.items() if key != "$schema"},
    "Corrections": CORRECTIONS,
    "Log": LOG,
    "Status": STATUS,
    "Ruling": _RULING,
    "Ruled": keyed({"case": FILE, "remark": TEXT}),
}

CASES_LIST = Operation(
    id="listCases",
    path=f"{BASE}/cases",
    summary="Cases, page by page",
    about="Without a token, cases whose owners were asked in public.",
    parameters=(*_FILTER, *_PAGES),
    answer="Cases",
)
CASE = Operation(
    id="getCase",
    path=f"{BASE}/cases/{{number}}",
    summary="One case",
    about="With what its owners say beside it. Show that with the question, at the same size.",
    parameters=(_CASE,),
    answer="Case",
)
DECIDE = Operation(
    id="decide",
    method="POST",
    path=f"{BASE}/cases/{{number}}/decisions",
    summary="Rule on a case in the name of the token's person",
    about="The rules are those of the command line: two people for an undeclared upstream, and nobody counts twice.",
    needs=Permission.READ_CASES,
    parameters=(_CASE, *_CHANGING),
    body="Ruling",
    answer="Ruled",
    refusals=(
        "not-possible-now",
        "changed-meanwhile",
        "too-large",
        "not-json",
        "not-as-described",
        "condition-missing",
    ),
    is_kept=False,
)
UPSTREAMS_LIST = Operation(
    id="listUpstreams",
    path=f"{BASE}/upstreams",
    summary="Upstreams that something builds on, by name",
    parameters=(
        _text("q", "Beginning of the name.", "deepseek", pattern=r"[A-Za-z0-9_./\-]{1,200}"),
        *_PAGES,
    ),
    answer="Upstreams",
)
UPSTREAM_PAGE = Operation(
    id="getUpstream",
    path=f"{BASE}/upstreams/{{org}}/{{name}}",
    summary="Who builds on one upstream",
    about="Not credited says something about files: an agreement that nobody wrote down may exist.",
    parameters=(_ORG, _MODEL, *_PAGES),
    answer="Upstream",
)
REPO_PAGE = Operation(
    id="getRepository",
    path=f"{BASE}/repos/{{org}}/{{name}}",
    summary="What one repository builds on, and what builds on it",
    parameters=(_ORG, _MODEL),
    answer="Repository",
)
OWNER_PAGE = Operation(
    id="getOwner",
    path=f"{BASE}/owners/{{name}}",
    summary="The cases of one account or organisation",
    parameters=(_segment("name", "Account or organisation.", example="example-lab"),),
    answer="Owner",
)
RULES_LIST = Operation(
    id="listRules", path=f"{BASE}/rules", summary="Every rule and every license that is known", answer="Rules"
)
CORRECTIONS_LIST = Operation(
    id="listCorrections",
    path=f"{BASE}/corrections",
    summary="Every time that we were wrong in public",
    answer="Corrections",
)
LOG_LIST = Operation(
    id="listLog",
    path=f"{BASE}/log",
    summary="Everything that was ruled and written, the newest first",
    needs=Permission.READ_LOG,
    parameters=(
        choice("kind", LogKind, "Of one of these kinds.", is_many=True),
        _text("case", "About this case.", "C-17", pattern=_NUMBER),
        _text("name", "By this person or preset.", "local:ada", pattern=r"[\x21-\x7e]{1,200}"),
        _text("since", "On this day (UTC) or later.", "2026-03-01", pattern=_DAY),
        _text("until", "On this day (UTC) or earlier.", "2026-03-31", pattern=_DAY),
        *_PAGES,
    ),
    answer="Log",
)
STATUS_PAGE = Operation(
    id="getStatus",
    path=f"{BASE}/status",
    summary="How the bot is doing",
    needs=Permission.READ_STATUS,
    answer="Status",
    is_kept=False,
)

ALL: tuple[Operation, ...] = (
    CASES_LIST,
    CASE,
    DECIDE,
    UPSTREAMS_LIST,
    UPSTREAM_PAGE,
    REPO_PAGE,
    OWNER_PAGE,
    RULES_LIST,
    CORRECTIONS_LIST,
    LOG_LIST,
    STATUS_PAGE,
)
