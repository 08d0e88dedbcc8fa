# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Uploads with a known truth: three that owe a notice, and three that owe nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.localhub.samples import configs, texts
from bot.localhub.samples.architectures import deepseek, glm, llama, qwen_merger, qwen_vision
from bot.localhub.samples.sample import Files, Sample, repository
from bot.localhub.samples.storing import after_fp8, as_bfloat16, as_fp8
from bot.localhub.samples.upstreams import (
    DEEPSEEK_LICENSE,
    DEEPSEEK_V3,
    deepseek_v2_weights,
    deepseek_v3_weights,
    qwen_vision_weights,
)
from bot.localhub.samples.weights import Shape, parameters, renamed, trained, tuned

RAKUTEN_LIKE = "example-lab/Example-AI-3.0"
SAKURA_LIKE = "sample-labs/AI-3"
NAVER_LIKE = "example-korea/Think-32B"
SOLAR_LIKE = "example-stage/Open-100B"
TWIN = "example-twin/Open-V3"
DECLARED_FINETUNE = "acme-labs/DeepSeek-V3-0324-Chat-JA"

_NEW_IN_SAKURA_LIKE = ("model.embed_tokens.weight", "lm_head.weight")


def sakura_inherited_fraction() -> float:
    """The truth about `SAKURA_LIKE`: the share of its parameters that come from DeepSeek-V2, from the shapes alone."""
    shapes = deepseek(configs.SAKURA_LIKE)
    return parameters(shape for shape in shapes if shape[0] not in _NEW_IN_SAKURA_LIKE) / parameters(shapes)


def naver_vision_share() -> float:
    """The truth about `NAVER_LIKE`: the share of its parameters that lie in the vision encoder, from the shapes alone."""
    inherited = parameters(qwen_vision(configs.QWEN_VISION))
    return inherited / (inherited + parameters(_own_shapes_of_naver_like()))


def _rakuten_like() -> Files:
    card = texts.card(
        "Example AI 3.0",
        "日本語に最適化した、約7000億パラメータの大規模言語モデルです。",
        license="apache-2.0",
        language="ja",
        pipeline_tag="text-generation",
    )
    return repository(
        card=card,
        config=configs.RAKUTEN_LIKE,
        tensors=as_bfloat16(tuned(after_fp8(deepseek_v3_weights()), seed=31, relative_noise=0.05)),
        vocabulary_size=configs.RAKUTEN_LIKE["vocab_size"],
        shards=3,
    )


def _sakura_like() -> Files:
    weights = tuned(deepseek_v2_weights(), seed=21, relative_noise=0.1)
    own = trained([shape for shape in deepseek(configs.SAKURA_LIKE) if shape[0] in _NEW_IN_SAKURA_LIKE], seed=22)
    return repository(
        card=texts.card("AI-3", "大きな日本語語彙を持つ言語モデルです。", license="mit", language=["ja", "en"]),
        config=configs.SAKURA_LIKE,
        tensors=as_bfloat16({**weights, **own}),
        vocabulary_size=configs.SAKURA_LIKE["vocab_size"],
        shards=2,
        LICENSE=texts.mit("Copyright (c) 2026 Sample Labs"),
    )


def _naver_like() -> Files:
    vision = tuned(qwen_vision_weights(), seed=51, relative_noise=0.14)
    own = trained(_own_shapes_of_naver_like(), seed=52)
    card = texts.card(
        "Think 32B",
        "처음부터 학습한 한국어 추론 모델입니다. 이미지 이해를 지원합니다.",
        license="other",
        license_name="example-korea-model-license",
        language=["ko", "en"],
    )
    return repository(
        card=card,
        config=configs.NAVER_LIKE,
        tensors=as_bfloat16({**renamed(vision, _as_in_naver_like), **own}),
        vocabulary_size=configs.NAVER_LIKE["text_config"]["vocab_size"],
        shards=2,
        LICENSE=texts.OWN_LICENSE,
    )


def _own_shapes_of_naver_like() -> list[Shape]:
    text_config, vision_config = configs.NAVER_LIKE["text_config"], configs.NAVER_LIKE["vision_config"]
    projector = qwen_merger(vision_config, prefix="model.mm_projector")
    return [*projector, *llama(text_config, prefix="model.language_model.")]


def _as_in_naver_like(name: str) -> str:
    return name.replace("visual.", "model.vision_model.", 1)


def _solar_like() -> Files:
    card = texts.card("Open 100B", "Trained from scratch.", license="apache-2.0", language=["ko", "en"])
    return repository(
        card=card,
        config=configs.SOLAR_LIKE,
        tensors=as_bfloat16(trained(glm(configs.SOLAR_LIKE), seed=71)),
        vocabulary_size=configs.SOLAR_LIKE["vocab_size"],
        shards=2,
        LICENSE=texts.apache("2026 Example Stage"),
    )


def _twin() -> Files:
    return repository(
        card=texts.card("Open V3", "The published recipe, trained again from scratch.", license="apache-2.0"),
        config=configs.DEEPSEEK_V3,
        tensors=as_fp8(trained(deepseek(configs.DEEPSEEK_V3), seed=33)),
        vocabulary_size=configs.DEEPSEEK_V3["vocab_size"],
        shards=3,
        LICENSE=texts.apache("2026 Example Twin"),
    )


def _declared_finetune() -> Files:
    card = texts.card(
        "DeepSeek-V3-0324-Chat-JA",
        f"Fine-tuned from [{DEEPSEEK_V3}](https://huggingface.co/{DEEPSEEK_V3}) on Japanese conversations.",
        license="mit",
        base_model=DEEPSEEK_V3,
        base_model_relation="finetune",
        language=["ja"],
    )
    return repository(
        card=card,
        config=configs.RAKUTEN_LIKE,
        tensors=as_bfloat16(tuned(after_fp8(deepseek_v3_weights()), seed=34, relative_noise=0.02)),
        vocabulary_size=configs.RAKUTEN_LIKE["vocab_size"],
        shards=3,
        LICENSE=DEEPSEEK_LICENSE,
    )


FLAGGED = (
    Sample(repo=RAKUTEN_LIKE, files=_rakuten_like, created_at=datetime(2026, 3, 17, tzinfo=UTC)),
    Sample(repo=SAKURA_LIKE, files=_sakura_like, created_at=datetime(2026, 3, 18, tzinfo=UTC)),
    Sample(repo=NAVER_LIKE, files=_naver_like, created_at=datetime(2026, 3, 19, tzinfo=UTC)),
)
"""Those that something is asked of."""

UNFLAGGED = (
    Sample(repo=SOLAR_LIKE, files=_solar_like, created_at=datetime(2026, 3, 20, tzinfo=UTC)),
    Sample(repo=TWIN, files=_twin, created_at=datetime(2026, 3, 21, tzinfo=UTC)),
    Sample(repo=DECLARED_FINETUNE, files=_declared_finetune, created_at=datetime(2026, 3, 22, tzinfo=UTC)),
)
"""Those that nothing is asked of, however similar they look."""
