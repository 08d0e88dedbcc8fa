# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From stored bytes to numbers, without scales: what is compared later does not depend on them."""

from __future__ import annotations

import functools

import numpy as np

from bot.model.tensors import DType
from bot.numerics.floats import Floats
from bot.numerics.packing import BY_INPUTS, IN_ROWS, by_inputs, in_rows

PLAIN = {
    DType.F64: "<f8",
    DType.F32: "<f4",
    DType.F16: "<f2",
    DType.I8: "i1",
}
"""Types that numpy knows, by its names."""
_FLOAT8 = {DType.F8_E4M3: (4, 3), DType.F8_E5M2: (5, 2)}
DECODABLE = frozenset(
    {*PLAIN, *_FLOAT8, DType.BF16, *IN_ROWS, *BY_INPUTS, *(dtype for dtype in DType if dtype.is_ggml)}
)
"""Element types whose rows can be compared."""


def decode(raw: bytes, dtype: DType, columns: int) -> Floats:
    """Rows of so many columns as 32-bit floats. What is not a finite number becomes zero: a file may hold anything.

    FP8 and INT8 codes are taken at face value; the scales that belong to them cancel out in `bot.numerics.rows.prepare`.
    Raises ValueError where the bytes are no whole rows, or the type is not in `DECODABLE`.
    """
    if dtype is DType.BF16:
        values = (np.frombuffer(raw, "<u2").astype(np.uint32) << 16).view(np.float32)
    elif dtype in _FLOAT8:
        values = float8_values(dtype)[np.frombuffer(raw, np.uint8)]
    elif dtype in PLAIN:
        with np.errstate(over="ignore", invalid="ignore"):
            values = np.frombuffer(raw, PLAIN[dtype]).astype(np.float32)
    elif dtype.is_ggml:
        values = _ggml_values(raw, dtype, columns)
    elif dtype in IN_ROWS:
        values = in_rows(raw, dtype)
    else:
        raise ValueError(f"rows of {dtype.value} cannot be decoded")
    rows = values.reshape(-1, columns)
    return np.nan_to_num(rows, nan=0.0, posinf=0.0, neginf=0.0)


def decode_columns(raw: bytes, dtype: DType, rows: int) -> Floats:
    """Columns of all ``rows`` as 32-bit floats, one row of the result for each row of the tensor. See `TensorSpec.columns`.

    Raises ValueError where the bytes are no whole columns, or the type is not by inputs.
    """
    return by_inputs(raw, dtype, rows)


def _ggml_values(raw: bytes, dtype: DType, columns: int) -> Floats:
    # Takes a tenth of a second and twenty megabytes to import, which a scan of safetensors files need not pay.
    from gguf import GGMLQuantizationType, dequantize  # noqa: PLC0415

    blocks = np.frombuffer(raw, np.uint8).reshape(-1, dtype.size_of(columns))
    # Scales are a stranger's bits, not-a-number and infinity among them.
    with np.errstate(all="ignore"):
        values: Floats = dequantize(blocks, GGMLQuantizationType[dtype.value])
    return values


@functools.cache
def float8_values(dtype: DType) -> Floats:
    """The 256 values of a FP8 type (Micikevicius et al., "FP8 formats for deep learning", 2022); not-a-number as NaN.

    Raises KeyError for any other type.
    """
    exponent_bits, mantissa_bits = _FLOAT8[dtype]
    codes = np.arange(256)
    exponent = (codes >> mantissa_bits) & ((1 << exponent_bits) - 1)
    mantissa = codes & ((1 << mantissa_bits) - 1)
    bias = (1 << (exponent_bits - 1)) - 1
    fraction = mantissa / (1 << mantissa_bits)
    values = np.where(exponent == 0, fraction * 2.0 ** (1 - bias), (1 + fraction) * 2.0 ** (exponent - float(bias)))
    signed = np.where(codes >= 128, -values, values)
    # E4M3 spends only the largest code of each sign on not-a-number, E5M2 the whole largest exponent, as IEEE 754 does.
    special = (codes & 0x7F) == 0x7F if exponent_bits == 4 else exponent == (1 << exponent_bits) - 1
    table: Floats = np.where(special, np.nan, signed).astype(np.float32)
    return table
