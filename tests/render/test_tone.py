# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The tone lint hears every word on its list, and leaves names and licenses alone."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from bot.render.tone import lint
from tests.samples.judged import apache, mit

# The columns "avoid" of the project's glossary, in English, Japanese, Korean and Chinese.
AVOID = """copied, stolen, cloned, reskin|you removed|you violate|must|prove otherwise
盗用・パクリ・コピー|違反・削除した|しなければならない|反証してください|疑いが晴れた
도용, 표절, 베낀|위반, 삭제했다|해야 합니다|반증하세요|무혐의
抄袭、套壳、剽窃|违反、删除了|必须|请自证|嫌疑解除"""


@pytest.mark.parametrize("phrase", [phrase for row in csv.reader(io.StringIO(AVOID), delimiter="|") for phrase in row])
def test_a_phrase_to_avoid_is_heard(phrase: str) -> None:
    assert lint(f"Text {phrase} text") != ()


@pytest.mark.parametrize(
    "text",
    [
        "This is clearly so.",
        "the p-value is small",
        "5 sigma",
        "🚨 Attention",
        "a license violation",
        "plagiarism",
        "we have proof",
        "the verdict",
        "match 1.000",
        "hello @someone",
    ],
)
def test_certainty_pressure_and_pings_are_heard(text: str) -> None:
    assert lint(text) != ()


@pytest.mark.parametrize(
    "text",
    [
        "The files appear to build on `acme/stolen-clone-verdict`.",
        "An improved and approved model, in approximate numbers.",
        "Copies and mustard.",
        "“You must copy this” is a quotation.",
        "[model](https://huggingface.co/acme/clone)",
        "correlation 0.999, 21.0 billion",
        "Write to bot@example.org",
    ],
)
def test_names_quotations_and_ordinary_words_pass(text: str) -> None:
    assert lint(text) == ()


@pytest.mark.parametrize("text", [mit("Copyright (c) 2023 DeepSeek"), apache()])
def test_a_license_in_a_fence_passes(text: str) -> None:
    assert lint(f"Please add:\n\n```text\n{text}\n```\n") == ()


@pytest.mark.parametrize("path", sorted(Path("docs/rules").glob("*.md")), ids=lambda path: path.stem)
def test_the_page_of_a_rule_that_posts_lead_to_is_in_the_right_tone(path: Path) -> None:
    assert lint(path.read_text(encoding="utf-8")) == ()
