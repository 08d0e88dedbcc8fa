# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How what a rule said in public fared, in counts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRecord:
    """What became of the posts in which one rule spoke."""

    rule: str
    posted: int = 0
    """Cases that were ever asked about in public."""
    withdrawn: int = 0
    """Of those, the ones that we took back."""
    disputed: int = 0
    """Of those, the ones that stand disputed now: nobody knows yet whether they were right."""
    clean_run: int = 0
    """Posts that a person had approved, and that neither were withdrawn nor stand disputed, since the last one that was withdrawn."""

    def __post_init__(self) -> None:
        """Counts that cannot belong together would be shown as a precision."""
        ended = self.withdrawn + self.disputed
        if min(self.posted, self.withdrawn, self.disputed, self.clean_run) < 0 or ended + self.clean_run > self.posted:
            counts = f"{self.withdrawn} withdrawn, {self.disputed} disputed and {self.clean_run} without a mistake"
            raise ValueError(f"{self.rule}: expected counts that fit {self.posted} posts, found {counts}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTally:
    """How often one rule was right, over all time or in one period."""

    words: str
    """The rule, or the period."""
    right: int
    judged: int
    """How many findings somebody has judged."""

    def __post_init__(self) -> None:
        """More right than judged would be a precision above one."""
        if not 0 <= self.right <= self.judged:
            raise ValueError(f"{self.words}: expected 0 to {self.judged} right, found {self.right}")
