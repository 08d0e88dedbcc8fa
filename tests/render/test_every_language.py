# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Everything that is written for others, in each language: its tone and its length."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from bot.adapters.rulebook import load_templates
from bot.model.components import Component
from bot.model.lineage import Verdict
from bot.model.wishes import Suppression
from bot.render.lengths import MOST_WORDS, word_count
from bot.render.posts import Place
from bot.render.replies import Occasion, ReplyKind, ReplyWriter
from bot.render.tone import lint
from bot.render.withdrawals import WithdrawalWriter
from tests.render.test_posts import LANGUAGES, in_language, through_middle, writer
from tests.samples.judged import (
    NOW,
    QWEN_TERMS,
    REPOSITORIES,
    TERMS,
    TWO_PARTS,
    WHISPER,
    WHOLE_MODEL,
    case_of,
    lineage,
    part,
)

TEMPLATES = load_templates()
WRITTEN = sorted(
    name for name in TEMPLATES if name.startswith(("alert/", "discussion/", "issue/", "pull_request/", "reply/"))
)
_SIGN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.DOTALL)
_SUPPRESSED = (Suppression(rule="license-text-missing", reason="agreed by mail", until=date(2026, 12, 31)),)


@pytest.mark.parametrize("name", WRITTEN)
def test_no_template_holds_words_that_are_not_ours(name: str) -> None:
    assert lint(_JINJA.sub(" ", TEMPLATES[name])) == ()


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", REPOSITORIES)
def test_every_post_in_every_language_is_short(name: str, language: str, place: Place) -> None:
    repository = in_language(REPOSITORIES[name], language)
    post = writer().thread(case_of(repository), repository.report(), TERMS, place=place)
    assert lint(post.body) == ()
    assert 0 < word_count(post.body) < MOST_WORDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_post_about_many_upstreams_is_short_too(language: str) -> None:
    heard = part(Component.AUDIO_ENCODER, Verdict.DERIVED, WHISPER, parameters=10**8)
    three = replace(in_language(TWO_PARTS, language), lineage=lineage(*TWO_PARTS.lineage.components, heard))
    terms = {**TERMS, WHISPER: QWEN_TERMS}
    assert word_count(writer().thread(case_of(three), three.report(terms), terms).body) < MOST_WORDS
    assert word_count(through_middle(language)) < MOST_WORDS


def test_languages_without_spaces_are_counted_by_their_signs() -> None:
    assert word_count("あ" * 801) == word_count("字" * 801) == 401
    assert word_count("모델 " * 399) == 399
    assert word_count("`acme/model` を 2 件。") == 3
    assert word_count("| a | b |\n<!-- a marker -->\n```text\nto paste\n```\n[here](https://a.example/b)") == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ReplyKind)
def test_every_answer_in_every_language_has_the_right_tone_and_length(kind: ReplyKind, language: str) -> None:
    writer = ReplyWriter(TEMPLATES, hub_url="https://huggingface.co", contact="bot@example.org")
    for whole_owner, until, url in product(
        (True, False), (NOW, None), ("https://huggingface.co/a/b/discussions/2", "")
    ):
        occasion = Occasion(
            comment="c1", languages=(language,), until=until, whole_owner=whole_owner, suppressed=_SUPPRESSED, url=url
        )
        text = writer.write(kind, case_of(WHOLE_MODEL), occasion)
        assert lint(text) == ()
        assert word_count(text) < MOST_WORDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_withdrawal_in_every_language_has_the_right_tone_and_length(language: str) -> None:
    writer = WithdrawalWriter(TEMPLATES, hub_url="https://huggingface.co", contact="bot@example.org")
    case = replace(case_of(WHOLE_MODEL), correction=7)
    words = writer.write(case, reason="The norms alone were alike.", asked_at=NOW, by="Ada", languages=(language,))
    for text in (words.title, words.banner, words.comment):
        assert lint(text) == ()
        assert word_count(text) < MOST_WORDS
    assert bool(_SIGN.search(words.comment)) is (language in {"ja", "zh"})
