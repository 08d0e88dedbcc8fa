# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Changes to a repository's text files that would settle findings, before anybody has agreed to them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.reports import Assessment, ScanReport


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """One text file as it is and as it would be. Nothing is ever deleted."""

    path: str
    before: str | None
    """As read; ``None`` where there is no such file."""
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """What would be changed, and what the repository would look like to the rules then."""

    report: ScanReport
    """The scan of the repository as it is."""
    changes: tuple[FileChange, ...]
    """In the order of their paths; empty where there is nothing that texts can settle."""
    after: Assessment
    """The same lineage and the same rules over the changed files."""
    remarks: tuple[str, ...] = ()
    """What was left alone and why, in sentences."""
