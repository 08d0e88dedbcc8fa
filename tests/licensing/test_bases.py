# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Naming an upstream as the base is told from naming it beside the model."""

from __future__ import annotations

import pytest

from bot.licensing.bases import names_as_base
from bot.model.truth import Truth

REPO = "deepseek-ai/DeepSeek-V3"


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ("Continued pretraining of DeepSeek-V3; tokenizer built from scratch.", Truth.YES),
        ("Fine-tuned from deepseek-ai/DeepSeek-V3.", Truth.YES),
        ("Initialized with the weights of DeepSeek V3 and its architecture.", Truth.YES),
        ("Our model is based on DeepSeek-V3.", Truth.YES),
        ("本モデルはDeepSeek-V3をベースにしています。", Truth.YES),
        ("DeepSeek-V3를 기반으로 개발했습니다.", Truth.YES),
        ("本模型基于 DeepSeek-V3。", Truth.YES),
        ("Unlike DeepSeek-V3, ours was trained from scratch.", Truth.NO),
        ("It outperforms DeepSeek-V3.", Truth.NO),
        ("It uses the DeepSeek-V3 architecture.", Truth.NO),
        ("Based on the DeepSeek-V3 architecture.", Truth.UNKNOWN),
        ("Thanks to DeepSeek-V3.", Truth.UNKNOWN),
        ("| DeepSeek-V3 | 88 |", Truth.NO),
        ("Fine-tuned from DeepSeek-V3.1.", Truth.NO),
        ("```\nfine-tuned from DeepSeek-V3\n```", Truth.NO),
        ("", Truth.NO),
    ],
)
def test_only_a_sentence_about_the_weights_names_a_base(card: str, expected: Truth) -> None:
    assert names_as_base(card, repo=REPO) is expected
