# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Why a request was not done, as a program reads it (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import Response

from bot.render.schemas.forms import TEXT, Schema, keyed, many, said

MEDIA_TYPE = "application/problem+json"
PAGE = "/api"

KINDS: Mapping[str, tuple[int, str]] = {
    "not-understood": (400, "The request is not as described."),
    "not-signed-in": (401, "This needs a token that holds."),
    "not-allowed": (403, "The token does not allow this."),
    "not-found": (404, "There is nothing here, or it is not public."),
    "no-such-method": (405, "This address does not take this method."),
    "not-possible-now": (409, "The case, or an earlier request with the same key, does not allow it now."),
    "changed-meanwhile": (412, "The case is not as it was when it was read; read it again."),
    "too-large": (413, "The body is too large."),
    "not-json": (415, "The body has to be application/json."),
    "wrong-address": (421, "This desk is not reached under this name."),
    "not-as-described": (422, "The body, or its Idempotency-Key, is not as it has to be."),
    "condition-missing": (428, "If-Match with the entity tag of the case is missing."),
    "our-mistake": (500, "Something went wrong on our side."),
    "not-available": (503, "This is not available at the moment; try again later."),
}
"""Every kind with its status and what it means in general."""

SCHEMA: Schema = keyed(
    {
        "type": said({"type": "string", "format": "uri-reference"}, "the kind, explained on the page of the API"),
        "title": TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": said(TEXT, "what was wrong with this request"),
        "errors": many(keyed({"where": said(TEXT, "the parameter, header or key"), "detail": TEXT})),
    },
    optional=("detail", "errors"),
    about="A problem (RFC 9457)",
)


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is not as described."""

    where: str
    detail: str


class Problem(Exception):
    """The request is not done."""

    def __init__(self, kind: str, detail: str = "", *flaws: Flaw, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail
        self.flaws = flaws
        self.headers = dict(headers or {})


@dataclass(frozen=True, slots=True)
class Problems:
    """Answers with them. ``base`` is where the desk is reached; empty makes the kinds relative to whatever it was."""

    base: str = field(default="")

    def answer(self, problem: Problem) -> Response:
        """As JSON; never kept by a cache."""
        status, title = KINDS[problem.kind]
        document: dict[str, object] = {
            "type": f"{self.base}{PAGE}#{problem.kind}",
            "title": title,
            "status": status,
        }
        if problem.detail:
            document["detail"] = problem.detail
        if problem.flaws:
            document["errors"] = [{"where": flaw.where, "detail": flaw.detail} for flaw in problem.flaws]
        headers = {"Cache-Control": "no-store", **problem.headers}
        return Response(json.dumps(document).encode(), status, headers, MEDIA_TYPE)

    def of_status(self, status: int, headers: Mapping[str, str] | None = None) -> Response:
        """For what the framework refused by itself."""
        kind = next((kind for kind, (number, _) in KINDS.items() if number == status), None)
        usual = "our-mistake" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "not-understood"
        return self.answer(Problem(kind or usual, headers=headers))
