# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the header of a weight file says, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.repository import ByteRange
from bot.model.tensors import TensorSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Bytes that a reader relies on without having seen them: what lies behind them is not what it seems where they differ."""

    range: ByteRange
    content: bytes
    stop: int
    """Where the bytes end that lie where they are said to, if the mark is as expected; they begin behind the mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What one file says about its tensors."""

    tensors: tuple[TensorSpec, ...]
    """In the order of their bytes."""
    unsupported: tuple[str, ...]
    """Tensors whose bytes are left alone: of an element type that this program does not know, or for the reason in brackets."""
    marks: tuple[Mark, ...] = ()
    """In the order of their bytes. Whoever reads a tensor's bytes compares the mark before them first."""
    unread_bytes: int = 0
    """Of the file, where its descriptions lie scattered and only so many were to be looked for: what the other tensors take."""
