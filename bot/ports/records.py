# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How the posts of each rule fared."""

from __future__ import annotations

from typing import Protocol

from bot.model.records import RuleRecord


class RuleRecords(Protocol):
    """Counts what was posted, withdrawn and disputed, out of the casebook."""

    def rules(self) -> list[RuleRecord]:
        """Every rule that ever spoke in public, by its id; rules that never did are left out. Raises OperatorError."""
