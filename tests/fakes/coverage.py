# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Coverage that was set by hand."""

from __future__ import annotations

from datetime import datetime

from bot.model.costs import Reason
from bot.model.coverage import Coverage


class FakeCoverage:
    def __init__(self) -> None:
        self.now = Coverage()
        self.refusals: list[tuple[str, Reason]] = []

    def refused(self, repo: str, reason: Reason, *, at: datetime) -> None:
        del at
        self.refusals.append((repo, reason))

    def coverage(self) -> Coverage:
        return self.now
