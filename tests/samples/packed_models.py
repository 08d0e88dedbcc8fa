# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Models quantised and packed as the tools of the field do it; norms, embeddings and heads stay as they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from safetensors.numpy import save

from tests.samples.models import Tensors

Matrix: TypeAlias = np.ndarray[Any, np.dtype[np.float32]]
Packed: TypeAlias = dict[str, np.ndarray[Any, Any]]

GROUP = 128
NF4 = (
    -1,
    -0.6962,
    -0.5251,
    -0.3949,
    -0.2844,
    -0.1848,
    -0.0911,
    0,
    0.0796,
    0.1609,
    0.2461,
    0.3379,
    0.4407,
    0.5626,
    0.723,
    1,
)


def packed(tensors: Tensors, pack: Callable[[str, Matrix], Packed]) -> bytes:
    """The safetensors file with the matrices of all layers packed."""
    found: Packed = {}
    for name, values in tensors.items():
        found |= pack(name.removesuffix(".weight"), values) if "_proj" in name else {name: values}
    return save({name: np.ascontiguousarray(values) if values.ndim else values for name, values in found.items()})


def gptq(base: str, values: Matrix) -> Packed:
    """Eight inputs in each integer, the lowest first; asymmetric, in groups of inputs."""
    codes, scales, zeros = _grouped(values)
    return {
        f"{base}.qweight": _eight(codes.T.reshape(-1, 8, len(values)).swapaxes(1, 2)),
        f"{base}.qzeros": _eight(zeros.T.reshape(zeros.shape[1], -1, 8)),
        f"{base}.scales": scales.T.astype(np.float16),
        f"{base}.g_idx": (np.arange(values.shape[1]) // GROUP).astype(np.int32),
    }


def gptq8(base: str, values: Matrix) -> Packed:
    """The same with eight bits, four inputs in each integer."""
    codes, scales, zeros = _grouped(values, 255)
    four = np.ascontiguousarray(codes.T.reshape(-1, 4, len(values)).swapaxes(1, 2).astype(np.uint8))
    return {
        f"{base}.qweight": four.view(np.int32)[:, :, 0],
        f"{base}.qzeros": np.ascontiguousarray(zeros.T.astype(np.uint8)).view(np.int32),
        f"{base}.scales": scales.T.astype(np.float16),
    }


def awq(base: str, values: Matrix) -> Packed:
    """Eight outputs in each integer in AWQ's order, after scaling every input."""
    salience = np.exp(np.random.default_rng(8).normal(0, 0.3, values.shape[1])).astype(np.float32)
    codes, scales, zeros = _grouped(values * salience)
    order = [0, 2, 4, 6, 1, 3, 5, 7]
    return {
        f"{base}.qweight": _eight(codes.T.reshape(values.shape[1], -1, 8)[:, :, order]),
        f"{base}.qzeros": _eight(zeros.T.reshape(zeros.shape[1], -1, 8)[:, :, order]),
        f"{base}.scales": scales.T.astype(np.float16),
    }


def compressed_int4(base: str, values: Matrix) -> Packed:
    """compressed-tensors, pack-quantized: signed codes plus eight, along the inputs."""
    scales = np.abs(values).max(axis=1, keepdims=True) / 7
    codes = np.clip(np.round(values / scales), -8, 7).astype(np.int64) + 8
    return {
        f"{base}.weight_packed": _eight(codes.reshape(len(values), -1, 8)),
        f"{base}.weight_scale": scales.astype(np.float16),
        f"{base}.weight_shape": np.array(values.shape, np.int64),
    }


def compressed_int8(base: str, values: Matrix) -> Packed:
    """The same with eight bits."""
    scales = np.abs(values).max(axis=1, keepdims=True) / 127
    codes = (np.round(values / scales) + 128).astype(np.uint8)
    return {
        f"{base}.weight_packed": codes.view(np.int32),
        f"{base}.weight_scale": scales.astype(np.float16),
        f"{base}.weight_shape": np.array(values.shape, np.int64),
    }


def nf4(base: str, values: Matrix) -> Packed:
    """bitsandbytes: blocks of 64 values by their largest, two codes a byte, the first in the high bits, in one long column."""
    blocks = values.reshape(-1, 64)
    absmax = np.abs(blocks).max(axis=1, keepdims=True)
    codes = (
        np.abs((blocks / absmax)[:, :, None] - np.array(NF4, np.float32)).argmin(axis=2).astype(np.uint8).reshape(-1, 2)
    )
    state = json.dumps({"quant_type": "nf4", "blocksize": 64, "dtype": "bfloat16", "shape": list(values.shape)})
    return {
        f"{base}.weight": (codes[:, 0] << 4 | codes[:, 1]).reshape(-1, 1),
        f"{base}.weight.absmax": absmax[:, 0],
        f"{base}.weight.quant_map": np.array(NF4, np.float32),
        f"{base}.weight.quant_state.bitsandbytes__nf4": np.frombuffer(state.encode(), np.uint8),
    }


def int8(base: str, values: Matrix) -> Packed:
    """bitsandbytes, LLM.int8: a scale for each row."""
    largest = np.abs(values).max(axis=1)
    codes = np.round(values / largest[:, None] * 127).astype(np.int8)
    return {f"{base}.weight": codes, f"{base}.SCB": largest, f"{base}.weight_format": np.zeros((), np.uint8)}


def _grouped(values: Matrix, largest: int = 15) -> tuple[np.ndarray[Any, Any], ...]:
    groups = values.reshape(len(values), -1, GROUP)
    low, high = groups.min(axis=2), groups.max(axis=2)
    scales = (high - low) / largest
    zeros = np.round(-low / scales)
    codes = np.clip(np.round(groups / scales[:, :, None]) + zeros[:, :, None], 0, largest)
    return codes.reshape(values.shape).astype(np.int64), scales, zeros.astype(np.int64)


def _eight(codes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The last axis, of eight codes, as one integer each."""
    shifted = codes.astype(np.uint64) << np.arange(0, 32, 4, dtype=np.uint64)
    integers: np.ndarray[Any, Any] = np.ascontiguousarray(shifted.sum(axis=-1).astype(np.uint32)).view(np.int32)
    return integers
