# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Blocks of rows that are read of tensors, and how large they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model.components import Role
from bot.model.repository import ByteRange
from bot.model.tensors import TensorFamily, TensorSpec

TEST_ROWS = 32
"""Rows of a block for the exact test: 32 of 32 hits are 10^-35."""
LOOK_ROWS = 8
"""Rows of a block where only closeness is measured."""
_COLUMNS = 192
"""Columns that are read of a matrix that is stored by columns: a correlation of 0.29 is seen, for half a byte a row and column."""
_LEAST_COLUMNS = 64
"""Of a matrix that is stored by columns, where more would take more than a test may: a correlation of 0.5 is seen."""
KEPT_COLUMNS = 2048
"""First columns of a test that are compared: they show a correlation of 0.085 (benchmarks/detection_limit.py), and a fingerprint of a model
with a width of 4,096 takes half the room."""
METHOD = f"signs/3 rows={TEST_ROWS},{LOOK_ROWS} columns={KEPT_COLUMNS} first=0 tokens=1024,64"
"""Everything that changes the numbers; fingerprints of another method are never compared with."""

TOKEN_ROLES = (Role.EMBEDDING, Role.OUTPUT_HEAD)
_DEPTHS = (0.5, 0.25, 0.75)
MOST_BYTES_ACROSS = 1_500_000
"""Bytes of one block where neurons are columns: every neuron's weights have to be read to get those of 32."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A block of consecutive rows of one tensor."""

    family: TensorFamily
    tensor: TensorSpec
    first_row: int
    """First neuron or token of the block."""
    rows: int
    across: int = 0
    """Stored rows that are read where neurons are columns, as in layouts that are transposed; 0 where they are rows."""
    is_whole: bool = False
    """Whether all columns are read also where the tensor is stored by columns, as references need them."""

    @property
    def columns(self) -> int:
        """Values of one row that are compared: of tests the first ones, fewer where the tensor is stored by columns or read across."""
        if self.across:
            return self.across
        if self.is_whole or not self.tensor.is_by_inputs:
            return min(self.family.columns, KEPT_COLUMNS) if self.rows == TEST_ROWS else self.family.columns
        fitting = int(MOST_BYTES_ACROSS // max(1.0, self.tensor.shape[0] * self.tensor.dtype.bits / 8))
        return min(self.family.columns, _COLUMNS, max(_LEAST_COLUMNS, fitting // 8 * 8))

    @property
    def range(self) -> ByteRange:
        """What to read of the tensor's file: the block, or where neurons or columns lie together whole rows or columns."""
        if self.across:
            return self.tensor.rows(0, self.across)
        if self.tensor.is_by_inputs:
            return self.tensor.columns(0, self.columns)
        return self.tensor.rows(self.first_row, self.rows)


def at_depths(members: Sequence[TensorSpec]) -> list[TensorSpec]:
    """The members in the middle, at a quarter and at three quarters."""
    return list(dict.fromkeys(members[int(len(members) * depth)] for depth in _DEPTHS))
