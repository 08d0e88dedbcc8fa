# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""License texts are found however they are laid out, and a changed text is never taken for the license."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.licensing.recognise import LicenseText, Recogniser
from bot.licensing.term_words import SMALL_WORDS
from bot.model.licensing import TextMatch
from tests.samples.judged import apache, mit, recogniser

MIT = mit("Copyright (c) 2023 DeepSeek")

LAYOUTS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "wrapped at 40 columns": lambda text: "\n\n".join(textwrap.fill(part, 40) for part in text.split("\n\n")),
    "each paragraph on one line": lambda text: "\n\n".join(" ".join(part.split()) for part in text.split("\n\n")),
    "all on one line": lambda text: " ".join(text.split()),
    "CRLF with a byte order mark": lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    "quoted": lambda text: textwrap.indent(text, "> "),
    "commented": lambda text: textwrap.indent(text, "# "),
    "fenced": lambda text: f"```text\n{text}\n```",
    "as HTML": lambda text: f"<pre><b>{html.escape(text)}</b></pre>",
    "curly quotation marks": lambda text: text.replace('"', "”"),
    "British": lambda text: text.replace("license", "licence").replace("License", "Licence"),
    "https": lambda text: text.replace("http://", "https://"),
    "capitals": str.upper,
    "bold headings": lambda text: text.replace("MIT License", "# **MIT License**").replace(
        "1. Definitions.", "## 1\\. Definitions"
    ),
}


def found(text: str, *, stands_alone: bool = True) -> list[tuple[str, TextMatch]]:
    return [
        (each.license_id, each.match) for each in recogniser().recognise("LICENSE", text, stands_alone=stands_alone)
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("license_id", "text"), [("mit", MIT), ("apache-2.0", apache())])
@pytest.mark.parametrize("stands_alone", [True, False])
def test_a_text_is_recognised_in_every_layout(*, layout: str, license_id: str, text: str, stands_alone: bool) -> None:
    assert found(LAYOUTS[layout](text), stands_alone=stands_alone) == [(license_id, TextMatch.EXACT)]


@pytest.mark.parametrize(("license_id", "text"), [("mit", MIT), ("apache-2.0", apache())])
def test_a_text_is_recognised_inside_a_model_card(license_id: str, text: str) -> None:
    card = f"# Example\n\nA fine model. You must install torch first.\n\n## License\n\n{text}\n\n## Citation\n\n@misc{{example}}"
    assert found(card, stands_alone=False) == [(license_id, TextMatch.EXACT)]


def test_the_apache_terms_without_appendix_are_the_license() -> None:
    assert found(apache().split("APPENDIX")[0]) == [("apache-2.0", TextMatch.EXACT)]


def test_both_texts_in_one_file_are_both_found() -> None:
    assert found(MIT + "\n\n" + apache()) == [("mit", TextMatch.EXACT), ("apache-2.0", TextMatch.EXACT)]


# The ways in which published licenses that call themselves MIT or Apache differ from them, in our own words.
DISPLAY_CLAUSE = (
    "Our only modification is that, if the Software is used for any of your commercial products that have more than 100 million "
    "monthly active users, you shall prominently display the name of the model on the user interface of such product."
)


@pytest.mark.parametrize("stands_alone", [True, False])
def test_mit_with_a_clause_at_its_end_holds_further_terms(*, stands_alone: bool) -> None:
    assert found(f"{MIT}\n\n{DISPLAY_CLAUSE}", stands_alone=stands_alone) == [("mit", TextMatch.ADDED)]


def test_mit_with_a_clause_before_it_holds_further_terms() -> None:
    assert found(f"{DISPLAY_CLAUSE}\n\n{MIT}") == [("mit", TextMatch.ADDED)]


def test_apache_with_a_further_condition_in_section_4_holds_further_terms() -> None:
    grown = apache().replace(
        "You may add Your own copyright statement",
        '(e) The name of any derivative begins with "Example".\n\n You may add Your own copyright statement',
    )
    assert grown != apache()
    assert found(grown) == [("apache-2.0", TextMatch.ADDED)]


def test_apache_without_its_patent_section_is_modified() -> None:
    text = apache()
    cut = text[: text.index("3. Grant of Patent License")] + text[text.index("4. Redistribution") :]
    assert found(cut) == [("apache-2.0", TextMatch.MODIFIED)]


def test_mit_without_the_condition_is_no_license() -> None:
    start, end = MIT.index("The above copyright notice"), MIT.index("THE SOFTWARE IS PROVIDED")
    assert [match for _, match in found(MIT[:start] + MIT[end:])] == [TextMatch.MODIFIED]


def test_a_clause_in_another_language_is_a_further_term() -> None:
    assert found(f"{MIT}\n\n如用于商业用途,必须在产品界面显著位置标明模型名称。") == [("mit", TextMatch.ADDED)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MIT License",
        "Licensed under the MIT License. See https://opensource.org/license/mit for the text.",
        'Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance.',
        "THE SOFTWARE IS PROVIDED AS IS, WITHOUT WARRANTY OF ANY KIND.",
        "Redistribution and use in source and binary forms, with or without modification, are permitted.",
    ],
)
def test_naming_a_license_is_not_its_text(text: str) -> None:
    assert found(text) == []


@given(st.text(max_size=300))
@settings(max_examples=50, deadline=None)
def test_no_text_makes_the_recogniser_fail(text: str) -> None:
    assert all(each.match is not TextMatch.EXACT for each in recogniser().recognise("x", text, stands_alone=True))


@given(st.integers(min_value=0, max_value=len(MIT.split()) - 1))
@settings(max_examples=40, deadline=None)
def test_leaving_out_any_word_of_the_terms_is_never_exact(place: int) -> None:
    words = MIT.split()
    dropped = words[place].strip('".,:;()').casefold()
    shortened = " ".join([*words[:place], *words[place + 1 :]])
    terms_start = words.index("Permission")
    if place >= terms_start and len(dropped) > 1:
        (license_id, match), *others = found(shortened)
        assert (license_id, others) == ("mit", [])
        assert match is TextMatch.MODIFIED or (match is TextMatch.NEAR and dropped in SMALL_WORDS)


def test_a_text_without_its_first_and_last_words_is_refused() -> None:
    with pytest.raises(ValueError, match="demo: expected the words 'no such words'"):
        Recogniser([LicenseText(license_id="demo", text="Some terms", first="no such words", last="terms")])
