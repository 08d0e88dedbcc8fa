# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Answers that browsers keep as files instead of showing them."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Response
from fastapi.responses import StreamingResponse


def csv_file(text: str, name: str) -> Response:
    """A table. ``name`` is ours, never a stranger's."""
    return Response(text, media_type="text/csv; charset=utf-8", headers=_kept_as(name))


def json_lines(lines: Iterator[str], name: str) -> Response:
    """One JSON document a line, sent while it is made."""
    return StreamingResponse(lines, media_type="application/jsonl", headers=_kept_as(name))


def _kept_as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
