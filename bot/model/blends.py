# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Two upstreams that were merged into one model."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.repository import SnapshotKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """Two upstreams in one model."""

    first: SnapshotKey
    second: SnapshotKey
    base: SnapshotKey | None
    """What both were made from, where it is known and needed to tell."""
    weight: float
    """Of the first, 0 to 1; the second has the rest. With a base, of what was added to it."""
    alone: float
    """Share of the variance that the better one, or the base, leaves."""
    together: float
    """Share that all leave together."""
