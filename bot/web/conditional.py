# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Answers that are sent again only where they changed (RFC 9110, section 13)."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from fastapi import Request, Response

_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


def etag_of(body: bytes) -> str:
    """The strong entity tag of exactly these bytes.

    >>> etag_of(b"{}") == etag_of(b"{}") != etag_of(b"[]")
    True
    """
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def is_known(header: str, etag: str) -> bool:
    """Whether an ``If-None-Match`` names this tag: by the weak comparison, so that a tag that a proxy weakened is known, too.

    >>> is_known('"a", W/"b"', '"b"'), is_known("*", '"b"'), is_known('"c"', '"b"')
    (True, True, False)
    """
    return header.strip() == "*" or etag in {f'"{opaque}"' for _, opaque in _TAG.findall(header)}


def is_same(header: str, etag: str) -> bool:
    """Whether an ``If-Match`` names this tag: by the strong comparison, which a weak tag never passes.

    >>> is_same('"a", "b"', '"b"'), is_same('W/"b"', '"b"'), is_same("*", '"b"')
    (True, False, True)
    """
    return header.strip() == "*" or etag in {f'"{opaque}"' for weak, opaque in _TAG.findall(header) if not weak}


def conditional(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    headers: dict[str, str],
    changed_at: datetime | None = None,
) -> Response:
    """The body, or 304 where whoever asks has it. ``changed_at`` is asked for only where they sent no tag."""
    etag = etag_of(body)
    told = {**headers, "ETag": etag}
    if changed_at is not None:
        told["Last-Modified"] = format_datetime(changed_at.astimezone(UTC).replace(microsecond=0), usegmt=True)
    known = request.headers.get("if-none-match")
    if known is not None:
        has_it = is_known(known, etag)
    else:
        has_it = changed_at is not None and _is_since(request.headers.get("if-modified-since", ""), changed_at)
    if has_it:
        return Response(status_code=304, headers=told)
    return Response(body, media_type=media_type, headers=told)


def _is_since(header: str, changed_at: datetime) -> bool:
    try:
        since = parsedate_to_datetime(header)
    except ValueError:
        return False
    if since.tzinfo is None:
        return False
    return changed_at.replace(microsecond=0) <= since
