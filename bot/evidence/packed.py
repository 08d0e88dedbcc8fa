# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Matrices whose codes are packed into integers, recognised by their names and by the tensors beside them.

What comes out are the same bytes under the matrix's own name, with its real shape and a type that says how they are packed:

- GPTQ: ``qweight`` I32 of inputs / 8 or / 4 times outputs; ``scales`` and ``qzeros`` tell the bits.
- AWQ: ``qweight`` I32 of inputs times outputs / 8.
- compressed-tensors: ``weight_packed`` I32 of outputs times inputs / 8 or / 4; ``weight_shape`` holds the real shape.
- NVFP4: U8 of outputs times inputs / 2, with a scale for every sixteen inputs.
- MXFP4: ``_blocks`` U8 of experts times outputs times groups times sixteen bytes, with ``_scales`` of one byte for each group of 32 inputs.
- bitsandbytes: U8 in a single column; ``quant_state`` holds the real shape as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.evidence.experts import unstacked
from bot.evidence.parts import place_of
from bot.model.tensors import COLUMNS_AT_ONCE, DType, TensorSpec

MOST_DESCRIPTIONS = 24
"""Small tensors that are read to learn shapes: one for each family, and each may take a request."""
_LONGEST_DESCRIPTION = 4096
_NVFP4_GROUP = 16
_MXFP4_BYTES, _BLOCKS, _SCALES = 16, "_blocks", "_scales"
_QWEIGHT, _PACKED, _WEIGHT = ".qweight", ".weight_packed", ".weight"
_GPTQ = {dtype.block.elements: dtype for dtype in (DType.GPTQ4, DType.GPTQ8)}
"""By how many codes an integer holds."""
_BNB = {"nf4": DType.BNB_NF4, "fp4": DType.BNB_FP4}
_BESIDE = (
    *(".qzeros", ".scales", ".g_idx", ".qweight_type"),
    *(
        ".weight_scale",
        ".weight_scale_2",
        ".weight_global_scale",
        ".weight_zero_point",
        ".weight_shape",
        ".weight_g_idx",
    ),
    *(".input_scale", ".input_global_scale"),
    *(".weight.absmax", ".weight.quant_map", ".weight.nested_absmax", ".weight.nested_quant_map"),
    *(f".weight.quant_state.bitsandbytes__{kind}" for kind in _BNB),
)
"""What belongs to the packing of the matrix whose name stands before it."""

Known = Mapping[str, TensorSpec]


def descriptions(tensors: Sequence[TensorSpec]) -> list[TensorSpec]:
    """The small tensors whose contents tell the shapes of packed matrices, one for each family of these."""
    known = _plain(tensors)
    wanted: dict[tuple[str, tuple[int, ...]], TensorSpec] = {}
    for tensor in tensors:
        description = _description(tensor, known)
        if description is not None and 0 < description.bytes <= _LONGEST_DESCRIPTION:
            wanted.setdefault(_family(tensor), description)
    return list(wanted.values())[:MOST_DESCRIPTIONS]


def unpacked(tensors: Sequence[TensorSpec], contents: Mapping[str, bytes]) -> list[TensorSpec]:
    """The tensors, packed matrices with their real shapes and without what belongs to their packing.

    ``contents`` are those of `descriptions` by name. What does not fit together stays as it is, and is then not compared.
    """
    known = _plain(tensors)
    shapes = _shapes(tensors, known, contents)
    matrices = {tensor.name: found for tensor in tensors if (found := _matrix(tensor, known, shapes)) is not None}
    stacks = {tensor.name: found for tensor in tensors if (found := _mxfp4(tensor, known)) is not None}
    beside = {f"{_base(name)}{ending}" for name in matrices for ending in _BESIDE}
    beside |= {f"{found.name}{_SCALES}" for found in stacks.values()}
    real = {**matrices, **stacks}
    return list(unstacked(real.get(tensor.name, tensor) for tensor in tensors if tensor.name not in beside))


def _plain(tensors: Sequence[TensorSpec]) -> Known:
    """Those whose bytes lie in the file as they are, by name."""
    return {tensor.name: tensor for tensor in tensors if not tensor.is_text}


def _matrix(
    tensor: TensorSpec, known: Known, shapes: Mapping[tuple[str, tuple[int, ...]], tuple[int, int]]
) -> TensorSpec | None:
    if len(tensor.shape) != 2 or tensor.is_text:
        return None
    if tensor.dtype is DType.I32 and tensor.name.endswith(_QWEIGHT):
        return _gptq_or_awq(tensor, known)
    if tensor.dtype is DType.U8 and tensor.shape[1] > 1 and tensor.name.endswith((_PACKED, _WEIGHT)):
        return _nvfp4(tensor, known)
    real = shapes.get(_family(tensor)) if shapes else None
    if real is None:
        return None
    if tensor.dtype is DType.I32:
        kinds: tuple[DType, ...] = (DType.INT4_ROWS, DType.INT8_ROWS)
    else:
        kinds = tuple(dtype for kind, dtype in _BNB.items() if _state(tensor, kind) in known)
    return next((_as(tensor, real, kind) for kind in kinds if _holds(tensor, real, kind)), None)


