# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What people read on pages is in the tone of everything else, and is written so that translators find it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.adapters.rulebook import load_templates
from bot.render.tone import lint

WEB = Path(__file__).parents[2] / "bot" / "web"
_CALL = re.compile(r'\b(?:t|nt|phrase)\(\s*"((?:[^"\\]|\\.)*)"(?:,\s*"((?:[^"\\]|\\.)*)")?')
_OUTSIDE = re.compile(r"<code>.*?</code>|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>|&\w+;", re.DOTALL)
_LETTER = re.compile(r"[^\W\d_]")
NAMES = {"hubnotice", "C-"}
"""What is not translated."""


def sentences() -> dict[str, str]:
    """Every sentence that is marked, and where it was found."""
    texts = {name: text for name, text in load_templates().items() if name.startswith("web/")}
    texts |= {path.name: path.read_text(encoding="utf-8") for path in WEB.rglob("*.py")}
    return {each: name for name, text in texts.items() for found in _CALL.findall(text) for each in found if each}


def test_there_is_something_to_read() -> None:
    assert "There is nothing here" in sentences()
    assert "About this desk" in sentences()


@pytest.mark.parametrize(("sentence", "place"), sorted(sentences().items()))
def test_every_sentence_is_in_the_right_tone(sentence: str, place: str) -> None:
    assert lint(sentence) == (), place


@pytest.mark.parametrize("name", sorted(name for name in load_templates() if name.startswith("web/")))
def test_no_template_says_anything_that_is_not_marked(name: str) -> None:
    words = _OUTSIDE.sub(" ", load_templates()[name]).split()
    assert [word for word in words if _LETTER.search(word) and word not in NAMES] == []
