# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Copyright lines are found as people write them, and phrases of the licenses are not taken for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.licensing.copyrights import copyright_lines, holder_of, keeps_holder
from tests.samples.judged import apache, mit


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Copyright (c) 2023 DeepSeek", "Copyright (c) 2023 DeepSeek"),
        ("   Copyright 2024 Alibaba Cloud", "Copyright 2024 Alibaba Cloud"),
        ("# Copyright 2022 The OpenAI Authors. Licensed under MIT.", "Copyright 2022 The OpenAI Authors"),
        ("Copyright Alibaba Cloud", "Copyright Alibaba Cloud"),
        ("© 2024-2025 Z.ai, Inc. All rights reserved.", "© 2024-2025 Z.ai, Inc. All rights reserved."),
        ("COPYRIGHT (C) 2025 楽天グループ株式会社", "COPYRIGHT (C) 2025 楽天グループ株式会社"),
        ("Uses DeepSeek-V3 (Copyright (c) 2023 DeepSeek), licensed under MIT", "Copyright (c) 2023 DeepSeek"),
        ("MIT License Copyright (c) 2023 DeepSeek Permission is hereby granted, free", "Copyright (c) 2023 DeepSeek"),
        ("> **Copyright (c) 2023 DeepSeek**", "Copyright (c) 2023 DeepSeek"),
        ("Copyright (c) 2023 Deep\u200bSeek", "Copyright (c) 2023 DeepSeek"),
    ],
)
def test_a_line_is_found(text: str, line: str) -> None:
    assert copyright_lines(text) == (line,)


@pytest.mark.parametrize(
    "text",
    [
        "Copyright [yyyy] [name of copyright owner]",
        "Copyright (c) <year> <copyright holders>",
        "Copyright {yyyy} {name of copyright owner}",
        "AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM",
        "copyright holders",
        "the copyright owner that is granting the License",
        "Copyright license to reproduce, prepare Derivative Works of",
        "   (c) You must retain, in the Source form of any Derivative Works",
        "Copyright notices: see below",
    ],
)
def test_a_phrase_is_no_line(text: str) -> None:
    assert copyright_lines(text) == ()


def test_the_apache_text_holds_no_copyright_line() -> None:
    assert copyright_lines(apache()) == ()


def test_the_mit_text_holds_one() -> None:
    assert copyright_lines(mit("Copyright (c) 2023 DeepSeek")) == ("Copyright (c) 2023 DeepSeek",)


@pytest.mark.parametrize(
    "candidate",
    [
        "Copyright (c) 2023-2026 DeepSeek, Inc.",
        "(c) 2024 deepseek",
        "Copyright 2026 Example Lab and DeepSeek",
        "© DeepSeek. All rights reserved",
    ],
)
def test_years_and_forms_do_not_matter_for_the_holder(candidate: str) -> None:
    assert keeps_holder("Copyright (c) 2023 DeepSeek", [candidate])


@pytest.mark.parametrize(
    "candidate", ["Copyright (c) 2023 Example Lab", "Copyright (c) 2023", "Copyright (c) 2023 Deep Seekers"]
)
def test_another_holder_is_another_holder(candidate: str) -> None:
    assert not keeps_holder("Copyright (c) 2023 DeepSeek", [candidate])


def test_a_holder_made_of_filler_words_keeps_a_name() -> None:
    assert holder_of("Copyright 2024 The Authors") == ("the", "authors")


@given(st.text(max_size=400))
def test_every_line_found_is_one_short_line_with_a_holder(text: str) -> None:
    for line in copyright_lines(text):
        assert "\n" not in line
        assert len(line) <= 160
        assert holder_of(line)
