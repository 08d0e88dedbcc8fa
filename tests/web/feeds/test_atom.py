# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Feeds as a reader of news reads them, over real HTTP."""

from __future__ import annotations

from typing import Any
from urllib.request import Request, urlopen
from xml.etree import ElementTree as ET

import feedparser
import pytest

from tests.samples.judged import NOW
from tests.web.api.conftest import HIDDEN_REPO, Programs, web

__all__ = ["web"]
FEEDS = (
    "/feeds/all.atom",
    "/feeds/upstream/deepseek-ai/DeepSeek-V3-0324.atom",
    "/feeds/owner/Example-Lab.atom",
    "/feeds/rule/license-text-missing.atom",
)


def read(web: Programs, path: str) -> Any:  # noqa: ANN401 - the library has no types
    with urlopen(Request(web.address + path)) as answer:
        found = feedparser.parse(answer.read(), response_headers={"content-type": answer.headers["content-type"]})
    assert not found.bozo, found.get("bozo_exception")
    return found


@pytest.mark.parametrize("path", FEEDS)
def test_a_public_case_is_in_every_feed_that_it_belongs_to(web: Programs, path: str) -> None:
    found = read(web, path)
    assert found.version == "atom10"
    assert [each.link for each in found.entries] == [f"{web.address}/case/C-17"]
    assert found.feed.id == web.address + path
    assert HIDDEN_REPO not in str(found)


@pytest.mark.parametrize(
    "path", ["/feeds/upstream/acme/other.atom", "/feeds/owner/quiet-lab.atom", "/feeds/rule/license-conflict.atom"]
)
def test_a_feed_without_news_is_there_and_empty(web: Programs, path: str) -> None:
    assert read(web, path).entries == []


@pytest.mark.parametrize(
    "path", ["/feeds/rule/none.atom", "/feeds/owner/%3Cb%3E.atom", "/feeds/owner/%00.atom", "/feeds/other.atom"]
)
def test_what_names_nothing_has_no_feed(web: Programs, path: str) -> None:
    assert web.get(path).status == 404


def test_a_withdrawn_case_stays_as_news_that_says_so_first(web: Programs) -> None:
    before = read(web, "/feeds/all.atom").entries[0]
    web.withdraw()
    [after] = read(web, "/feeds/all.atom").entries
    assert after.title.startswith("[Withdrawn \N{EN DASH} our mistake] C-17: example-lab/Example-JA-700B")
    assert after.link == before.link
    assert after.id != before.id
    assert after.id.startswith("tag:127.0.0.1,2026:case/17/withdrawn/")
    assert after.updated_parsed > before.updated_parsed
    assert "the norms misled us" in after.summary


def test_the_same_state_is_the_same_entry_however_often_it_is_read(web: Programs) -> None:
    first = read(web, "/feeds/all.atom").entries[0]
    web.answer_as_owner("We trained it ourselves.")
    again = read(web, "/feeds/all.atom").entries[0]
    assert first.id == again.id
    assert "We trained it ourselves." in again.summary


def test_corrections_are_numbered_news(web: Programs) -> None:
    assert read(web, "/feeds/corrections.atom").entries == []
    web.withdraw()
    [entry] = read(web, "/feeds/corrections.atom").entries
    assert entry.title == "Correction 1: example-lab/Example-JA-700B"
    assert "What was wrong:\nthe norms misled us" in entry.summary


def test_hostile_words_stay_words(web: Programs) -> None:
    web.answer_as_owner("]]> <script>alert(1)</script> &xxe; \x00\x08\x1b[2J\ud800\ufffe\u202e \U0001f600")
    raw = web.get("/feeds/all.atom").text
    assert "<script" not in raw
    root = ET.fromstring(raw)
    said = root.findtext(".//{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}summary") or ""
    assert "]]> <script>alert(1)</script> &xxe; [2J \U0001f600" in said


def test_what_a_reader_has_is_not_sent_again(web: Programs) -> None:
    first = web.get("/feeds/all.atom")
    assert first.headers["content-type"] == "application/atom+xml"
    tag, day = first.headers["etag"], first.headers["last-modified"]
    assert day == NOW.strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert web.get("/feeds/all.atom", If_None_Match=tag).status == 304
    assert web.get("/feeds/all.atom", If_Modified_Since=day).status == 304
    assert web.get("/feeds/all.atom", If_Modified_Since="yesterday").status == 200
    assert web.get("/feeds/all.atom", If_Modified_Since="Mon, 16 Mar 2026 10:00:00 GMT").status == 200
    # The tag decides where both are sent (RFC 9110, 13.2.2).
    assert web.get("/feeds/all.atom", If_None_Match='"other"', If_Modified_Since=day).status == 200


def test_pages_name_their_feed(web: Programs) -> None:
    page = web.get("/about").text
    assert '<link rel="alternate" type="application/atom+xml" title="hubnotice" href="/feeds/all.atom">' in page
