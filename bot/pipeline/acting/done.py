# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How an action ended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """``thread`` and ``url`` are empty where there is no thread."""

    word: str
    """As in `Receipt.done`."""
    thread: int = 0
    url: str = ""
    reason: str = ""
