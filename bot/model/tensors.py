# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Tensors as a file's header describes them: name, type, shape, place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from bot.model.components import Component, Role
from bot.model.repository import ByteRange


class Block(NamedTuple):
    """What is stored together: so many values in so many bytes."""

    elements: int
    bytes: int


class DType(Enum):
    """How values are stored.

    First the types of safetensors files by their names there, then those of GGUF files by ggml's names, then ways of packing codes into
    integers, which safetensors files do not tell from integers (`bot.evidence.packed`).
    """

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

    Q4_0 = "Q4_0"
    Q4_1 = "Q4_1"
    Q5_0 = "Q5_0"
    Q5_1 = "Q5_1"
    Q8_0 = "Q8_0"
    Q2_K = "Q2_K"
    Q3_K = "Q3_K"
    Q4_K = "Q4_K"
    Q5_K = "Q5_K"
    Q6_K = "Q6_K"
    IQ1_S = "IQ1_S"
    IQ1_M = "IQ1_M"
    IQ2_XXS = "IQ2_XXS"
    IQ2_XS = "IQ2_XS"
    IQ2_S = "IQ2_S"
    IQ3_XXS = "IQ3_XXS"
    IQ3_S = "IQ3_S"
    IQ4_NL = "IQ4_NL"
    IQ4_XS = "IQ4_XS"
    TQ1_0 = "TQ1_0"
    TQ2_0 = "TQ2_0"
    MXFP4 = "MXFP4"
    NVFP4 = "NVFP4"

    INT4_ROWS = "INT4_ROWS"
    INT8_ROWS = "INT8_ROWS"
    BNB_NF4 = "BNB_NF4"
    BNB_FP4 = "BNB_FP4"
    GPTQ4 = "GPTQ4"
    GPTQ8 = "GPTQ8"
    AWQ4 = "AWQ4"

    U8_CODES = "U8_CODES"
    """Bytes without a sign that stand for numbers around 128; those of safetensors files may be anything, also packed."""

    @property
    def block(self) -> Block:
        """The smallest piece of it that ends on a byte."""
        return _BLOCKS[self]

    @property
    def bits(self) -> float:
        """Bits an element takes in the file; where scales are stored among the elements, with its share of them."""
        return self.block.bytes * 8 / self.block.elements

    @property
    def is_ggml(self) -> bool:
        """Whether it stores scales among its elements, as only GGUF files do."""
        return self in _GGML_BLOCKS

    @property
    def is_plain(self) -> bool:
        """Whether the headers of safetensors files name it."""
        return self in _PLAIN_BLOCKS

    @property
    def is_by_inputs(self) -> bool:
        """Whether one row's values lie far apart: what lies together is one column, or up to eight, of all rows."""
        return self in {DType.GPTQ4, DType.GPTQ8, DType.AWQ4}

    def size_of(self, elements: int) -> int:
        """Bytes of so many elements. Raises ValueError where they do not end on a byte, or with a block."""
        blocks, rest = divmod(elements, self.block.elements)
        if rest:
            raise ValueError(
                f"{elements} elements of {self.value} take {elements * self.block.bytes / self.block.elements:g} bytes"
            )
        return blocks * self.block.bytes


