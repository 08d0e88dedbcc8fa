# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Uploads that words can put right, one for each way in which words can be missing, and their upstreams."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from bot.localhub import samples
from bot.localhub.procedural.encodings import Floats
from bot.localhub.samples import configs, texts
from bot.localhub.samples.architectures import llama, qwen_vision
from bot.localhub.samples.sample import Files, repository
from bot.localhub.samples.storing import as_bfloat16
from bot.localhub.samples.weights import Weights, renamed, trained, tuned
from tests.samples.models import as_file
from tests.scenarios.test_licenses import APACHE_BASE, DATE, MIT_BASE, NOTICE, SEEDS

OWN = texts.mit("Copyright (c) 2026 Acme")
APACHE = texts.apache("2024 Example Base")
SEEING = "example-base/Seeing-8B"
_TEXT = configs.NAVER_LIKE["text_config"]


def base_of(repo: str) -> Weights:
    return trained(llama(configs.LLAMA), seed=SEEDS[repo])


def model(
    repo: str, weights: Mapping[str, Floats], metadata: Mapping[str, Any], words: str, **files: str
) -> samples.Sample:
    """A language model of the usual shape with this card and these files beside its weights."""

    def files_of() -> Files:
        made = repository(
            card=texts.card(repo.split("/")[1], words, **metadata),
            config=configs.LLAMA,
            tensors=as_bfloat16(weights),
            vocabulary_size=configs.LLAMA["vocab_size"],
        )
        return {**made, **{name: text.encode() for name, text in files.items()}}

    return samples.Sample(repo=repo, files=files_of, created_at=DATE)


def of(base: str | list[str], license_id: str, relation: str | None = "finetune") -> dict[str, Any]:
    return {"license": license_id, "base_model": base} | ({"base_model_relation": relation} if relation else {})


def _further(base: str, seed: int) -> Weights:
    return tuned(base_of(base), seed=seed, relative_noise=0.02)


def _merged() -> Weights:
    one, other = base_of(MIT_BASE), base_of(APACHE_BASE)
    return {name: np.float32(0.6) * one[name] + np.float32(0.4) * other[name] for name in one}


def _rounded() -> Weights:
    base = base_of(MIT_BASE)
    return {name: each if each.ndim < 2 else np.round(each * 64) / np.float32(64) for name, each in base.items()}


def _adapter(repo: str, base: str) -> samples.Sample:
    """An adapter whose configuration names its base, while its card says nothing."""

    def files_of() -> Files:
        random = np.random.default_rng(7)
        rows, columns = base_of(base)["model.layers.0.self_attn.q_proj.weight"].shape
        tensors = {
            f"base_model.model.model.layers.{layer}.self_attn.q_proj.lora_{letter}.weight": random.normal(
                size=size
            ).astype(np.float32)
            for layer in range(configs.LLAMA["num_hidden_layers"])
            for letter, size in (("A", (8, columns)), ("B", (rows, 8)))
        }
        config = {"peft_type": "LORA", "r": 8, "base_model_name_or_path": base}
        return {
            "README.md": b"# Adapter\n\nSmall.\n",
            "adapter_config.json": json.dumps(config).encode(),
            "adapter_model.safetensors": as_file(tensors),
        }

    return samples.Sample(repo=repo, files=files_of, created_at=DATE)


def _seeing(repo: str, seed: int, *, vision: Weights, license_text: str) -> samples.Sample:
    """A vision encoder beside a language model of one's own. Without a projector: two matrices are too few to be told apart."""

    def files_of() -> Files:
        encoder = renamed(vision, lambda name: name.replace("visual.", "model.vision_model.", 1))
        return repository(
            card=texts.card(repo.split("/")[1], "It sees.", license="mit"),
            config=configs.NAVER_LIKE,
            tensors=as_bfloat16({**encoder, **trained(llama(_TEXT, prefix="model.language_model."), seed=seed)}),
            vocabulary_size=_TEXT["vocab_size"],
            LICENSE=license_text,
        )

    return samples.Sample(repo=repo, files=files_of, created_at=DATE)


def _vision() -> Weights:
    return trained(qwen_vision(configs.QWEN_VISION), seed=61)


UPSTREAMS = (_seeing(SEEING, 62, vision=_vision(), license_text=texts.mit("Copyright (c) 2025 Example Eyes")),)
TEXTLESS = model("acme/Textless-8B", _further(MIT_BASE, 71), of(MIT_BASE, "mit"), "Fine-tuned.")
NOTED = model(
    "acme/Own-Notice-8B",
    _further(APACHE_BASE, 72),
    of(APACHE_BASE, "apache-2.0"),
    "Fine-tuned.",
    LICENSE=APACHE,
    NOTICE="Acme 8B\nThis is ours.",
)
MERGED = model("acme/Merged-8B", _merged(), of([MIT_BASE, APACHE_BASE], "mit", "merge"), "A merge.", LICENSE=OWN)
ROUNDED = model("acme/Rounded-8B", _rounded(), {}, "Smaller.")
SILENT = model("acme/Silent-8B", _further(MIT_BASE, 73), {"license": "mit"}, "Ours.", LICENSE=OWN)
UNCHANGED_BY_WORD = model(
    "acme/Unstated-8B",
    _further(APACHE_BASE, 74),
    of(APACHE_BASE, "apache-2.0", None),
    "For chats.",
    LICENSE=APACHE,
    NOTICE=NOTICE,
)
ADAPTER = _adapter("acme/Adapter-8B", MIT_BASE)
SIGHTED = _seeing("acme/Sighted-8B", 63, vision=tuned(_vision(), seed=64, relative_noise=0.1), license_text=OWN)
OWED = (TEXTLESS, NOTED, MERGED, ROUNDED, SILENT, SIGHTED)
"""Something is owed there, and words are all that is missing."""
ADVISED = (UNCHANGED_BY_WORD, ADAPTER)
"""Nothing is owed there, and words would help."""
