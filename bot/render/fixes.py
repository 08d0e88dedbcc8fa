# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A fix in words: a diff for people and programs, and the words of a pull request. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from bot.model.findings import Finding, Severity
from bot.model.fixes import FileChange, Fix
from bot.render.documents import Document
from bot.render.pages import Page, Table

TITLE = "Add attribution for the models that this one builds on"
_BODY = """\
This model appears to build on {upstreams}. Thank you for sharing it. The licenses there let everybody build on them, and ask that some words \
come along, which we could not find here.

This pull request adds them: {files}. It changes text alone, and takes nothing away.

Please look whether the words fit, and change them as you like. If we are wrong, or you would rather not, close this; we will not ask \
again.{contact}

Not legal advice.
"""
_MARKS = {Severity.ADVICE: "note", Severity.OBLIGATION: "FIX", Severity.CONFLICT: "CONFLICT"}


def diff(changes: Sequence[FileChange]) -> str:
    """A unified diff that ``git apply`` and ``patch -p1`` understand; empty where nothing changes."""
    return "".join(line for change in changes for line in _diff(change))


def left_page(fix: Fix, *, written: str) -> Page:
    """What stays after the fix, for people; ``written`` says what became of the changes."""
    left = fix.after.findings
    rows = tuple((_MARKS[each.severity], each.rule, each.upstream.repo, each.remedy) for each in left)
    untold = tuple((each.rule, each.upstream.repo, each.missing) for each in fix.after.cannot_tell)
    return Page(
        written,
        (
            *fix.remarks,
            Table(("", "stays, for a person", "upstream", "what helps"), rows),
            Table(("cannot be told", "upstream", "because of"), untold),
            "None of this is legal advice.",
        ),
    )


def fix_document(fix: Fix) -> Document:
    """``hubnotice.fix/1``."""
    return {
        "schema": "hubnotice.fix/1",
        "subject": {"repo": fix.report.subject.repo, "revision": fix.report.subject.revision},
        "changes": [
            {"path": each.path, "new": each.before is None, "diff": "".join(_diff(each))} for each in fix.changes
        ],
        "settled": [_finding(each) for each in settled(fix)],
        "left": [_finding(each) for each in fix.after.findings],
        "remarks": list(fix.remarks),
    }


def settled(fix: Fix) -> tuple[Finding, ...]:
    """The findings that the changes settle."""
    left = {(each.rule, each.upstream) for each in fix.after.findings}
    return tuple(each for each in fix.report.assessment.findings if (each.rule, each.upstream) not in left)


def pull_request_body(fix: Fix, *, contact: str) -> str:
    """At most about 120 words: what is added and why, and how to refuse."""
    upstreams = ", ".join(f"`{each}`" for each in dict.fromkeys(item.upstream.repo for item in settled(fix)))
    files = ", ".join(f"`{each.path}`" for each in fix.changes)
    return _BODY.format(upstreams=upstreams, files=files, contact=f" Questions: {contact}." if contact else "")


def _diff(change: FileChange) -> Iterator[str]:
    # A tab ends a name that has spaces, as diff and git write it.
    name = f"{change.path}\t" if " " in change.path else change.path
    source = "/dev/null" if change.before is None else f"a/{name}"
    lines = difflib.unified_diff(_lines(change.before or ""), _lines(change.after), source, f"b/{name}")
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """Lines as patch programs see them: the form feeds of the GPL's text and a lone carriage return end none."""
    *whole, rest = text.split("\n")
    return [f"{line}\n" for line in whole] + ([rest] if rest else [])


def _finding(finding: Finding) -> dict[str, str]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "upstream": finding.upstream.repo,
        "remedy": finding.remedy,
    }
