# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``/case/C-17/export.json``, ``.csv``, ``.html`` and ``.md``: one case as a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from fastapi import Request, Response

from bot.model.case_files import CaseFile
from bot.model.people import Permission
from bot.model.questions import case_number
from bot.pipeline.case_files import CaseFiles
from bot.render.case_files import export_document
from bot.render.exports import csv_text, html_text, markdown_text
from bot.render.html_templates import HtmlTemplates
from bot.web.conditional import conditional
from bot.web.site.refusals import Refused
from bot.web.site.routes import PUBLIC, Routes
from bot.web.site.site import Site

_KINDS = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}


class Exports:
    """For everybody what is public; for whoever may take cases away, everything."""

    def __init__(self, site: Site, *, files: CaseFiles, templates: Mapping[str, str]) -> None:
        self._site = site
        self._files = files
        pages = HtmlTemplates(templates)
        self._writers: Mapping[str, Callable[[CaseFile], str]] = {
            "json": lambda file: json.dumps(export_document(file), ensure_ascii=False, indent=2) + "\n",
            "csv": csv_text,
            "html": lambda file: html_text(file, pages),
            "md": markdown_text,
        }

    def add_to(self, routes: Routes) -> None:
        """Answer in each form."""
        routes.get("/case/{name}/export.{form}", self.export, needs=PUBLIC, shows_more=True)

    def export(self, request: Request) -> Response:
        """The file, to be kept under the case's name and never shown inside the desk."""
        form = request.path_params["form"]
        if form not in _KINDS:
            raise Refused(404, "")
        visitor = self._site.visitor(request)
        is_of_desk = visitor.may(Permission.READ_CASES) and visitor.may(Permission.EXPORT)
        file = self._files.of(_number(request), public_only=not is_of_desk)
        if file is None:
            raise Refused(404, "")
        headers = {
            "Cache-Control": "private, no-cache" if visitor.person else "public, max-age=60",
            "Vary": "Cookie",
            "Content-Disposition": f'attachment; filename="{file.row.name}.{form}"',
        }
        return conditional(request, self._writers[form](file).encode(), _KINDS[form], headers=headers)


def _number(request: Request) -> int:
    try:
        return case_number(request.path_params["name"])
    except ValueError as error:
        raise Refused(404, "") from error
