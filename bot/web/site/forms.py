# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a form holds, read to its end before a page sees it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import Message

from bot.web.bodies import BodyRefused, read_body
from bot.web.site.refusals import SENTENCES, Refused

MOST_BYTES = 256 * 1024
_MOST_FIELDS = 500
_BODY_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Form:
    """Names and texts, in the order in which they were sent."""

    fields: tuple[tuple[str, str], ...] = ()

    def text(self, name: str, default: str = "") -> str:
        """The first text of that name, without white space around it."""
        return next((text.strip() for key, text in self.fields if key == name), default)

    def texts(self, name: str) -> tuple[str, ...]:
        """Every text of that name, for boxes that are ticked."""
        return tuple(text for key, text in self.fields if key == name)


async def read_form(request: Request) -> Form:
    """The form of a request, of either kind that browsers send. Raises Refused where it is too long or no form."""
    try:
        body = await read_body(request, most_bytes=MOST_BYTES, within_seconds=_BODY_SECONDS)
    except BodyRefused as error:
        raise Refused(error.status, SENTENCES.get(error.status, SENTENCES[400])) from error

    async def once() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    try:
        found = await Request(request.scope, once).form(max_files=0, max_fields=_MOST_FIELDS, max_part_size=MOST_BYTES)
    except (HTTPException, ValueError) as error:
        raise Refused(400, SENTENCES[400]) from error
    fields = tuple((key, value) for key, value in found.multi_items() if isinstance(value, str))
    if len(fields) > _MOST_FIELDS:
        raise Refused(413, SENTENCES[413])
    return Form(fields)
