# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``/audit``: everything that was ruled, written and ordered, who looked at what, and whether the log is as it was written."""

from __future__ import annotations

import json
from collections.abc import Iterator

from fastapi import Request, Response

from bot.model.audit import ReadEntry
from bot.model.errors import InputError
from bot.model.log_entries import LogEntry
from bot.model.people import Permission
from bot.model.questions import LogFilter, LogKind
from bot.ports.audit import Audit
from bot.ports.questions import Questions
from bot.web.desk.asked import address, cursor, words
from bot.web.desk.files import json_lines
from bot.web.site.routes import Routes
from bot.web.site.site import Site
from bot.web.site.texts import phrase

PATH = "/audit"
_READS = "/audit/reads"
_CHECK = "/audit/check"
_MOST = 50
_AT_A_TIME = 200
_ROWS = 5_000
"""Of each log, checked while somebody waits: a fifth of a second or so. The daemon does the rest with its polls."""
_FIELDS = ("kind", "case", "name", "since", "until")


class AuditPage:
    """For auditors."""

    def __init__(self, site: Site, *, questions: Questions, audit: Audit) -> None:
        self._site = site
        self._questions = questions
        self._audit = audit

    def add_to(self, routes: Routes) -> None:
        """Both logs, both as files, and one more stretch of the check."""
        needs = Permission.READ_LOG
        routes.get(PATH, self.show, needs=needs, menu=phrase("Audit"))
        routes.get("/audit.jsonl", self.export, needs=needs)
        routes.get(_READS, self.reads, needs=needs)
        routes.get("/audit/reads.jsonl", self.export_reads, needs=needs)
        routes.post(_CHECK, self.check, needs=needs)

    def show(self, request: Request) -> Response:
        """Rulings, what was written, and orders."""
        wanted = LogFilter.from_query(request.query_params.multi_items())
        page = self._questions.log(wanted, after=cursor(request), most=_MOST)
        fields = {name: words(request, name) for name in _FIELDS}
        return self._site.page(
            request,
            "audit.html.j2",
            entries=page.entries,
            kinds=tuple(LogKind),
            fields=fields,
            checks=self._audit.checks(),
            start=address(PATH, **fields) if cursor(request) else "",
            following=address(PATH, **fields, after=page.next) if page.next else "",
            file=address("/audit.jsonl", **fields),
        )

    def export(self, request: Request) -> Response:
        """The same entries, all of them, the newest first."""
        wanted = LogFilter.from_query(request.query_params.multi_items())
        return json_lines(self._lines(wanted), "hubnotice-log.jsonl")

    def reads(self, request: Request) -> Response:
        """Who looked at what."""
        name, before = words(request, "name"), _number(cursor(request))
        page = self._audit.reads(name=name, before=before, most=_MOST)
        return self._site.page(
            request,
            "audit_reads.html.j2",
            entries=page.entries,
            name=name,
            start=address(_READS, name=name) if before else "",
            following=address(_READS, name=name, after=str(page.next)) if page.next else "",
            file=address("/audit/reads.jsonl", name=name),
        )

    def export_reads(self, request: Request) -> Response:
        """The same lines, all of them."""
        return json_lines(self._read_lines(words(request, "name")), "hubnotice-reads.jsonl")

    def check(self, request: Request) -> Response:
        """Check one more stretch now."""
        del request
        self._audit.check(self._site.clock.now(), most=_ROWS)
        return self._site.redirect(f"{PATH}#checks")

    def _lines(self, wanted: LogFilter) -> Iterator[str]:
        after: str | None = None
        while True:
            page = self._questions.log(wanted, after=after, most=_AT_A_TIME)
            yield "".join(_line(_entry_document(entry)) for entry in page.entries)
            if page.next is None:
                return
            after = page.next

    def _read_lines(self, name: str) -> Iterator[str]:
        before: int | None = None
        while True:
            page = self._audit.reads(name=name, before=before, most=_AT_A_TIME)
            yield "".join(_line(_read_document(entry)) for entry in page.entries)
            if page.next is None:
                return
            before = page.next


def _entry_document(entry: LogEntry) -> dict[str, object]:
    return {
        "schema": "hubnotice.log/1",
        "kind": entry.kind.value,
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "case": entry.case,
        "what": entry.what,
        "name": entry.name,
        "text": entry.text,
        "scope": entry.scope,
        "digest": entry.digest,
    }


def _read_document(entry: ReadEntry) -> dict[str, object]:
    return {
        "schema": "hubnotice.read/1",
        "sequence": entry.sequence,
        "at": entry.read.at.isoformat(),
        "name": entry.read.name,
        "place": entry.read.place,
        "origin": entry.read.origin,
        "digest": entry.digest,
    }


def _line(document: dict[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False) + "\n"


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise InputError("after: expected a number")
    return int(text)
