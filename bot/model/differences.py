# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How two models differ, tensor by tensor, when every value of both was read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.model.costs import Unavailable
from bot.model.tensors import TensorSpec

TOLERANCE = 0.01
"""Two values count as close where they differ by at most this share of the reference tensor's spread (standard deviation). Rounding to
BF16 moves a value by at most 0.4 % of itself, so it keeps everything within about two and a half spreads of the mean close."""
RANK_LIMIT = 64
"""Ranks are told up to here; a rank of 64 stands for 64 or more."""


class MatchedBy(Enum):
    """Why two tensors were taken for the same one. The stored words never change."""

    NAME = "name"
    CONTENT = "content"
    """Of the same shape, and their sampled values belong together more than those of any other pair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Everything that one pass over two tensors measures. Values that are no finite numbers count only as equal or not."""

    values: int
    """Values that were compared."""
    equal: int
    """Values that are the same number on both sides, or not a number on both."""
    close: int | None
    """Values within `TOLERANCE`, the equal ones among them; ``None`` for codes, which have no distance."""
    not_finite: int
    """Values that are infinite or not a number on either side."""
    correlation: float | None
    """Centred, -1 to 1; ``None`` where a side has no spread, or for codes."""
    difference: float | None
    """Root mean square of the differences, divided by the reference's spread; ``None`` where that is zero, or for codes."""
    rank: int | None
    """Directions that hold 99 % of the sketched difference, at most `RANK_LIMIT`; ``None`` for what is no matrix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TensorDifference:
    """One tensor of the suspect beside the tensor of the reference that it was compared with."""

    suspect: TensorSpec
    reference: TensorSpec
    matched_by: MatchedBy
    measured: Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class FullComparison:
    """Every tensor of two models. Shares are of the suspect's parameters, so what could not be compared counts against them."""

    tensors: tuple[TensorDifference, ...]
    only_suspect: tuple[TensorSpec, ...]
    only_reference: tuple[TensorSpec, ...]
    not_compared: tuple[Unavailable, ...]
    """Tensors that both sides have, or files, with the reason."""
    parameters: int
    """Of all tensors of the suspect whose headers could be read; scales that belong to quantised tensors are none."""

    @property
    def compared(self) -> int:
        """Parameters of the suspect that were compared."""
        return sum(each.measured.values for each in self.tensors)

    @property
    def equal_share(self) -> float:
        """Share of the suspect's parameters that are exactly equal, 0 to 1; 0 where there are none."""
        return self._share(sum(each.measured.equal for each in self.tensors))

    @property
    def close_share(self) -> float:
        """Share of the suspect's parameters within `TOLERANCE`, 0 to 1; codes count where they are equal."""
        close = (each.measured.equal if each.measured.close is None else each.measured.close for each in self.tensors)
        return self._share(sum(close))

    def _share(self, count: int) -> float:
        return count / self.parameters if self.parameters else 0.0
