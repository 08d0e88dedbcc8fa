# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Stored values with their scales, decoded block by block into memory that is used again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.model.tensors import DType
from bot.numerics.decoding import DECODABLE, PLAIN, float8_values
from bot.numerics.floats import Floats

Reals: TypeAlias = NDArray[np.floating[Any]]

WIDEST = 65_536
"""Values in a row of a matrix that is worked on row by row; wider ones are taken value by value."""
_SCALE_BLOCK = 128
"""Rows and columns that share one scale in the FP8 files of DeepSeek-V3 and those who follow it (its ``weight_block_size``)."""
_MANTISSA_BITS = {
    DType.F64: 52,
    DType.F32: 23,
    DType.F16: 10,
    DType.BF16: 7,
    DType.F8_E4M3: 3,
    DType.F8_E5M2: 2,
}
_MEAN_SQUARE_MANTISSA = 2.164
"""Of mantissas from 1 to 2 that are spread evenly on a logarithmic scale: 1.5 / ln 2."""


def row_length(shape: tuple[int, ...]) -> int:
    """Values that have to come together: a row of a matrix, one value of anything else."""
    return shape[1] if len(shape) == 2 and 0 < shape[1] <= WIDEST else 1


@dataclass(frozen=True, slots=True, eq=False)
class Scales:
    """What the codes of a matrix are multiplied with: one factor for each block of rows and columns."""

    values: Floats
    columns: int
    """Of the matrix."""
    block_rows: int
    block_columns: int

    @classmethod
    def of(cls, values: Floats, scale_shape: tuple[int, ...], shape: tuple[int, ...]) -> Scales:
        """The scales of a matrix of this shape. Raises ValueError where `fit` knows no way to apply them."""
        fitting = cls.fit(scale_shape, shape)
        if fitting is None:
            raise ValueError(f"scales of shape {scale_shape} for a matrix of shape {shape}")
        rows, columns = fitting
        return cls(values.reshape(-(-shape[0] // rows), -1), shape[1], rows, columns)

    @staticmethod
    def fit(scale_shape: tuple[int, ...], shape: tuple[int, ...]) -> tuple[int, int] | None:
        """Rows and columns that share a scale: all of them, those of one row, or blocks of 128 x 128; ``None`` for anything else.

        >>> Scales.fit((2, 3), (200, 384)), Scales.fit((200, 1), (200, 384)), Scales.fit((), (200, 384)), Scales.fit((7,), (200, 384))
        ((128, 128), (1, 384), (200, 384), None)
        """
        if len(shape) != 2 or row_length(shape) != shape[1] or not shape[0]:
            return None
        rows, columns = shape
        if math.prod(scale_shape) == 1:
            return rows, columns
        if scale_shape in {(rows, 1), (rows,)}:
            return 1, columns
        blocks = (-(-rows // _SCALE_BLOCK), -(-columns // _SCALE_BLOCK))
        return (_SCALE_BLOCK, _SCALE_BLOCK) if scale_shape == blocks else None

    def apply(self, values: Reals, first: int) -> None:
        """Multiply whole rows, of which the first value has this index in the matrix, in place."""
        block = values.reshape(-1, self.columns)
        start = first // self.columns
        own = self.values[np.arange(start, start + len(block)) // self.block_rows]
        block *= own if own.shape[1] == 1 else np.repeat(own, self.block_columns, axis=1)[:, : self.columns]


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """How one tensor's bytes become numbers."""

    dtype: DType
    scales: Scales | None = None

    @property
    def is_number(self) -> bool:
        """Whether its values can be subtracted; codes of other types are only equal or not."""
        return self.dtype in DECODABLE and self.dtype.block.elements == 1

    @property
    def rounding(self) -> float:
        """Mean square of what rounding to this type changes, relative to the mean square of the values; 0 where it is unknown."""
        bits = _MANTISSA_BITS.get(self.dtype)
        return 0.0 if bits is None else float(2.0 ** (-2 * bits)) / 12 / _MEAN_SQUARE_MANTISSA

    def decode(self, raw: memoryview, first: int, out: Reals) -> None:
        """Fill ``out`` with the values from index ``first`` of the tensor on, scales applied; infinities and not-a-number stay.

        Raises ValueError for a type that holds no plain numbers.
        """
        if self.dtype is DType.BF16 and out.dtype == np.float32:
            np.left_shift(np.frombuffer(raw, "<u2"), np.uint32(16), out=out.view(np.uint32))
        elif self.dtype is DType.BF16:
            out[:] = (np.frombuffer(raw, "<u2").astype(np.uint32) << np.uint32(16)).view(np.float32)
        elif self.dtype in {DType.F8_E4M3, DType.F8_E5M2}:
            out[:] = float8_values(self.dtype)[np.frombuffer(raw, np.uint8)]
        elif self.is_number:
            with np.errstate(over="ignore", invalid="ignore"):
                out[:] = np.frombuffer(raw, PLAIN[self.dtype])
        else:
            raise ValueError(f"values of {self.dtype.value} cannot be decoded")
        if self.scales is not None:
            with np.errstate(over="ignore", invalid="ignore"):
                self.scales.apply(out, first)
