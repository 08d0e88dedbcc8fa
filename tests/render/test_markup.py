# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Markdown becomes HTML in which no tag, attribute or address is anybody's but ours."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.markup import own_post, their_words
from tests.samples.daemon import World
from tests.samples.judged import TWO_PARTS, WHOLE_MODEL, Repository

ALLOWED = {
    "p",
    "br",
    "h3",
    "h4",
    "h5",
    "h6",
    "strong",
    "code",
    "pre",
    "a",
    "ul",
    "ol",
    "li",
    "details",
    "summary",
    "div",
    "table",
}
ALLOWED |= {"thead", "tbody", "tr", "th", "td"}
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    '[x](https://e.example/"onmouseover="alert(1))',
    "**<b onclick=x>**",
    "`</code><script>`",
    "| <svg/onload=x> | b |\n|---|---|\n| [a](data:text/html,x) | `|` |",
    "```\n</code></pre><script>\n```",
    "<details><summary></summary><script></summary>",
    "### <iframe src=//e.example>",
    "1. <a href=x>\n2. [y](https://e.example/<script>)",
    "<!-- hidden --> <style>",
    "\u202eevil\u2066",
]


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser.found


def check_harmless(html: str) -> None:
    for tag, attributes in tags(html):
        assert tag in ALLOWED
        assert set(attributes) <= {"href", "rel", "scope", "class", "tabindex", "role", "aria-label"}
        assert (attributes.get("href") or "https://").startswith(("https://", "http://"))


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_of_others_stays_text(text: str) -> None:
    check_harmless(own_post(text))
    found = their_words(text)
    assert {tag for tag, _ in tags(found)} <= {"p", "br"}
    assert "\u202e" not in found + own_post(text)


@given(text=st.text(alphabet="<>`*[]()|#-~\\ \n1.ab\"'&/:", max_size=200))
def test_no_text_makes_a_tag(text: str) -> None:
    check_harmless(own_post(text))
    assert {tag for tag, _ in tags(their_words(text))} <= {"p", "br"}


@pytest.mark.parametrize("repository", [WHOLE_MODEL, TWO_PARTS])
def test_a_post_is_shown_whole(repository: Repository) -> None:
    world = World("review")
    world.scan(repository)
    post = world.desk().preview(1, world.report())
    html = own_post(post.body)
    check_harmless(html)
    names = [tag for tag, _ in tags(html)]
    assert {"h3", "table", "ol", "pre", "a", "strong", "details"} <= set(names)
    assert "hubnotice:case" not in html
    words = re.sub(r"<[^>]+>", " ", html)
    for sentence in ("What we do not know:", "Any reply here is read by a person", "What we looked at"):
        assert sentence in words


def test_words_around_what_stands_out_keep_their_spaces() -> None:
    assert own_post("a **b** c `d` e") == "<p>a <strong>b</strong> c <code>d</code> e</p>"


def test_a_case_needs_no_words() -> None:
    assert own_post("") == their_words(" \n\n ") == ""
