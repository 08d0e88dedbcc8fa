# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``/cases``: every case that the visitor may see, by filters that stand in the address, and what is kept of such addresses."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from fastapi import Request, Response

from bot.model.answers import CaseRow
from bot.model.cases import CaseState
from bot.model.components import Component
from bot.model.errors import InputError
from bot.model.findings import Tier
from bot.model.handling import SavedView
from bot.model.people import Permission, Person
from bot.model.questions import PUBLIC_STATES, CaseFilter, Order
from bot.web.desk.case_files import FORMS, case_file
from bot.web.desk.listing import address_of, days_until, listed
from bot.web.desk.queue_parts import QueueParts
from bot.web.site.routes import PUBLIC, Routes
from bot.web.site.site import MenuItem, Site
from bot.web.site.texts import phrase

PATH = "/cases"
_MOST_EXPORTED = 10_000
_MOST_FIELDS = 200
_ORDERS: Mapping[Order, str] = {
    Order.NEWEST: phrase("Newest first"),
    Order.OLDEST: phrase("Oldest first"),
    Order.CHANGED: phrase("Last changed first"),
    Order.DUE: phrase("Due first"),
    Order.SHARE: phrase("Largest share first"),
}


class CasesPage:
    """The list, the same list as a file, and saved views of it."""

    def __init__(self, site: Site, parts: QueueParts) -> None:
        self._site = site
        self._parts = parts

    def add_to(self, routes: Routes) -> None:
        """Answer at `PATH` and below."""
        routes.get(PATH, self.show, needs=PUBLIC, shows_more=True)
        self._site.menu.append(MenuItem(path=PATH, words=phrase("Cases"), needs=PUBLIC, key="g c"))
        routes.get("/cases.csv", self.export, needs=Permission.EXPORT)
        routes.get("/cases.jsonl", self.export, needs=Permission.EXPORT)
        routes.post("/views/save", self.save, needs=Permission.READ_CASES)
        routes.post("/views/remove", self.remove, needs=Permission.READ_CASES)

    def show(self, request: Request) -> Response:
        """The page; for htmx the list alone, and the address that it has. Raises InputError for a filter that means nothing."""
        visitor = self._site.visitor(request)
        sees_all = visitor.may(Permission.READ_CASES)
        wanted = _wanted(request)
        listing = listed(request, PATH, wanted if sees_all else wanted.public(), self._parts.questions)
        response = self._site.page(
            request,
            "cases.html.j2",
            part="list",
            listing=listing,
            wanted=listing.wanted,
            states=[state for state in CaseState if sees_all or state in PUBLIC_STATES],
            tiers=list(Tier),
            components=list(Component),
            orders={order: words for order, words in _ORDERS.items() if sees_all or order is not Order.DUE},
            titles=self._parts.titles,
            days_until=days_until,
            shared=self._parts.shared_with(visitor),
            me=visitor.person.name if visitor.person else "",
        )
        if self._site.partial(request):
            response.headers["HX-Push-Url"] = address_of(PATH, listing.wanted)
        return response

    def export(self, request: Request) -> Response:
        """What a filter finds, as a file; at most ten thousand cases, and the file's name says where there are more."""
        wanted = _wanted(request)
        rows: list[CaseRow] = []
        after = None
        while len(rows) < _MOST_EXPORTED:
            page = self._parts.questions.cases(wanted, after=after, most=200)
            rows += page.rows
            after = page.next
            if after is None:
                break
        form = FORMS[request.url.path.rpartition(".")[2]]
        return case_file(rows, form, name="cases" if after is None else f"first-{len(rows)}-cases")

    def save(self, request: Request) -> Response:
        """Keep a question under a name. Raises InputError for a name or a question that means nothing, NotAllowed for one too many."""
        form = self._site.form(request)
        wanted = CaseFilter.from_query(_fields(form.text("query")))
        query = urlencode(wanted.to_query())
        try:
            view = SavedView(person=self._person(request).name, name=form.text("name"), query=query)
        except ValueError as error:
            raise InputError(str(error)) from error
        self._parts.handling.save_view(view)
        return self._site.redirect(address_of(PATH, wanted))

    def remove(self, request: Request) -> Response:
        """Forget it."""
        self._parts.handling.remove_view(self._person(request).name, self._site.form(request).text("name"))
        return self._site.redirect(PATH)

    def _person(self, request: Request) -> Person:
        person = self._site.visitor(request).person
        assert person is not None  # noqa: S101 - whoever has the permission signed in
        return person


def _wanted(request: Request) -> CaseFilter:
    return CaseFilter.from_query(_fields(request.url.query))


def _fields(query: str) -> list[tuple[str, str]]:
    """Raises InputError where there are too many."""
    try:
        return parse_qsl(query, keep_blank_values=False, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise InputError("the filter: expected fewer fields; begin with an empty one") from error
