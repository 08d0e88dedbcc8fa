# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A walk in memory. It passes tests/contract/test_walks_contract.py as the one in SQL does."""

from __future__ import annotations

from bot.ports.walks import Walk


class FakeWalks:
    def __init__(self) -> None:
        self._walk: Walk | None = None

    def walk(self) -> Walk | None:
        return self._walk

    def keep(self, walk: Walk) -> None:
        self._walk = walk
