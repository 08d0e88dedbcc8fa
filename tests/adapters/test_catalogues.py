# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Translations are read as translators leave them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.catalogues import load_catalogues
from bot.model.errors import RulesError

_HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=1; plural=0;\\n"\n\n'


def folder(root: Path, text: str, language: str = "ja") -> Path:
    path = root / language / "LC_MESSAGES" / "desk.po"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return root


def test_the_program_has_its_languages() -> None:
    found = load_catalogues()
    assert sorted(found) == ["ja", "ko", "zh"]
    assert found["ko"].gettext("Alerts") == "알림"


def test_a_language_is_the_name_of_its_folder(tmp_path: Path) -> None:
    (found,) = load_catalogues(folder(tmp_path, _HEAD + 'msgid "yes"\nmsgstr "はい"\n')).items()
    assert (found[0], found[1].gettext("yes")) == ("ja", "はい")


def test_what_is_not_translated_or_not_sure_stays_english(tmp_path: Path) -> None:
    text = _HEAD + 'msgid "yes"\nmsgstr ""\n\n#, fuzzy\nmsgid "no"\nmsgstr "ノー"\n'
    found = load_catalogues(folder(tmp_path, text))["ja"]
    assert (found.gettext("yes"), found.gettext("no"), found.gettext("unheard of")) == ("yes", "no", "unheard of")


def test_a_number_has_the_sentence_that_goes_with_it(tmp_path: Path) -> None:
    text = _HEAD + 'msgid "one day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s 日"\n'
    found = load_catalogues(folder(tmp_path, text))["ja"]
    assert {found.ngettext("one day", "%(n)s days", number) for number in (0, 1, 2)} == {"%(n)s 日"}


@pytest.mark.parametrize(("language", "text"), [("ja", "not a catalogue"), ("not-a-language", _HEAD)])
def test_a_file_that_is_no_catalogue_is_named(tmp_path: Path, language: str, text: str) -> None:
    with pytest.raises(RulesError, match=r"desk\.po"):
        load_catalogues(folder(tmp_path, text, language))
