# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Known upstreams in small: four published families, and controls that nobody in the samples derives from."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.localhub.procedural.encodings import Floats
from bot.localhub.samples import configs, texts
from bot.localhub.samples.architectures import deepseek, glm, llama, qwen_merger, qwen_vision
from bot.localhub.samples.sample import Files, Sample, repository
from bot.localhub.samples.storing import as_bfloat16, as_fp8
from bot.localhub.samples.weights import trained

DEEPSEEK_V3 = "deepseek-ai/DeepSeek-V3-0324"
DEEPSEEK_V2 = "deepseek-ai/DeepSeek-V2"
QWEN_VL = "Qwen/Qwen2.5-VL-7B-Instruct"
GLM_AIR = "zai-org/GLM-4.5-Air"
LLAMA_SHAPED = "example-control/Dense-8B"
DEEPSEEK_V2_SHAPED = "example-control/Latent-Attention-200B"
QWEN_SHAPED = "example-control/Vision-Language-7B"

DEEPSEEK_LICENSE = texts.mit("Copyright (c) 2023 DeepSeek")
"""What DeepSeek's repositories ship as ``LICENSE``."""


def deepseek_v3_weights() -> dict[str, Floats]:
    """DeepSeek-V3 before it is stored in FP8."""
    return trained(deepseek(configs.DEEPSEEK_V3), seed=3)


def deepseek_v2_weights() -> dict[str, Floats]:
    """DeepSeek-V2."""
    return trained(deepseek(configs.DEEPSEEK_V2), seed=2)


def qwen_vision_weights() -> dict[str, Floats]:
    """The vision encoder of Qwen2.5-VL without its merger."""
    return trained(qwen_vision(configs.QWEN_VISION), seed=5)


def glm_weights() -> dict[str, Floats]:
    """GLM-4.5-Air."""
    return trained(glm(configs.GLM_AIR), seed=7)


def _deepseek_v3() -> Files:
    card = texts.card(
        "DeepSeek-V3-0324",
        "A mixture-of-experts language model.",
        license="mit",
        library_name="transformers",
        pipeline_tag="text-generation",
    )
    return repository(
        card=card,
        config=configs.DEEPSEEK_V3,
        tensors=as_fp8(deepseek_v3_weights()),
        vocabulary_size=configs.DEEPSEEK_V3["vocab_size"],
        shards=3,
        LICENSE=DEEPSEEK_LICENSE,
    )


def _deepseek_v2() -> Files:
    card = texts.card("DeepSeek-V2", "A strong, economical and efficient mixture-of-experts model.", license="mit")
    return repository(
        card=card,
        config=configs.DEEPSEEK_V2,
        tensors=as_bfloat16(deepseek_v2_weights()),
        vocabulary_size=configs.DEEPSEEK_V2["vocab_size"],
        shards=2,
        LICENSE=DEEPSEEK_LICENSE,
    )


def _qwen_vl() -> Files:
    card = texts.card(
        "Qwen2.5-VL-7B-Instruct",
        "A vision-language model.",
        license="apache-2.0",
        language=["en"],
        pipeline_tag="image-text-to-text",
        library_name="transformers",
    )
    return _vision_language(card, "2024 Alibaba Cloud", vision=qwen_vision_weights(), seed=6)


def _qwen_shaped() -> Files:
    card = texts.card("Vision-Language-7B", "Trained from scratch in the shape of a well-known model.", license="mit")
    vision = trained(qwen_vision(configs.QWEN_VISION), seed=105)
    return _vision_language(card, "2025 Example Control", vision=vision, seed=106)


def _vision_language(card: str, holder: str, *, vision: dict[str, Floats], seed: int) -> Files:
    text = trained([*qwen_merger(configs.QWEN_VISION), *llama(configs.QWEN_VL, biases=True)], seed=seed)
    return repository(
        card=card,
        config=configs.QWEN_VL,
        tensors=as_bfloat16({**vision, **text}),
        vocabulary_size=configs.QWEN_VL["vocab_size"],
        shards=2,
        LICENSE=texts.apache(holder) if "apache" in card else texts.mit(f"Copyright (c) {holder}"),
    )


def _glm_air() -> Files:
    card = texts.card("GLM-4.5-Air", "A foundation model for agents.", license="mit", language=["en", "zh"])
    return repository(
        card=card,
        config=configs.GLM_AIR,
        tensors=as_bfloat16(glm_weights()),
        vocabulary_size=configs.GLM_AIR["vocab_size"],
        shards=2,
        LICENSE=texts.mit("Copyright (c) 2025 Zhipu AI"),
    )


def _llama_shaped() -> Files:
    return repository(
        card=texts.card("Dense-8B", "A dense model of our own.", license="apache-2.0", language=["en"]),
        config=configs.LLAMA,
        tensors=as_bfloat16(trained(llama(configs.LLAMA), seed=101)),
        vocabulary_size=configs.LLAMA["vocab_size"],
        LICENSE=texts.apache("2025 Example Control"),
    )


def _deepseek_v2_shaped() -> Files:
    return repository(
        card=texts.card("Latent-Attention-200B", "Own weights in a published shape.", license="mit"),
        config=configs.DEEPSEEK_V2,
        tensors=as_bfloat16(trained(deepseek(configs.DEEPSEEK_V2), seed=102)),
        vocabulary_size=configs.DEEPSEEK_V2["vocab_size"],
        LICENSE=texts.mit("Copyright (c) 2025 Example Control"),
    )


UPSTREAMS = (
    Sample(repo=DEEPSEEK_V2, files=_deepseek_v2, created_at=datetime(2024, 4, 22, tzinfo=UTC)),
    Sample(repo=QWEN_VL, files=_qwen_vl, created_at=datetime(2025, 1, 26, tzinfo=UTC)),
    Sample(repo=DEEPSEEK_V3, files=_deepseek_v3, created_at=datetime(2025, 3, 24, tzinfo=UTC)),
    Sample(repo=LLAMA_SHAPED, files=_llama_shaped, created_at=datetime(2025, 4, 1, tzinfo=UTC)),
    Sample(repo=DEEPSEEK_V2_SHAPED, files=_deepseek_v2_shaped, created_at=datetime(2025, 5, 1, tzinfo=UTC)),
    Sample(repo=QWEN_SHAPED, files=_qwen_shaped, created_at=datetime(2025, 6, 1, tzinfo=UTC)),
    Sample(repo=GLM_AIR, files=_glm_air, created_at=datetime(2025, 7, 20, tzinfo=UTC)),
)
"""Oldest first."""
