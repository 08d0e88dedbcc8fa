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
from bot.model.wishes import Suppression
from bot.render.replies import Occasion, ReplyKind, ReplyWriter
from bot.render.tone import lint
from bot.render.withdrawals import WithdrawalWriter
from tests.render.test_posts import LANGUAGES, body_of, in_language, own_words
from tests.samples.judged import NOW, REPOSITORIES, WHOLE_MODEL, case_of

TEMPLATES = load_templates()
WRITTEN = sorted(
    name for name in TEMPLATES if name.startswith(("alert/", "discussion/", "issue/", "pull_request/", "reply/"))
)
MOST_WORDS = 400
MOST_SIGNS = 240
"""Of a summary in Japanese or Chinese, which set no spaces between words; those of today have 200 at most."""
_SIGN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.DOTALL)
_SUPPRESSED = (Suppression(rule="license-text-missing", reason="agreed by mail", until=date(2026, 12, 31)),)


@pytest.mark.parametrize("name", WRITTEN)
def test_no_template_holds_words_that_are_not_ours(name: str) -> None:
    assert lint(_JINJA.sub(" ", TEMPLATES[name])) == ()


@pytest.mark.parametrize("language", ["ja", "zh"])
@pytest.mark.parametrize("name", REPOSITORIES)
def test_a_summary_without_spaces_is_short_by_its_signs(name: str, language: str) -> None:
    signs = _SIGN.findall(own_words(body_of(in_language(REPOSITORIES[name], language))))
    assert 0 < len(signs) <= MOST_SIGNS


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
        assert len(own_words(text).split()) < MOST_WORDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_withdrawal_in_every_language_has_the_right_tone_and_length(language: str) -> None:
    writer = WithdrawalWriter(TEMPLATES, hub_url="https://huggingface.co", contact="bot@example.org")
    case = replace(case_of(WHOLE_MODEL), correction=7)
    words = writer.write(case, reason="The norms alone were alike.", asked_at=NOW, by="Ada", languages=(language,))
    for text in (words.title, words.banner, words.comment):
        assert lint(text) == ()
        assert len(own_words(text).split()) < MOST_WORDS
    assert bool(_SIGN.search(words.comment)) is (language in {"ja", "zh"})
