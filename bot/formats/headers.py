# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the header of a weight file says, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.tensors import TensorSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What one file says about its tensors."""

    tensors: tuple[TensorSpec, ...]
    """In the order of their bytes."""
    unsupported: tuple[str, ...]
    """Tensors of an element type that this program does not know; their bytes are left alone."""
    unread_bytes: int = 0
    """Of the file, where its descriptions lie scattered and only so many were to be looked for: what the other tensors take."""
