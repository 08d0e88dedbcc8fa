# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One scan in every form that can be asked for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.baselines import failing_places
from bot.cli.exits import Exit
from bot.cli.output import json_text, text_of

if TYPE_CHECKING:
    from bot.bootstrap import Application
    from bot.model.baselines import Weighed
    from bot.model.reports import ScanReport


def text_of_scan(
    app: Application, report: ScanReport, weighed: Weighed | None, form: str, counted: frozenset[Exit] | None
) -> str:
    """A scan in one form, beside a baseline where there is one; ``counted`` are the codes that fail it, ``None`` is all of them.

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
    return text_of(form, document=lambda: scan_document(report, weighed), page=lambda: scan_page(report, weighed))


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
