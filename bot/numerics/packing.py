# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Codes of a few bits that several share a byte or an integer, as GPTQ, AWQ, bitsandbytes and compressed-tensors pack them.

Scales and zero points are not needed: what is constant along a column `bot.numerics.rows.prepare` removes, and what is constant along
a group of one row is removed here, which treats all rows alike.
"""

from __future__ import annotations

import numpy as np

from bot.model.tensors import DType
from bot.numerics.floats import Floats

_INT4 = tuple(range(-8, 8))
# The quantiles of a normal distribution of Dettmers et al., "QLoRA" (2023), appendix E.
_NF4 = (
    *(-1.0, -0.6961928, -0.52507305, -0.3949175, -0.28444138, -0.18477343, -0.09105004, 0.0),
    *(0.0795803, 0.1609302, 0.2461123, 0.33791524, 0.44070983, 0.562617, 0.72295684, 1.0),
)
# bitsandbytes, create_fp4_map: a sign, two bits of exponent, one of mantissa, in an order of its own.
_FP4_HALF = (0.0, 0.0052083333, 0.6666667, 1.0, 0.33333334, 0.5, 0.16666667, 0.25)
# OCP Microscaling Formats 1.0, E2M1.
_E2M1_HALF = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)

_HIGH_FIRST = {
    DType.BNB_NF4: _NF4,
    DType.BNB_FP4: (*_FP4_HALF, *(-each for each in _FP4_HALF)),
}
_LOW_FIRST = {
    DType.F4: (*_E2M1_HALF, *(-each for each in _E2M1_HALF)),
    DType.INT4_ROWS: _INT4,
}
_OFFSET = frozenset({DType.INT8_ROWS, DType.U8_CODES})
IN_ROWS = frozenset({*_HIGH_FIRST, *_LOW_FIRST, *_OFFSET})
BY_INPUTS = frozenset({DType.GPTQ4, DType.GPTQ8, DType.AWQ4})
_AWQ_ORDER = (0, 2, 4, 6, 1, 3, 5, 7)
"""Which of eight rows each four bits of an integer hold, from the lowest (AutoAWQ, WQLinear_GEMM)."""
_GROUP = 32
"""Columns whose common offset is removed from each row: the smallest group in use, so that it lies within one whatever its size."""


def in_rows(raw: bytes, dtype: DType) -> Floats:
    """Codes of whole rows at face value, in the order of the columns."""
    codes = np.frombuffer(raw, np.uint8)
    if dtype in _OFFSET:
        return codes.astype(np.float32) - np.float32(128)
    high_first = dtype in _HIGH_FIRST
    table = np.array((_HIGH_FIRST if high_first else _LOW_FIRST)[dtype], np.float32)
    pairs = (codes >> 4, codes & 15) if high_first else (codes & 15, codes >> 4)
    values: Floats = table[np.stack(pairs, axis=-1).reshape(-1)]
    return values


def by_inputs(raw: bytes, dtype: DType, rows: int) -> Floats:
    """Codes of a few columns of all rows, without what is common to `_GROUP` columns of a row.

    Raises ValueError where the bytes are no whole columns, or the type is not by inputs.
    """
    if dtype not in BY_INPUTS:
        raise ValueError(f"{dtype.value} is not stored by columns")
    bits = 32 // dtype.block.elements
    shifts = np.arange(0, 32, bits, dtype=np.uint32)
    codes = (np.frombuffer(raw, "<u4")[:, None] >> shifts) & ((1 << bits) - 1)
    if dtype is not DType.AWQ4:
        columns = codes.reshape(-1, rows, dtype.block.elements).swapaxes(1, 2).reshape(-1, rows)
    else:
        ordered = np.empty_like(codes)
        ordered[:, _AWQ_ORDER] = codes
        columns = ordered.reshape(-1, rows)
    return _without_offsets(np.ascontiguousarray(columns.T, np.float32))


def _without_offsets(values: Floats) -> Floats:
    for first in range(0, values.shape[1], _GROUP):
        group = values[:, first : first + _GROUP]
        group -= group.mean(axis=1, keepdims=True)
    return values
