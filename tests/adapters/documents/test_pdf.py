# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A page as a PDF: tagged, the same in every run, and nothing fetched for it."""

from __future__ import annotations

import re
import socket
import zlib
from pathlib import Path

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
        '<img src="{}" alt="x">',
        '<link rel="stylesheet" href="{}">',
        "<style>@import url({});</style>",
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{}" width="9" height="9"/></svg>',
    ],
)
@pytest.mark.parametrize("scheme", ["http", "file", "data"])
def test_whatever_slips_into_a_page_is_not_fetched(element: str, scheme: str, tmp_path: Path) -> None:
    """The file would show: it is a style sheet, and a picture of one red point."""
    (tmp_path / "x.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="red"/></svg>'
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        address = {
            "http": f"http://127.0.0.1:{server.getsockname()[1]}/x.svg",
            "file": (tmp_path / "x.svg").as_uri(),
            "data": "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Crect width='9' height='9' fill='red'/%3E%3C/svg%3E",
        }[scheme]
        made = unpacked(pdf_writer()(PAGE.format(element.format(address))))
        assert b"1 0 0 rg" not in made
        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_red_point_of_our_own_would_be_seen() -> None:
    point = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="red"/></svg>'
    assert b"1 0 0 rg" in unpacked(pdf_writer()(PAGE.format(point)))
