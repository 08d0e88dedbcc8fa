# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The tensors of what people upload: decoders, encoders, vision models and adapters, in the sizes of published configurations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.generators.llama import Layout, TensorShape, tensors


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoder:
    """A language model in the layout of Llama and the number of files that it comes in."""

    layout: Layout
    shards: int = 1

    def tensors(self, more_tokens: int = 0) -> list[TensorShape]:
        """Every tensor, with a vocabulary that has grown by so many tokens."""
        return list(tensors(self.layout, self.layout.vocabulary + more_tokens))

    def config(self, more_tokens: int = 0) -> dict[str, Any]:
        """The content of ``config.json``."""
        return {
            "architectures": ["LlamaForCausalLM"],
            "model_type": "llama",
            "hidden_size": self.layout.hidden,
            "intermediate_size": self.layout.intermediate,
            "num_hidden_layers": self.layout.layers,
            "vocab_size": self.layout.vocabulary + more_tokens,
            "tie_word_embeddings": self.layout.is_tied,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoder:
    """BERT or ViT: blocks with biases, below ``prefix``."""

    prefix: str
    hidden: int
    layers: int
    vocabulary: int = 0
    """Tokens of a text encoder; 0 for one of images."""

    def tensors(self) -> list[TensorShape]:
        """Every tensor, in F32 as these are published."""
        return [(name, "F32", shape) for name, shape in self._shapes()]

    def config(self) -> dict[str, Any]:
        """The content of ``config.json``."""
        return {
            "architectures": ["BertForSequenceClassification" if self.vocabulary else "ViTForImageClassification"],
            "model_type": self.prefix,
            "hidden_size": self.hidden,
            "intermediate_size": 4 * self.hidden,
            "num_hidden_layers": self.layers,
            **({"vocab_size": self.vocabulary} if self.vocabulary else {"patch_size": 16, "image_size": 224}),
        }

    def _shapes(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        if self.vocabulary:
            yield f"{self.prefix}.embeddings.word_embeddings.weight", (self.vocabulary, self.hidden)
            yield f"{self.prefix}.embeddings.position_embeddings.weight", (512, self.hidden)
        else:
            yield f"{self.prefix}.embeddings.cls_token", (1, 1, self.hidden)
            yield f"{self.prefix}.embeddings.patch_embeddings.projection.weight", (self.hidden, 3, 16, 16)
        for layer in range(self.layers):
            yield from self._block(f"{self.prefix}.encoder.layer.{layer}")
        yield "classifier.weight", (2, self.hidden)
        yield "classifier.bias", (2,)

    def _block(self, prefix: str) -> Iterator[tuple[str, tuple[int, ...]]]:
        wide, hidden = 4 * self.hidden, self.hidden
        matrices = {
            "attention.self.query": (hidden, hidden),
            "attention.self.key": (hidden, hidden),
            "attention.self.value": (hidden, hidden),
            "attention.output.dense": (hidden, hidden),
            "intermediate.dense": (wide, hidden),
            "output.dense": (hidden, wide),
        }
        for name, shape in matrices.items():
            yield f"{prefix}.{name}.weight", shape
            yield f"{prefix}.{name}.bias", shape[:1]
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            yield f"{prefix}.{name}.weight", (hidden,)
            yield f"{prefix}.{name}.bias", (hidden,)


def adapter(layout: Layout, rank: int) -> list[TensorShape]:
    """A LoRA of the four matrices of attention, as PEFT names it."""
    sizes = {"q_proj": layout.query, "k_proj": layout.key_value, "v_proj": layout.key_value}
    found: list[TensorShape] = []
    for layer in range(layout.layers):
        prefix = f"base_model.model.model.layers.{layer}.self_attn"
        for name, rows in sizes.items():
            found.append((f"{prefix}.{name}.lora_A.weight", "F32", (rank, layout.hidden)))
            found.append((f"{prefix}.{name}.lora_B.weight", "F32", (rows, rank)))
        found.append((f"{prefix}.o_proj.lora_A.weight", "F32", (rank, layout.query)))
        found.append((f"{prefix}.o_proj.lora_B.weight", "F32", (layout.hidden, rank)))
    return found


SMALL = Decoder(
    layout=Layout(hidden=576, intermediate=1536, layers=30, query=576, key_value=192, vocabulary=49_152, is_tied=True)
)
"""SmolLM2-135M."""
HALF_BILLION = Decoder(
    layout=Layout(hidden=896, intermediate=4864, layers=24, query=896, key_value=128, vocabulary=151_936, is_tied=True)
)
"""Qwen2.5-0.5B, without its biases."""
ONE_BILLION = Decoder(
    layout=Layout(
        hidden=2048, intermediate=8192, layers=16, query=2048, key_value=512, vocabulary=128_256, is_tied=True
    )
)
"""Llama-3.2-1B."""
SEVEN_BILLION = Decoder(
    layout=Layout(hidden=4096, intermediate=14_336, layers=32, query=4096, key_value=1024, vocabulary=32_768), shards=3
)
"""Mistral-7B-v0.3."""
TINY_LLAMA = Decoder(
    layout=Layout(hidden=2048, intermediate=5632, layers=22, query=2048, key_value=256, vocabulary=32_000)
)
SIX_TENTHS = Decoder(
    layout=Layout(
        hidden=1024, intermediate=3072, layers=28, query=2048, key_value=1024, vocabulary=151_936, is_tied=True
    )
)
"""Qwen3-0.6B."""
NARROW = Decoder(layout=Layout(hidden=512, intermediate=1376, layers=8, query=512, key_value=512, vocabulary=32_000))
"""A width that no known upstream of the benchmark has, as most that is trained at home."""
BERT = Encoder(prefix="bert", hidden=768, layers=12, vocabulary=30_522)
VIT = Encoder(prefix="vit", hidden=768, layers=12)
