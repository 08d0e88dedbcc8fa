# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One scan in every form that can be asked for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.baselines import failing_places
from bot.cli.drawings import drawing_of
from bot.cli.exits import Exit
from bot.cli.output import json_text, text_of, write, write_bytes
from bot.cli.report_options import Wanted

if TYPE_CHECKING:
    from bot.model.baselines import Weighed
    from bot.model.reports import ScanReport
    from bot.render.pages import Drawing
    from bot.scanning import Scanner


def write_scan(
    app: Scanner,
    report: ScanReport,
    weighed: Weighed | None,
    output: Wanted,
    counted: frozenset[Exit] | None,
    *,
    with_pictures: bool = False,
) -> None:
    """Put a scan where it is wanted, beside a baseline where there is one; ``counted`` are the codes that fail it, ``None`` is all of them.

    Raises OperatorError where the file cannot be written or a library is missing, RulesError where a template cannot be used.
    """
    if output.form == "pdf":
        write_bytes(app.pdf(report), output.file)
        return
    drawing = drawing_of(report.lineage, output.file) if with_pictures else None
    write(_text_of_scan(app, report, weighed, output.form, counted, drawing), output.file)


def _text_of_scan(
    app: Scanner,
    report: ScanReport,
    weighed: Weighed | None,
    form: str,
    counted: frozenset[Exit] | None,
    drawing: Drawing | None,
) -> str:
    """A scan in one form of text.

    Raises RulesError where a template cannot be used, OperatorError where a job's summary cannot be written.
    """
    from bot.cli.job_summary import folder_in_checkout
    from bot.render.documents import scan_document
    from bot.render.summaries import scan_page

    if form == "html":
        return app.html(report)
    folder = folder_in_checkout(report, Path.cwd())
    if form == "sarif":
        return json_text(app.sarif(report, weighed, folder=folder))
    if form == "github":
        return _for_github(report, weighed, counted, folder)
    return text_of(
        form, document=lambda: scan_document(report, weighed), page=lambda: scan_page(report, weighed, drawing)
    )


def _for_github(report: ScanReport, weighed: Weighed | None, counted: frozenset[Exit] | None, folder: str) -> str:
    """Annotations; the job's summary is written beside them where a runner says where."""
    from bot.cli.job_summary import add_to_summary
    from bot.model.baselines import Weighed
    from bot.render.annotations import workflow_commands
    from bot.render.pages import markdown
    from bot.render.summaries import scan_page

    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        add_to_summary(markdown(scan_page(report, weighed)), summary)
    beside = weighed or Weighed()
    return workflow_commands(report, beside, failing=failing_places(report, beside, counted), folder=folder)