_PLAIN_BLOCKS = {
    DType.F64: Block(1, 8),
    DType.F32: Block(1, 4),
    DType.F16: Block(1, 2),
    DType.BF16: Block(1, 2),
    DType.F8_E4M3: Block(1, 1),
    DType.F8_E5M2: Block(1, 1),
    DType.F8_E8M0: Block(1, 1),
    DType.F6_E2M3: Block(4, 3),
    DType.F6_E3M2: Block(4, 3),
    DType.F4: Block(2, 1),
    DType.C64: Block(1, 8),
    DType.I64: Block(1, 8),
    DType.I32: Block(1, 4),
    DType.I16: Block(1, 2),
    DType.I8: Block(1, 1),
    DType.U64: Block(1, 8),
    DType.U32: Block(1, 4),
    DType.U16: Block(1, 2),
    DType.U8: Block(1, 1),
    DType.BOOL: Block(1, 1),
}
# Sizes of the structures in ggml's ggml-common.h (block_q4_0 and so on); tests compare them with the gguf package.
_GGML_BLOCKS = {
    DType.Q4_0: Block(32, 18),
    DType.Q4_1: Block(32, 20),
    DType.Q5_0: Block(32, 22),
    DType.Q5_1: Block(32, 24),
    DType.Q8_0: Block(32, 34),
    DType.Q2_K: Block(256, 84),
    DType.Q3_K: Block(256, 110),
    DType.Q4_K: Block(256, 144),
    DType.Q5_K: Block(256, 176),
    DType.Q6_K: Block(256, 210),
    DType.IQ1_S: Block(256, 50),
    DType.IQ1_M: Block(256, 56),
    DType.IQ2_XXS: Block(256, 66),
    DType.IQ2_XS: Block(256, 74),
    DType.IQ2_S: Block(256, 82),
    DType.IQ3_XXS: Block(256, 98),
    DType.IQ3_S: Block(256, 110),
    DType.IQ4_NL: Block(32, 18),
    DType.IQ4_XS: Block(256, 136),
    DType.TQ1_0: Block(256, 54),
    DType.TQ2_0: Block(256, 66),
    DType.MXFP4: Block(32, 17),
    DType.NVFP4: Block(64, 36),
}
_PACKED_BLOCKS = {
    DType.INT4_ROWS: Block(8, 4),
    DType.INT8_ROWS: Block(4, 4),
    DType.BNB_NF4: Block(2, 1),
    DType.BNB_FP4: Block(2, 1),
    DType.GPTQ4: Block(8, 4),
    DType.GPTQ8: Block(4, 4),
    DType.AWQ4: Block(8, 4),
    DType.U8_CODES: Block(1, 1),
}
_BLOCKS = {**_PLAIN_BLOCKS, **_PACKED_BLOCKS, **_GGML_BLOCKS}
COLUMNS_AT_ONCE = 8
"""Columns are read in multiples of this where the type is by inputs."""


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
    is_turned: bool = False
    """Whether a matrix is stored column by column, as the files of programs do that multiply from the right."""
    is_text: bool = False
    """Whether the bytes are stored as text in UTF-8, one sign of Latin-1 for each: only the whole of it can be read."""

    @property
    def elements(self) -> int:
        """How many values it holds."""
        return math.prod(self.shape)

    @property
    def bytes(self) -> int:
        """How many bytes it takes in the file."""
        return self.stop - self.start

    @property
    def is_by_inputs(self) -> bool:
        """Whether one row's values lie far apart, by its type or because the matrix is turned."""
        return self.is_turned or self.dtype.is_by_inputs

    @property
    def row_elements(self) -> int:
        """Values in one row, that is along all axes but the first."""
        return math.prod(self.shape[1:])

    def rows(self, first: int, count: int) -> ByteRange:
        """Where ``count`` rows from ``first`` lie in the file.

        Raises ValueError where the tensor does not have them, or where a row does not end with a block of its type.
        """
        self._raise_for_text()
        if (
            self.row_elements % self.dtype.block.elements
            or not self.shape
            or not 0 <= first < first + count <= self.shape[0]
        ):
            raise ValueError(
                f"{self.name}: no rows {first} to {first + count} in shape {self.shape} of {self.dtype.value}"
            )
        if self.is_by_inputs:
            raise ValueError(f"{self.name}: {self.dtype.value} is stored by columns")
        row_bytes = self.dtype.size_of(self.row_elements)
        return ByteRange(self.start + first * row_bytes, self.start + (first + count) * row_bytes)

    def columns(self, first: int, count: int) -> ByteRange:
        """Where ``count`` columns of all rows from ``first`` lie, in a matrix that is stored by inputs.

        Raises ValueError where the tensor does not have them, or where they do not start and end together with whole bytes.
        """
        self._raise_for_text()
        if not self.is_by_inputs or len(self.shape) != 2 or not 0 <= first < first + count <= self.shape[1]:
            raise ValueError(
                f"{self.name}: no columns {first} to {first + count} in {self.shape} of {self.dtype.value}"
            )
        if first % COLUMNS_AT_ONCE or count % COLUMNS_AT_ONCE:
            raise ValueError(f"{self.name}: columns {first} to {first + count} are not in steps of {COLUMNS_AT_ONCE}")
        size = self.dtype.size_of
        return ByteRange(self.start + size(first * self.shape[0]), self.start + size((first + count) * self.shape[0]))

    def _raise_for_text(self) -> None:
        if self.is_text:
            raise ValueError(f"{self.name}: stored as text, in which nothing tells where a row begins")


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
    dtypes: frozenset[DType]
    """Of the members that were seen."""
    members: tuple[TensorSpec, ...]
    """Those whose headers were read, by layer."""
    parameters: int
    """Of all members, estimated from the sizes of files where not every header was read."""
    model: str = ""
    """The model that it belongs to, where the repository holds several (`bot.evidence.models`)."""

    @property
    def id(self) -> str:
        """Name and shape, and the model where there are several."""
        return f"{self.name} {'x'.join(map(str, self.shape))} {self.model}".rstrip()

    @property
    def columns(self) -> int:
        """Values in a row, that is along all axes but the first; 0 for what has no rows to compare."""
        return math.prod(self.shape[1:]) if len(self.shape) >= 2 else 0
