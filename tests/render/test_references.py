# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A text on GitHub is seen nowhere but where it stands."""

from __future__ import annotations

import pytest

from bot.render.references import without_references


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://github.com/acme/tiny/issues/3.", "`https://github.com/acme/tiny/issues/3`."),
        ("[a](https://github.com/acme/tiny)", "a (`https://github.com/acme/tiny`)"),
        ("[`a/b`](https://www.github.com/a/b)", "`a/b` (`https://www.github.com/a/b`)"),
        ("acme/tiny#7 and #12, GH-3", "`acme/tiny#7` and `#12`, `GH-3`"),
        (r"issue \#12", "issue `#12`"),
        ("acme/tiny@9a8b7c6d5e", "`acme/tiny@9a8b7c6d5e`"),
    ],
)
def test_what_would_be_linked_elsewhere_becomes_code(text: str, expected: str) -> None:
    assert without_references(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "### Heading\n\n1. one",
        "`acme/tiny#7`",
        "```text\nhttps://github.com/acme/tiny/issues/3 and #4\n```",
        "[a](https://huggingface.co/acme/tiny/discussions/3#4)",
        "https://spdx.org/licenses/MIT.html",
        "mail bot@example.org",
        "<!-- hubnotice:case=C-1 rev=1 sha256=abc -->",
        "https://notgithub.com/acme/tiny",
        "https://github.com.example.org/acme/tiny",
    ],
)
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert without_references(text) == text


@pytest.mark.parametrize(
    "part", ["[", "`", "<!--", "#", "a/", "https://github.com/", "[a](https://github.com", "~~~\n"]
)
def test_a_long_text_without_sense_comes_out(part: str) -> None:
    assert without_references(part * 20_000)
