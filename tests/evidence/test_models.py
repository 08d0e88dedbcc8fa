# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which files make up one model."""

from __future__ import annotations

from bot.evidence.models import models_of
from bot.model.tensors import DType, TensorSpec


def tensors(*places: tuple[str, str]) -> list[TensorSpec]:
    return [TensorSpec(name=name, dtype=DType.F32, shape=(1,), file=file, start=0, stop=4) for file, name in places]


def test_shards_are_one_model() -> None:
    shards = tensors(("model-00001-of-00002.safetensors", "a"), ("model-00002-of-00002.safetensors", "b"))
    assert set(models_of(shards).values()) == {""}


def test_files_that_differ_in_more_than_numbers_are_models_of_their_own() -> None:
    assert models_of(tensors(("encoder.onnx", "a"), ("decoder.onnx", "b"))) == {
        "encoder.onnx": "encoder.onnx",
        "decoder.onnx": "decoder.onnx",
    }


def test_parts_that_hold_a_tensor_of_one_name_are_models_of_their_own() -> None:
    found = models_of(tensors(("v1.onnx", "a"), ("v1.onnx", "b"), ("v2.onnx", "a")))
    assert found == {"v1.onnx": "v1.onnx", "v2.onnx": "v2.onnx"}


def test_shards_beside_another_model_are_named_by_their_first_file() -> None:
    files = ("text-1.safetensors", "text-2.safetensors", "vision.safetensors")
    found = models_of(tensors(*((file, file) for file in files)))
    assert [found[file] for file in files] == ["text-1.safetensors", "text-1.safetensors", "vision.safetensors"]


def test_nothing_is_no_model() -> None:
    assert models_of([]) == {}
