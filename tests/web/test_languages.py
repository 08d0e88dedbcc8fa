# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every sentence of the pages is in every catalogue, says the same with the same values, and is shown where its language was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from bot.adapters.catalogues import load_catalogues
from bot.adapters.rulebook import data_folder
from bot.model.components import Component
from bot.render.pictures.case import NOTHING_KEPT, NOTHING_READ
from bot.render.tone import lint
from bot.web.site.spoken import COMPONENTS, PICTURES
from bot.web.site.texts import LANGUAGES
from tests.web.conftest import Web

ROOT = Path(__file__).parents[2]
TRANSLATED = sorted(LANGUAGES.keys() - {"en"})
KEYWORDS: dict[str, Any] = {"t": None, "nt": (1, 2), "phrase": None}
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%")
SCRIPT = {"ja": r"[\u3040-\u30ff\u4e00-\u9fff]", "ko": r"[\uac00-\ud7a3]", "zh": r"[\u4e00-\u9fff]"}
KEPT = {"API", "CSV", "ID", "Issue", "JSON Lines"}
"""Names that are the same in each language."""
PUBLIC = (
    "/about", "/alerts", "/api", "/cases", "/corrections", "/coverage", "/graph", "/licenses", "/login", "/nowhere",
    "/opt-outs", "/rules", "/rules/license-text-missing", "/status", "/upstreams",
)  # fmt: skip


def marked() -> set[str | tuple[str, ...]]:
    """Every sentence that `make messages` finds."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call] # babel's
    return {
        found[2]
        for place in ("bot/web", "templates/web")
        for found in extract_from_dir(ROOT / place, methods, options, keywords=KEYWORDS)
    } - {""}


def catalogue(language: str) -> Catalog:
    with (data_folder("locales") / language / "LC_MESSAGES" / "desk.po").open("rb") as file:
        return read_po(file)


def messages(language: str) -> Iterator[Message]:
    return (each for each in catalogue(language) if each.id)


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def test_each_language_that_is_offered_has_a_catalogue() -> None:
    assert sorted(load_catalogues()) == TRANSLATED


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogues_hold_what_the_pages_say_and_nothing_that_is_gone(language: str) -> None:
    said = {each if isinstance(each, str) else tuple(each) for each in marked()}
    known = {each.id if isinstance(each.id, str) else tuple(each.id) for each in messages(language)}
    assert (sorted(map(str, said - known)), sorted(map(str, known - said))) == ([], []), "run make messages"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    bare = [each.id for each in messages(language) if each.fuzzy or not all(forms(each.string))]
    foreign = [
        each.id
        for each in messages(language)
        for text in forms(each.string)
        if text not in KEPT
        and not re.search(SCRIPT[language], text)
        and re.search(r"[A-Za-z]", PLACEHOLDER.sub("", text))
    ]
    assert (bare, foreign) == ([], [])


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_names_the_same_values(language: str) -> None:
    other = [
        (each.id, text)
        for each in messages(language)
        for text in forms(each.string)
        if sorted(set(PLACEHOLDER.findall(forms(each.id)[-1]))) != sorted(set(PLACEHOLDER.findall(text)))
    ]
    assert other == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_number_has_as_many_sentences_as_the_language_needs(language: str) -> None:
    read = catalogue(language)
    assert (read.num_plurals, read.plural_expr) == (1, "0")
    assert {len(forms(each.string)) for each in read if each.id and each.pluralizable} == {1}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_is_in_the_right_tone(language: str) -> None:
    hits = [(text, lint(text)) for each in messages(language) for text in forms(each.string) if lint(text)]
    assert hits == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_commands_and_names_stay_as_they_are(language: str) -> None:
    kept = re.compile(r"/notice \w+|hubnotice \w+ sync|HUBNOTICE_\w+|\.notice\.yml|OpenAPI 3\.1|RFC \d+|qwen/qwen2\.5")
    lost = [
        (each.id, name)
        for each in messages(language)
        for name in kept.findall(forms(each.id)[0])
        if not all(name in text for text in forms(each.string))
    ]
    assert lost == []


def test_words_of_lower_layers_are_listed_for_translators() -> None:
    assert set(COMPONENTS) == {each.words for each in Component}
    assert set(PICTURES) == {NOTHING_KEPT, NOTHING_READ}


@pytest.fixture(scope="module")
def spoken() -> Iterator[Web]:
    made = Web(languages=load_catalogues())
    with made.served():
        yield made


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("path", PUBLIC)
def test_every_page_can_be_read_in_every_language(spoken: Web, path: str, language: str) -> None:
    page = spoken.ask(f"{path}?lang={language}")
    if page.status == 303:  # Somebody who is not signed in is led to where they can.
        page = spoken.ask(page.headers["location"], headers={"Cookie": f"hubnotice_language={language}"})
    assert f'<html lang="{language}">' in page.text
    assert spoken.languages[language].gettext("Skip to the content") in page.text
    assert "Skip to the content" not in page.text


def test_a_choice_of_language_is_kept(spoken: Web) -> None:
    (cookie,) = [each for each in spoken.ask("/about?lang=ko").cookies if each.startswith("hubnotice_language")]
    assert '<html lang="ko">' in spoken.ask("/about", headers={"Cookie": cookie.partition(";")[0]}).text


def test_dates_are_written_as_readers_of_the_language_write_them(spoken: Web) -> None:
    spoken.sign_in("local:ada")
    try:
        texts = {each: spoken.ask(f"/account?lang={each}").text for each in LANGUAGES}
    finally:
        spoken.cookie = ""
    now = spoken.clock.now()
    assert f"{now.year}年{now.month}月{now.day}日 {now:%H:%M} UTC" in texts["ja"]
    assert f"{now.year}년 {now.month}월 {now.day}일 {now:%H:%M} UTC" in texts["ko"]
    assert f"{now.year}年{now.month}月{now.day}日 {now:%H:%M} UTC" in texts["zh"]
    assert f"{now.day} {now:%B} {now.year}, {now:%H:%M} UTC" in texts["en"]
