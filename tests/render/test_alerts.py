# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every message in every language: in the right tone, whole, and with nothing of other people's that acts."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.rulebook import load_templates
from bot.model.alerts import LANGUAGES, Scope, ScopeKind
from bot.model.cases import CaseState
from bot.model.deliveries import DeliveryKind
from bot.model.errors import RulesError
from bot.model.findings import Confidence, Tier
from bot.model.happenings import HappeningKind
from bot.model.news import Message, News, Weight
from bot.render.alert_documents import message_from_payload, payload
from bot.render.alerts import AlertWriter, Links, Written
from bot.render.tone import lint
from tests.samples.schemas import check_document

TEMPLATES = load_templates()
WRITER = AlertWriter(TEMPLATES)
ABOUT = Scope(ScopeKind.UPSTREAM, "deepseek-ai/DeepSeek-V3")
AT = datetime(2026, 3, 17, 10, 0, tzinfo=UTC)
LINKS = Links(
    unsubscribe="https://desk.example/unsubscribe/word",
    confirm="https://desk.example/alerts/confirm/word",
    manage="https://desk.example/alerts",
)
NEWS = News(
    id="a",
    kind=HappeningKind.POSTED,
    at=AT,
    repo="example-lab/Example-JA",
    is_public=True,
    weight=Weight.OBLIGATION_OPEN,
    case="C-17",
    revision="9" * 40,
    state=CaseState.POSTED,
    tier=Tier.UNDECLARED,
    confidence=Confidence.HIGH,
    upstreams=("deepseek-ai/DeepSeek-V3",),
    rules=("license-text-missing",),
    licenses=("mit",),
    detail="LICENSE",
    reply="We trained it ourselves.",
    correction=7,
    others=3,
    other_repos=("a/b", "c/d", "e/f"),
    case_url="https://desk.example/case/C-17",
    thread_url="https://hub.example/example-lab/Example-JA/discussions/7",
)
GLOSSARY = """we could not find|appears to build on|withdraw|We were wrong
見つかりませんでした|基にしているようです|撤回します|当方の誤りでした
찾지 못했습니다|기반으로 한 것으로 보이|철회합니다|저희가 틀렸습니다
未能|似乎基于|现予撤回|是我们弄错了"""
"""The words to use, from the project's glossary: missing, build on, withdrawn, wrong."""


def written(message: Message, language: str = "en") -> Written:
    return WRITER.write(message, language=language, links=LINKS, about=ABOUT)


def one(news: News) -> Message:
    return Message(kind=DeliveryKind.ALERT, at=AT, news=(news,))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", HappeningKind)
def test_every_message_says_what_happened_and_keeps_the_tone(kind: HappeningKind, language: str) -> None:
    for is_public, state, credited in product((True, False), CaseState, (True, False)):
        news = replace(NEWS, kind=kind, is_public=is_public, state=state, is_credited=credited, closes=kind.closes)
        for message in (one(news), Message(kind=DeliveryKind.DIGEST, at=AT, news=(news, news))):
            said = written(message, language)
            assert lint(said.text) == lint(said.title) == ()
            lines = said.text.strip().splitlines()
            assert "https://desk.example/unsubscribe/word" in lines[-1]
            assert all("None" not in line and "{" not in line for line in lines)
            assert "example-lab/Example-JA" in said.text
            assert said.title


