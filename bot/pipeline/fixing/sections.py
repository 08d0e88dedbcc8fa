# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Adds to the end of somebody's text without changing a line of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADING = re.compile(r"^#{1,6} .*$", re.MULTILINE)
_FENCE = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})(?P<rest>[^\r\n]*)")


def with_section(text: str, heading: str, items: Sequence[str]) -> str:
    r"""The text with a list at its end, below this heading, which is not repeated where it is the last one already.

    >>> with_section("# Mine\n", "## Attribution", ["one"])
    '# Mine\n\n## Attribution\n\n- one\n'
    >>> with_section("# Mine\n\n## Attribution\n\n- one\n", "## Attribution", ["two"])
    '# Mine\n\n## Attribution\n\n- one\n- two\n'
    """
    listed = "".join(f"- {item}\n" for item in items)
    headings = _HEADING.findall(text)
    if headings and headings[-1].rstrip() == heading and text.rstrip().rpartition("\n")[2].startswith("- "):
        return _joined(text, listed, blank_lines=0)
    return with_paragraph(text, f"{heading}\n\n{listed}")


def with_paragraph(text: str, paragraph: str) -> str:
    r"""The text with a paragraph at its end, after a blank line, in the text's own line ends.

    >>> with_paragraph("Mine", "Theirs\n")
    'Mine\n\nTheirs\n'
    """
    return _joined(text, paragraph, blank_lines=1) if text.strip() else text + paragraph


def is_open_at_end(text: str) -> bool:
    r"""Whether whatever is added at the end would stand in a block of code or in a comment, where no reader sees it.

    >>> [is_open_at_end(text) for text in ("```\na\n```\n", "```\na\n", "a <!-- b", "`<!--` is `-->`")]
    [False, True, True, False]
    """
    opened = ""
    outside = []
    for line in text.splitlines():
        fence = _FENCE.match(line)
        if fence and not opened:
            opened = fence["mark"]
        elif fence and fence["mark"].startswith(opened) and not fence["rest"].strip():
            opened = ""
        elif not opened:
            outside.append(line)
    prose = "\n".join(outside)
    return bool(opened) or prose.rfind("<!--") > prose.rfind("-->")


def _joined(text: str, added: str, *, blank_lines: int) -> str:
    ending = "\r\n" if "\r\n" in text else "\n"
    there = len(text) - len(text.rstrip("\r\n"))
    breaks = text[len(text) - there :].count("\n")
    return text + ending * max(blank_lines + 1 - breaks, 0) + added.replace("\n", ending)
