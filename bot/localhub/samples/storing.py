# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Weights to safetensors files: in bfloat16, or in FP8 with block scales, in one file or in shards with an index."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from bot.localhub.procedural.encodings import E4M3_LARGEST, Floats, encode, from_e4m3, to_e4m3
from bot.localhub.procedural.values import BLOCK
from bot.localhub.samples.weights import Weights

_SCALE_SUFFIX = "_scale_inv"
_UNQUANTISED = ("embed_tokens", "lm_head", "mlp.gate.weight", "norm")
"""What DeepSeek-V3 keeps in bfloat16 among its matrices."""


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """A tensor as a file holds it."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    content: bytes


def as_bfloat16(weights: Weights) -> list[StoredTensor]:
    """Every tensor in bfloat16, the routers' correction in F32."""
    return [_plain(name, values) for name, values in weights.items()]


def as_fp8(weights: Weights) -> list[StoredTensor]:
    """As DeepSeek-V3 is stored: matrices in E4M3 with an F32 scale for each block of 128 by 128, the rest in bfloat16."""
    tensors: list[StoredTensor] = []
    for name, values in weights.items():
        if values.ndim != 2 or any(part in name for part in _UNQUANTISED):
            tensors.append(_plain(name, values))
            continue
        scales = _block_scales(values)
        codes = to_e4m3(np.ascontiguousarray(values / _spread(scales, values)))
        tensors.append(StoredTensor(name, "F8_E4M3", values.shape, codes.tobytes()))
        tensors.append(StoredTensor(name + _SCALE_SUFFIX, "F32", scales.shape, encode(scales, "F32")))
    return tensors


def after_fp8(weights: Weights) -> dict[str, Floats]:
    """The numbers that whoever downloads the FP8 form gets."""
    stored = {tensor.name: tensor for tensor in as_fp8(weights)}
    found: dict[str, Floats] = {}
    for name, values in weights.items():
        tensor = stored[name]
        if tensor.dtype != "F8_E4M3":
            found[name] = values
            continue
        scale = stored[name + _SCALE_SUFFIX]
        scales = np.frombuffer(scale.content, "<f4").reshape(scale.shape).astype(np.float32)
        codes = np.frombuffer(tensor.content, np.uint8).reshape(tensor.shape)
        found[name] = from_e4m3(codes) * _spread(scales, values)
    return found


def safetensors(tensors: Iterable[StoredTensor]) -> bytes:
    """One file: the header's length, the header as JSON padded to eight bytes, the tensors without a gap."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    contents: list[bytes] = []
    place = 0
    for tensor in tensors:
        until = place + len(tensor.content)
        header[tensor.name] = {"dtype": tensor.dtype, "shape": list(tensor.shape), "data_offsets": [place, until]}
        contents.append(tensor.content)
        place = until
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return b"".join([len(text).to_bytes(8, "little"), text, *contents])


def weight_files(tensors: list[StoredTensor], *, shards: int = 1) -> Mapping[str, bytes]:
    """The files of a repository: ``model.safetensors``, or shards of about the same size with their index."""
    if shards == 1:
        return {"model.safetensors": safetensors(tensors)}
    total = sum(len(tensor.content) for tensor in tensors)
    parts: list[list[StoredTensor]] = [[] for _ in range(shards)]
    place = 0
    for tensor in tensors:
        parts[min(shards - 1, place * shards // max(1, total))].append(tensor)
        place += len(tensor.content)
    names = [f"model-{number:05}-of-{shards:05}.safetensors" for number in range(1, shards + 1)]
    index = {
        "metadata": {"total_size": total},
        "weight_map": {tensor.name: name for name, part in zip(names, parts, strict=True) for tensor in part},
    }
    files = {name: safetensors(part) for name, part in zip(names, parts, strict=True)}
    return files | {"model.safetensors.index.json": json.dumps(index, indent=2).encode()}


def _plain(name: str, values: Floats) -> StoredTensor:
    dtype = "F32" if name.endswith("e_score_correction_bias") else "BF16"
    return StoredTensor(name, dtype, values.shape, encode(np.ascontiguousarray(values), dtype))


def _block_scales(values: Floats) -> Floats:
    """What each block has to be divided by so that its largest number is the largest of E4M3."""
    rows, columns = (-(-side // BLOCK) for side in values.shape)
    padded = np.zeros((rows * BLOCK, columns * BLOCK), np.float32)
    padded[: values.shape[0], : values.shape[1]] = np.abs(values)
    largest: Floats = padded.reshape(rows, BLOCK, columns, BLOCK).max(axis=(1, 3))
    return np.maximum(largest, 1e-12).astype(np.float32) / np.float32(E4M3_LARGEST)


def _spread(scales: Floats, values: Floats) -> Floats:
    """Each number's scale."""
    rows = np.repeat(scales, BLOCK, axis=0)[: values.shape[0]]
    return np.repeat(rows, BLOCK, axis=1)[:, : values.shape[1]]
