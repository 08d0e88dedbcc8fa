# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A page as a PDF: tagged, the same in every run, and nothing fetched for it."""

from __future__ import annotations

import re
import zlib

import pytest

from bot.adapters.documents.writers import pdf_writer
from bot.render.pictures.dots import dots_picture
from tests.samples.pictures import MOE

PAGE = """<!DOCTYPE html><html lang="en"><head><title>A report</title></head><body><h1>A report</h1>
<p>Words.</p><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9"><rect width="9" height="9"/></svg>{}</body></html>"""


def unpacked(pdf: bytes) -> bytes:
    """The file with everything that is compressed in it laid open."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    opened = []
    for stream in streams:
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return pdf + b"".join(opened)


def test_it_is_tagged_for_screen_readers_and_says_so() -> None:
    made = unpacked(pdf_writer()(PAGE.format("")))
    assert made.startswith(b"%PDF-1.7")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made or b'pdfuaid:part="1"' in made
    assert b"/MarkInfo" in made
    assert b"/StructTreeRoot" in made
    assert b"A report" in made


def test_a_second_file_has_the_same_bytes() -> None:
    page = PAGE.format(dots_picture(MOE.dots).panels[0].svg)
    assert pdf_writer()(page) == pdf_writer()(page)


@pytest.mark.parametrize(
    "element",
    [
        '<img src="http://127.0.0.1:9/x.png" alt="x">',
        '<img src="file:///etc/hostname" alt="x">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/hostname" width="9" height="9"/></svg>',
    ],
)
def test_whatever_slips_into_a_page_is_not_fetched(element: str) -> None:
    assert pdf_writer()(PAGE.format(element)).startswith(b"%PDF")
