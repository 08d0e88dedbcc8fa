# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What is done with several cases at once: assign, snooze, label, take away as a file, close with one reason.

Nothing is approved and nothing is posted here, however many boxes are ticked: that is done with one case, by somebody who looked at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request, Response

from bot.model.errors import BotError, InputError, NotAllowed, NotFound
from bot.model.people import Permission
from bot.model.questions import case_number
from bot.web.desk.case_files import FORMS, case_file
from bot.web.desk.cases import PATH
from bot.web.desk.queue_parts import QueueParts
from bot.web.site.routes import Routes
from bot.web.site.site import Site, local
from bot.web.site.texts import phrase

_MOST = 200
_LONGEST_NAME = 120
_LONGEST_REASON = 500
_MOST_DAYS = 365
_NOTHING = phrase("Please tick at least one case first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """What became of one case."""

    number: int
    problem: str = ""
    """Why it was not closed; empty where it was."""


class BulkForms:
    """One address for each thing that can be done."""

    def __init__(self, site: Site, parts: QueueParts) -> None:
        self._site = site
        self._parts = parts

    def add_to(self, routes: Routes) -> None:
        """Add them."""
        routes.post("/cases/assign", self.assign, needs=Permission.COMMENT)
        routes.post("/cases/snooze", self.snooze, needs=Permission.COMMENT)
        routes.post("/cases/label", self.label, needs=Permission.COMMENT)
        routes.post("/cases/unlabel", self.unlabel, needs=Permission.COMMENT)
        routes.post("/cases/export", self.export, needs=Permission.EXPORT)
        routes.post("/cases/close", self.close, needs=Permission.DECIDE)

    def assign(self, request: Request) -> Response:
        """To somebody, or with an empty name to nobody. Raises InputError for what is no name."""
        assignee = self._site.form(request).text("assignee")
        if len(assignee) > _LONGEST_NAME or (assignee and not assignee.isprintable()):
            raise InputError(f"assignee: expected a name of at most {_LONGEST_NAME} printable characters")
        now = self._site.clock.now()
        self._parts.handling.assign(self._numbers(request), assignee, by=self._name(request), at=now)
        return self._back(request)

    def snooze(self, request: Request) -> Response:
        """For so many days; 0 shows them again. Raises InputError."""
        text = self._site.form(request).text("days")
        if not (text.isascii() and text.isdigit() and len(text) < 5 and int(text) <= _MOST_DAYS):
            raise InputError(f"days: expected 0 to {_MOST_DAYS}")
        now = self._site.clock.now()
        until = now + timedelta(days=int(text)) if int(text) else None
        self._parts.handling.snooze(self._numbers(request), until, by=self._name(request), at=now)
        return self._back(request)

    def label(self, request: Request) -> Response:
        """Put a label on. Raises InputError for what is none."""
        numbers, label = self._numbers(request), self._site.form(request).text("label")
        try:
            self._parts.handling.label(numbers, label, by=self._name(request), at=self._site.clock.now())
        except ValueError as error:
            raise InputError(str(error)) from error
        return self._back(request)

    def unlabel(self, request: Request) -> Response:
        """Take it off. Raises InputError for what is none."""
        numbers, label = self._numbers(request), self._site.form(request).text("label")
        try:
            self._parts.handling.unlabel(numbers, label)
        except ValueError as error:
            raise InputError(str(error)) from error
        return self._back(request)

    def export(self, request: Request) -> Response:
        """The cases as a file."""
        rows = self._parts.questions.numbered(self._numbers(request))
        wanted = self._site.form(request).text("form", "csv")
        if wanted not in FORMS:
            raise InputError(f"form: expected one of {', '.join(FORMS)}")
        return case_file(rows, FORMS[wanted], name="cases")

    def close(self, request: Request) -> Response:
        """Each as not a finding, with one reason; those that cannot be are told, and stay as they are. Raises InputError."""
        numbers, reason = self._numbers(request), self._site.form(request).text("reason")
        if not reason or len(reason) > _LONGEST_REASON:
            raise InputError(f"reason: expected 1 to {_LONGEST_REASON} characters; it is kept for ever")
        closed = [self._closed(number, self._name(request), reason) for number in numbers]
        back = local(self._site.form(request).text("back", PATH))
        return self._site.page(request, "closed.html.j2", closed=closed, reason=reason, back=back)

    def _closed(self, number: int, name: str, reason: str) -> Closed:
        try:
            self._parts.dismiss(number, name=name, reason=reason)
        except (NotAllowed, NotFound) as error:
            return Closed(number=number, problem=str(error))
        except BotError:
            return Closed(number=number, problem="the database did not answer; please try it again")
        return Closed(number=number)

    def _numbers(self, request: Request) -> list[int]:
        """Of the boxes that are ticked. Raises InputError for none, for too many, and for what is no number."""
        texts = self._site.form(request).texts("case")
        if not texts:
            raise InputError(_NOTHING)
        if len(texts) > _MOST:
            raise InputError(f"case: expected at most {_MOST} at once, found {len(texts)}")
        try:
            return sorted({case_number(text) for text in texts})
        except ValueError as error:
            raise InputError(f"case: {error}") from error

    def _name(self, request: Request) -> str:
        person = self._site.visitor(request).person
        assert person is not None  # noqa: S101 - whoever has the permission signed in
        return person.name

    def _back(self, request: Request) -> Response:
        return self._site.redirect(self._site.form(request).text("back", PATH))
