# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Where a scan runs inside a CI job: the folder as the checkout knows it, and the job's summary."""

from __future__ import annotations

import os
from pathlib import Path

from bot.model.errors import OperatorError
from bot.model.reports import ScanReport

_MOST_BYTES = 900_000
"""A summary of more than a mebibyte is refused as a whole (GitHub documentation, "Step isolation and limits")."""


def folder_in_checkout(report: ScanReport, here: Path) -> str:
    """Where a scanned folder lies below ``here``, with ``/`` between the parts; empty for all that lies elsewhere."""
    if not report.subject.revision.startswith("local-"):
        return ""
    folder, root = Path(report.subject.repo), Path(os.path.realpath(here))
    inside = folder.is_relative_to(root) and folder != root
    return folder.relative_to(root).as_posix() if inside else ""


def add_to_summary(markdown: str, path: str) -> None:
    """Append to the summary of this job, cut at what a runner takes. Raises OperatorError where it cannot be written."""
    content = markdown.encode("utf-8", "replace")
    if len(content) > _MOST_BYTES:
        content = content[:_MOST_BYTES].rpartition(b"\n")[0] + b"\n\nCut here: the rest is in the report.\n"
    try:
        with Path(path).open("ab") as file:
            file.write(content + b"\n")
    except OSError as error:
        raise OperatorError(f"{path}: the job's summary cannot be written: {error.strerror}") from error
