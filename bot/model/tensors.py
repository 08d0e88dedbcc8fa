# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Tensors as a file's header describes them: name, type, shape, place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from bot.model.components import Component, Role
from bot.model.repository import ByteRange


class DType(Enum):
    """Element types by the names of the safetensors format."""

    F64 = "F64"
    F32 = "F32"
    F16 = "F16"
    BF16 = "BF16"
    F8_E4M3 = "F8_E4M3"
    F8_E5M2 = "F8_E5M2"
    F8_E8M0 = "F8_E8M0"
    F6_E2M3 = "F6_E2M3"
    F6_E3M2 = "F6_E3M2"
    F4 = "F4"
    C64 = "C64"
    I64 = "I64"
    I32 = "I32"
    I16 = "I16"
    I8 = "I8"
    U64 = "U64"
    U32 = "U32"
    U16 = "U16"
    U8 = "U8"
    BOOL = "BOOL"

    @property
    def bits(self) -> int:
        """Bits an element takes in the file."""
        return _BITS[self]


_BITS = {
    DType.F64: 64,
    DType.F32: 32,
    DType.F16: 16,
    DType.BF16: 16,
    DType.F8_E4M3: 8,
    DType.F8_E5M2: 8,
    DType.F8_E8M0: 8,
    DType.F6_E2M3: 6,
    DType.F6_E3M2: 6,
    DType.F4: 4,
    DType.C64: 64,
    DType.I64: 64,
    DType.I32: 32,
    DType.I16: 16,
    DType.I8: 8,
    DType.U64: 64,
    DType.U32: 32,
    DType.U16: 16,
    DType.U8: 8,
    DType.BOOL: 8,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TensorSpec:
    """One tensor: where its bytes lie and how to read them. Row-major, little-endian."""

    name: str
    dtype: DType
    shape: tuple[int, ...]
    file: str
    start: int
    """Offset of the first byte from the start of the file."""
    stop: int

    @property
    def elements(self) -> int:
        """How many values it holds."""
        return math.prod(self.shape)

    @property
    def bytes(self) -> int:
        """How many bytes it takes."""
        return self.stop - self.start

    @property
    def row_elements(self) -> int:
        """Values in one row, that is along all axes but the first."""
        return math.prod(self.shape[1:])

    def rows(self, first: int, count: int) -> ByteRange:
        """Where ``count`` rows from ``first`` lie in the file.

        Raises ValueError where the tensor does not have them, or where a row does not end on a byte.
        """
        row_bits = self.row_elements * self.dtype.bits
        if row_bits % 8 or not self.shape or not 0 <= first < first + count <= self.shape[0]:
            raise ValueError(
                f"{self.name}: no rows {first} to {first + count} in shape {self.shape} of {self.dtype.value}"
            )
        row_bytes = row_bits // 8
        return ByteRange(self.start + first * row_bytes, self.start + (first + count) * row_bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class TensorFamily:
    """The same part of a model in every layer and every expert: what a sample of one of them speaks for."""

    name: str
    """The members' name with ``*`` for every number."""
    component: Component
    role: Role
    part: str
    shape: tuple[int, ...]
    """Of the members that were seen; families of several shapes are told apart by it."""
    members: tuple[TensorSpec, ...]
    """Those whose headers were read, by layer."""
    parameters: int
    """Of all members, estimated from the sizes of files where not every header was read."""

    @property
    def id(self) -> str:
        """Name and shape."""
        return f"{self.name} {'x'.join(map(str, self.shape))}"

    @property
    def columns(self) -> int:
        """Values in a row; 0 for what has no rows to compare."""
        return self.shape[1] if len(self.shape) == 2 else 0