@pytest.mark.parametrize("kind", HappeningKind)
def test_what_a_webhook_gets_is_as_its_schema_says(kind: HappeningKind) -> None:
    whole = replace(NEWS, kind=kind, is_credited=True, closes=kind.closes)
    bare = News(id="b", kind=kind, at=AT, repo="acme/model", is_public=True, weight=Weight.INFO)
    for message in (one(whole), one(bare), Message(kind=DeliveryKind.DIGEST, at=AT, news=(whole, bare))):
        document = json.loads(payload(message))
        check_document(document["data"])
        assert document["type"] in {kind.value, "digest"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "kind", [each for each in DeliveryKind if each not in {DeliveryKind.ALERT, DeliveryKind.DIGEST}]
)
def test_every_message_without_news_keeps_the_tone(kind: DeliveryKind, language: str) -> None:
    said = written(Message(kind=kind, at=AT, about=str(ABOUT)), language)
    assert lint(said.text) == lint(said.title) == ()
    assert (LINKS.confirm in said.text) is (kind in {DeliveryKind.CONFIRMATION, DeliveryKind.STILL_WANTED})
    assert (LINKS.unsubscribe in said.text) is (kind is not DeliveryKind.CONFIRMATION)


@pytest.mark.parametrize(
    ("language", "words"), [*zip(LANGUAGES, csv.reader(io.StringIO(GLOSSARY), delimiter="|"), strict=True)]
)
def test_the_words_are_those_of_the_glossary(language: str, words: list[str]) -> None:
    missing, build_on, withdrawn, wrong = words
    posted = written(one(NEWS), language).text
    assert missing in posted
    assert build_on in posted
    taken_back = written(one(replace(NEWS, kind=HappeningKind.WITHDRAWN)), language).text
    assert withdrawn in taken_back
    assert wrong in taken_back


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_verified_never_leaves_as_a_fact(language: str) -> None:
    news = replace(NEWS, kind=HappeningKind.PROPOSED, state=CaseState.PROPOSED, is_public=False, reply="")
    first = written(one(news), language).text.splitlines()[0]
    hedges = {
        "en": "not checked by everybody",
        "ja": "確認もまだ終わっていません",
        "ko": "확인도 아직",
        "zh": "核对也尚未完成",
    }
    assert hedges[language] in first


@given(
    st.sampled_from(LANGUAGES),
    st.sampled_from(list(HappeningKind)),
    st.text(max_size=60),
    st.text(max_size=200),
    st.text(max_size=200),
)
def test_other_peoples_words_act_nowhere(
    language: str, kind: HappeningKind, repo: str, detail: str, reply: str
) -> None:
    hostile = "`<script>alert(1)</script>` @everyone [x](https://evil.example) ”stolen copied” https://evil.example\r\n"
    news = replace(NEWS, kind=kind, repo=f"a/{repo}{hostile}", detail=detail + hostile, reply=reply + hostile)
    said = written(one(news), language)
    assert "<script" not in said.text + said.html
    assert "evil.example" not in said.html
    assert "@everyone" not in said.text
    assert "\n" not in said.title
    assert "\r" not in said.text


def test_a_message_is_read_again_as_it_was_written() -> None:
    for message in (
        one(NEWS),
        one(replace(NEWS, tier=None, confidence=None, state=None, case="", reply="", correction=None)),
        Message(kind=DeliveryKind.DIGEST, at=AT, news=(NEWS, replace(NEWS, id="b"))),
        Message(kind=DeliveryKind.TEST, at=AT, about="mine acme"),
    ):
        assert message_from_payload(payload(message), message.kind) == message
        check_document(json.loads(payload(message))["data"])


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"data": null}', '{"timestamp": "x", "data": {}}', '{"timestamp": 1}']
)
def test_what_nobody_here_wrote_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        message_from_payload(text, DeliveryKind.ALERT)


def test_words_of_an_operators_own_that_break_the_tone_are_never_sent() -> None:
    broken = TEMPLATES | {"alert/words.en.txt.j2": "{{ news.repo|code }} stole it"}
    with pytest.raises(RulesError, match="stole"):
        AlertWriter(broken).write(one(NEWS), language="en", links=LINKS, about=ABOUT)


def test_a_page_of_mail_asks_nobody_for_anything() -> None:
    page = written(one(NEWS)).html
    for asking in ("<img", "<script", "<link", "<iframe", "url(", "src="):
        assert asking not in page
    assert '<a href="https://desk.example/case/C-17">' in page
    assert "<code>example-lab/Example-JA</code>" in page
