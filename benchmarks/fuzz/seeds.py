# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Small valid files to start from, written by the formats' own libraries where they have one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from tests.samples.ctranslate2_files import as_ctranslate2, named_for_ctranslate2
from tests.samples.flax_files import as_flax, laid_out_for_flax
from tests.samples.gguf_files import as_gguf, converted
from tests.samples.hdf5_files import as_hdf5, as_keras
from tests.samples.models import Tensors, as_file
from tests.samples.numpy_files import as_pickled_arrays
from tests.samples.onnx_files import as_onnx, with_external_data
from tests.samples.pytorch_files import as_checkpoint as as_pytorch
from tests.samples.pytorch_files import as_legacy, state_dict
from tests.samples.tf_files import as_checkpoint
from tests.samples.tfjs_files import as_tfjs
from tests.samples.tflite_files import as_tflite, named_for_tflite
from tests.samples.vocabularies import as_ranks, as_sentencepiece, as_tekken, as_tokenizer, words

_LARGEST = 1 << 20
"""Bytes of a file of one's own: larger ones take a mutation hours to change where it matters."""


def _small() -> Tensors:
    random = np.random.default_rng(5)
    shapes = {
        "model.embed_tokens.weight": (16, 32),
        "model.layers.0.self_attn.q_proj.weight": (32, 32),
        "model.layers.0.mlp.up_proj.weight": (64, 32),
        "model.layers.0.input_layernorm.weight": (32,),
    }
    return {name: random.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def _first(files: Mapping[str, bytes], ending: str = "") -> bytes:
    return next(content for path, content in files.items() if path.endswith(ending))


_SEEDS: Mapping[str, Callable[[Tensors], list[bytes]]] = {
    "safetensors": lambda tensors: [as_file(tensors), as_file(tensors, np.float16)],
    "gguf": lambda tensors: [_first(as_gguf(converted(tensors), kind, tokens=3)) for kind in ("F16", "Q8_0")],
    "onnx": lambda tensors: [
        as_onnx(tensors),
        as_onnx(tensors, "uint8"),
        with_external_data(tensors)["model.onnx"],
    ],
    "pytorch": lambda tensors: [
        as_pytorch(state_dict(tensors)),
        as_legacy(state_dict(tensors)),
        as_pickled_arrays(tensors),
        as_ctranslate2(named_for_ctranslate2(tensors)),
    ],
    "flax": lambda tensors: [as_flax(laid_out_for_flax(tensors))],
    "hdf5": lambda tensors: [as_hdf5(tensors), as_hdf5(tensors, libver="latest")],
    "keras": lambda tensors: [as_keras(as_hdf5(tensors))],
    "tflite": lambda tensors: [as_tflite(named_for_tflite(tensors))],
    "tf_bundle": lambda tensors: [_first(as_checkpoint(tensors, stem="model"), ".index")],
    "tfjs": lambda tensors: [_first(as_tfjs(tensors, shard_bytes=1 << 30), ".json")],
    "tokenizer": lambda _: [as_tokenizer(words(20))],
    "tekken": lambda _: [as_tekken(words(20))],
    "sentencepiece": lambda _: [as_sentencepiece(["▁the", "<0x0A>", *words(20)])],
    "tiktoken": lambda _: [as_ranks(words(20))],
}


def seeds_of(target: str, folder: Path | None = None) -> list[bytes]:
    """What to mutate for a target, and the small files of a folder of one's own, in the order of their names."""
    own = sorted(path for path in folder.rglob("*") if path.is_file()) if folder else []
    return [*_SEEDS[target](_small()), *(path.read_bytes() for path in own if path.stat().st_size <= _LARGEST)]
