# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Cases as files: CSV that no spreadsheet runs, and JSON lines. Every line says the state, so that nothing withdrawn travels as a fact."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import Response

from bot.model.answers import CaseRow

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a cell for a formula, the wide forms among them (OWASP, CSV injection)."""
COLUMNS = (
    "case",
    "repo",
    "revision",
    "state",
    "tier",
    "rules",
    "components",
    "upstreams",
    "licenses",
    "share",
    "opened_at",
    "changed_at",
    "due_at",
    "correction",
    "assignee",
    "labels",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileForm:
    """One form of the file."""

    suffix: str
    media_type: str
    write: Callable[[Sequence[CaseRow]], str]


def case_file(rows: Sequence[CaseRow], form: FileForm, *, name: str) -> Response:
    """An answer that browsers keep as a file and do not show."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form.suffix}"'}
    return Response(form.write(rows), media_type=form.media_type, headers=headers)


def guarded(text: str) -> str:
    """A cell that a spreadsheet takes for text.

    >>> guarded("=1+1"), guarded("acme/model")
    ("'=1+1", 'acme/model')
    """
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _csv(rows: Sequence[CaseRow]) -> str:
    written = io.StringIO()
    # A byte order mark, without which a spreadsheet takes UTF-8 for something else.
    written.write("\ufeff")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([guarded(_cell(value)) for value in _fields(row).values()])
    return written.getvalue()


def _json_lines(rows: Sequence[CaseRow]) -> str:
    return "".join(json.dumps({"schema": "hubnotice.case_row/1", **_fields(row)}) + "\n" for row in rows)


def _fields(row: CaseRow) -> Mapping[str, object]:
    """In the order of `COLUMNS`."""
    values = (
        row.name,
        row.repo,
        row.revision,
        row.state.value,
        row.tier.value,
        list(row.rules),
        [each.value for each in row.components],
        [each.repo for each in row.upstreams],
        [each.license for each in row.upstreams],
        row.share,
        _moment(row.opened_at),
        _moment(row.changed_at),
        _moment(row.due_at),
        row.correction,
        row.assignee or None,
        list(row.labels),
    )
    return dict(zip(COLUMNS, values, strict=True))


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "; ".join("" if each is None else str(each) for each in value)
    return "" if value is None else str(value)


FORMS: Mapping[str, FileForm] = {
    "csv": FileForm(suffix="csv", media_type="text/csv; charset=utf-8", write=_csv),
    "jsonl": FileForm(suffix="jsonl", media_type="application/x-ndjson", write=_json_lines),
}
