# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How a tensor lies in its file, where its axes need not lie in the order in which it is used."""

from __future__ import annotations

import math


def stored_shape(shape: tuple[int, ...], strides: tuple[int, ...]) -> tuple[int, ...] | None:
    """The shape of what lies there row by row: the tensor's own, or the reverse of it where all axes are turned around.

    ``None`` where it has gaps, lies on itself, or its axes are in yet another order.

    >>> stored_shape((3, 4), (4, 1)), stored_shape((3, 4), (1, 3)), stored_shape((3, 4), (8, 1))
    ((3, 4), (4, 3), None)
    """
    if not math.prod(shape) or _is_row_by_row(shape, strides):
        return shape
    return shape[::-1] if _is_row_by_row(shape[::-1], strides[::-1]) else None


def _is_row_by_row(shape: tuple[int, ...], strides: tuple[int, ...]) -> bool:
    expected = 1
    for size, stride in zip(reversed(shape), reversed(strides), strict=True):
        # The stride of an axis with one entry is never used.
        if size > 1 and stride != expected:
            return False
        expected *= size
    return True
