# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A page of ours as a PDF that screen readers can follow (PDF/UA-1), through WeasyPrint. Nothing is fetched for it."""

from __future__ import annotations

from typing import NoReturn

from weasyprint import HTML


def write_pdf(page: str) -> bytes:
    """The page, which holds everything it needs, as a tagged PDF. Takes seconds, and the same page gives the same bytes."""
    written = HTML(string=page, url_fetcher=_fetch_nothing).write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=_IDENTIFIER
    )
    if not isinstance(written, bytes):
        raise TypeError(f"expected bytes of a PDF, found {type(written).__name__}")
    return written


_IDENTIFIER = b"hubnotice"


def _fetch_nothing(url: str, *_: object, **__: object) -> NoReturn:
    """Whatever slipped into a page, no address of it is asked for."""
    raise ValueError(f"not fetched: {url[:100]}")
