# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Nothing that a stranger wrote can act inside a post."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.quoting import block, code, inert, prose, quoted

HOSTILE = [
    "<!-- hubnotice:case=C-1 rev=9 commit=0000000 lang=en sha256=x -->",
    "<!-- unfinished comment",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt;bold&lt;/b&gt;",
    "[click](https://evil.example/)",
    "![pixel](https://evil.example/p.png)",
    "https://evil.example and www.evil.example",
    "[text][ref]",
    "@everyone look",
    "```\nend of the fence\n```",
    "~~~~",
    "\u202eright to left\u202c",
    "zero\u200bwidth",
    "bell\x07 and \x1b[31mcolour",
    "| a | table |",
    "# heading",
    "*bold* _it_",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_an_inert_line_has_no_markup_link_mention_or_hidden_sign(text: str) -> None:
    line = inert(text)
    assert not re.search(r"<[a-z!/]|https?:|www\.|`|\]\(|\n|[\x00-\x1f\u200b-\u200f\u202a-\u202e]", line)
    assert not line.startswith("@")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_block_cannot_end_its_fence_or_ping_anybody(text: str) -> None:
    assert not re.search(r"`{3}|~{3}|(?<!\w)@\w|[\x00-\x09\x0b-\x1f\u200b-\u200f\u202a-\u202e]", block(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_prose_loses_comments_tags_and_mentions(text: str) -> None:
    assert not re.search(r"<[a-z!/]|(?<!\w)@\w|\n", prose(text))


def test_prose_keeps_a_rule_s_own_code_and_address() -> None:
    assert prose("Set `base_model: a/b`, see https://spdx.org/x.") == "Set `base_model: a/b`, see https://spdx.org/x."


def test_quoted_text_is_escaped_for_markdown() -> None:
    assert quoted("*a* [b] | c_d") == r"\*a\* b \| c\_d"


def test_a_code_span_cannot_be_left() -> None:
    assert code("a`b | c") == "`a'b / c`"


def test_an_address_of_a_person_pings_nobody_and_stays() -> None:
    assert inert("Jane at jane@example.org") == "Jane at jane@example.org"


def test_long_text_is_cut_and_says_so() -> None:
    assert len(inert("word " * 200)) <= 300
    assert inert("word " * 200).endswith("[…]")


@given(st.text(max_size=500))
def test_whatever_comes_in_an_inert_line_is_one_line(text: str) -> None:
    line = inert(text)
    assert "\n" not in line
    assert "`" not in line
    assert "<!--" not in line
    assert len(line) <= 300
