# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Dictated sentences are found whatever was done to their layout, and never one license's for another's."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from bot.licensing.sentences import has_sentence

SENTENCES = (
    "Llama 2 is licensed under the LLAMA 2 Community License, Copyright (c) Meta Platforms, Inc. All Rights Reserved.",
    "Meta Llama 3 is licensed under the Meta Llama 3 Community License, Copyright © Meta Platforms, Inc. All Rights Reserved.",
    "Llama 3.1 is licensed under the Llama 3.1 Community License, Copyright © Meta Platforms, Inc. All Rights Reserved.",
    "Llama 3.2 is licensed under the Llama 3.2 Community License, Copyright © Meta Platforms, Inc. All Rights Reserved.",
    "Llama 4 is licensed under the Llama 4 Community License, Copyright © Meta Platforms, Inc. All Rights Reserved.",
    "Gemma is provided under and subject to the Gemma Terms of Use found at ai.google.dev/gemma/terms",
    "Qwen is licensed under the Qwen LICENSE AGREEMENT, Copyright (c) Alibaba Cloud. All Rights Reserved.",
    "Qwen is licensed under the Qwen RESEARCH LICENSE AGREEMENT, Copyright (c) Alibaba Cloud. All Rights Reserved.",
    "Tongyi Qianwen is licensed under the Tongyi Qianwen LICENSE AGREEMENT, Copyright (c) Alibaba Cloud. All Rights Reserved.",
    "Tongyi Qianwen is licensed under the Tongyi Qianwen RESEARCH LICENSE AGREEMENT, Copyright (c) Alibaba Cloud. All Rights Reserved.",
    "Licensed by NVIDIA Corporation under the NVIDIA Open Model License",
    "Licensed by NVIDIA Corporation under the NVIDIA Nemotron Model License",
    "Licensed by Mistral AI under the Mistral AI Research License",
)
"""As the agreements have them."""

VARIATIONS: Mapping[str, Callable[[str], str]] = {
    "as it is": lambda sentence: sentence,
    "shouted": str.upper,
    "wrapped": lambda sentence: sentence.replace(" ", "\n", 4),
    "quoted": lambda sentence: f"> **{sentence}**",
    "in a longer text": lambda sentence: (
        f"This model was made by Acme.\n\n{sentence}\n\nIt comes without any warranty."
    ),
    "the sign written out": lambda sentence: sentence.replace("©", "(c)"),
    "without its last words": lambda sentence: sentence.replace(" All Rights Reserved.", ""),
    "with a year": lambda sentence: sentence.replace("Copyright (c)", "Copyright (c) 2024"),
    "with a word too many": lambda sentence: sentence.replace(" under ", " only under ", 1),
}


def found(text: str) -> list[str]:
    return [each for each in SENTENCES if has_sentence(text, each, SENTENCES)]


@pytest.mark.parametrize("variation", VARIATIONS)
@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence[:40])
def test_a_variation_is_this_sentence_and_no_other(sentence: str, variation: str) -> None:
    assert found(VARIATIONS[variation](sentence)) == [sentence]


def test_two_sentences_in_one_notice_are_both_found() -> None:
    assert found(f"{SENTENCES[2]}\n{SENTENCES[7]}") == [SENTENCES[2], SENTENCES[7]]


def test_another_version_is_another_sentence() -> None:
    other = SENTENCES[2].replace("3.1", "3.9")
    assert found(other) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Built with Llama 3.1",
        "This model is licensed under the MIT License, Copyright (c) 2024 Acme.",
        "Llama " * 500,
    ],
)
def test_other_words_are_no_sentence(text: str) -> None:
    assert found(text) == []
