# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A page of ours as a PDF that screen readers can follow (PDF/UA-1), through WeasyPrint. Nothing is fetched for it."""

from __future__ import annotations

from weasyprint import HTML
from weasyprint.urls import URLFetcher

_IDENTIFIER = b"hubnotice"
"""Of the file; WeasyPrint would take a random one, and the same page would give another file each time."""


def write_pdf(page: str) -> bytes:
    """The page, which holds everything it needs, as a tagged PDF. Takes seconds. The same page gives the same bytes.

    Whatever slipped into it, no address is asked for, on the network or on this machine: no scheme is allowed.
    """
    nowhere = URLFetcher(allowed_protocols=())
    written = HTML(string=page, url_fetcher=nowhere).write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=_IDENTIFIER)
    if not isinstance(written, bytes):
        raise TypeError(f"expected bytes of a PDF, found {type(written).__name__}")
    return written