def _gptq_or_awq(tensor: TensorSpec, known: Known) -> TensorSpec | None:
    scales, zeros = (known.get(f"{_base(tensor.name)}{ending}") for ending in (".scales", ".qzeros"))
    if scales is None or zeros is None or len(scales.shape) != 2 or len(zeros.shape) != 2:
        return None
    outputs = scales.shape[1]
    together = next((each for each in _GPTQ if zeros.shape[1] * each == outputs), None)
    if together is None:
        return None
    if tensor.shape[1] == outputs:
        real, kind = (outputs, tensor.shape[0] * together), _GPTQ[together]
    elif tensor.shape[1] * together == outputs and together == DType.AWQ4.block.elements:
        real, kind = (outputs, tensor.shape[0]), DType.AWQ4
    else:
        return None
    return _as(tensor, real, kind) if _holds(tensor, real, kind) else None


def _nvfp4(tensor: TensorSpec, known: Known) -> TensorSpec | None:
    scale = known.get(f"{_base(tensor.name)}.weight_scale")
    real = (tensor.shape[0], tensor.shape[1] * 2)
    if scale is None or scale.dtype is not DType.F8_E4M3 or scale.shape != (real[0], real[1] // _NVFP4_GROUP):
        return None
    return _as(tensor, real, DType.F4)


def _mxfp4(tensor: TensorSpec, known: Known) -> TensorSpec | None:
    """The experts of one part, three axes again, as OpenAI's gpt-oss stores them."""
    if tensor.dtype is not DType.U8 or len(tensor.shape) != 4 or not tensor.name.endswith(_BLOCKS):
        return None
    name = tensor.name.removesuffix(_BLOCKS)
    scales = known.get(f"{name}{_SCALES}")
    if scales is None or scales.dtype is not DType.U8 or scales.shape != tensor.shape[:3]:
        return None
    experts, outputs, groups, together = tensor.shape
    if together != _MXFP4_BYTES:
        return None
    return replace(tensor, name=name, shape=(experts, outputs, groups * 2 * together), dtype=DType.F4)


def _shapes(
    tensors: Sequence[TensorSpec], known: Known, contents: Mapping[str, bytes]
) -> dict[tuple[str, tuple[int, ...]], tuple[int, int]]:
    found = {}
    for tensor in tensors:
        description = _description(tensor, known)
        if description is not None and description.name in contents:
            shape = _shape_in(contents[description.name], description.dtype)
            if shape is not None:
                found[_family(tensor)] = shape
    return found


def _shape_in(content: bytes, dtype: DType) -> tuple[int, int] | None:
    if dtype is DType.U8:
        try:
            state = json.loads(content)
        except (UnicodeDecodeError, ValueError, RecursionError):
            return None
        sizes = state.get("shape") if isinstance(state, dict) else None
    else:
        width = dtype.block.bytes
        sizes = [int.from_bytes(content[place : place + width], "little") for place in range(0, len(content), width)]
    if not isinstance(sizes, list) or len(sizes) != 2 or not all(type(size) is int and size > 0 for size in sizes):
        return None
    return sizes[0], sizes[1]


def _description(tensor: TensorSpec, known: Known) -> TensorSpec | None:
    if tensor.dtype is DType.I32 and tensor.name.endswith(_PACKED):
        found = known.get(f"{_base(tensor.name)}.weight_shape")
        return found if found is not None and found.dtype in {DType.I64, DType.I32} else None
    if tensor.dtype is DType.U8 and tensor.shape[1:] == (1,) and tensor.name.endswith(_WEIGHT):
        states = (known.get(_state(tensor, kind)) for kind in _BNB)
        return next((found for found in states if found is not None and found.dtype is DType.U8), None)
    return None


def _state(tensor: TensorSpec, kind: str) -> str:
    return f"{tensor.name}.quant_state.bitsandbytes__{kind}"


def _base(name: str) -> str:
    return name.rpartition(".")[0]


def _family(tensor: TensorSpec) -> tuple[str, tuple[int, ...]]:
    return place_of(tensor.name, tensor.shape).family, tensor.shape


def _holds(tensor: TensorSpec, shape: tuple[int, int], kind: DType) -> bool:
    step = COLUMNS_AT_ONCE if kind.is_by_inputs else kind.block.elements
    whole = shape[1] % step == 0 and (shape[0] % step == 0 or not kind.is_by_inputs)
    return whole and kind.size_of(shape[0] * shape[1]) == tensor.bytes


def _as(tensor: TensorSpec, shape: tuple[int, int], kind: DType) -> TensorSpec:
    return replace(tensor, name=f"{_base(tensor.name)}{_WEIGHT}", shape=shape, dtype=kind)
