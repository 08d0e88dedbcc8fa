# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""An upstream is named by words of its own, not by parts of other names and not in comparison tables."""

from __future__ import annotations

import pytest

from bot.licensing.naming import names_upstream, states_changes

REPO = "deepseek-ai/DeepSeek-V3"


@pytest.mark.parametrize(
    "text",
    [
        "Fine-tuned from deepseek-ai/DeepSeek-V3.",
        "based on DeepSeek-V3",
        "based on DeepSeek V3, further trained",
        "DeepSeek-V3を基にしています",
        "[model](https://huggingface.co/deepseek-ai/DeepSeek-V3)",
        "initialised from deepseek_v3-base",
    ],
)
def test_an_upstream_is_named(text: str) -> None:
    assert names_upstream(text, repo=REPO)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "as good as DeepSeek-V3.1",
        "DeepSeek-V30",
        "myDeepSeek-V3",
        "DeepSeek",
        "| DeepSeek-V3 | 88.5 |",
        "DeepSeek-V3 | 88.5 |",
    ],
)
def test_an_upstream_is_not_named(text: str) -> None:
    assert not names_upstream(text, repo=REPO)


def test_the_plain_name_of_a_family_counts() -> None:
    assert names_upstream("Vision tower: Qwen2.5-VL", repo="Qwen/Qwen2.5-VL-32B-Instruct", plain_names=("Qwen2.5-VL",))


@pytest.mark.parametrize(
    "text",
    ["fine-tuned on our data", "quantised to 4 bits", "継続事前学習", "미세 조정", "微调", "a merge of two models"],
)
def test_changes_are_stated(text: str) -> None:
    assert states_changes(text)


def test_a_plain_description_states_no_changes() -> None:
    assert not states_changes("A language model with 32 layers.")
