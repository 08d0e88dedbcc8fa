# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How a part of a text compares with a license: what is equal, missing, changed and added, and what that amounts to."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.licensing.templates import Template
from bot.model.licensing import TextMatch

_WHOLE_BEFORE_CHANGED = 1.1
"""A license that is there with a clause more is told before another one that has a little more in common and is not whole."""
_SHARE_OF_ENDS = 0.03
"""A copy that was cut short says as little about the words that are gone as about the license that has fewer of them."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Words of a text that its license does not have."""

    start: int
    stop: int


@dataclass(slots=True)
class Comparison:
    """How a part of a text compares with a template."""

    template: Template
    terms: tuple[int, ...]
    """Places in the template of the words that carry terms."""
    start: int
    stop: int
    """The part of the text: from the first to the last word that both have."""
    equal: int = 0
    missing_at_ends: int = 0
    """How many of the words that are not there stand before the first or after the last that is."""
    missing_at: list[int] = field(default_factory=list)
    """Places in the template of words of the terms that are not there."""
    changed: int = 0
    """Words that stand inside a sentence of the terms and are not the license's."""
    spelled: int = 0
    aside: int = 0
    """Words of a title or an appendix that read differently; no terms."""
    clauses: list[Clause] = field(default_factory=list)
    names: list[tuple[int, int]] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """How many words of the terms are not there."""
        return len(self.missing_at)

    @property
    def holds_beginning(self) -> bool:
        """Whether most of the first quarter of the terms is there: licenses grant first, and their disclaimers are all alike."""
        first = frozenset(self.terms[: max(1, len(self.terms) // 4)])
        return 2 * len(first.intersection(self.missing_at)) < len(first)

    @property
    def added(self) -> int:
        """How many words the added clauses have together."""
        return sum(each.stop - each.start for each in self.clauses)

    @property
    def match(self) -> TextMatch:
        """What the differences amount to."""
        if self.missing or self.changed:
            return TextMatch.MODIFIED
        if self.clauses:
            return TextMatch.ADDED
        return TextMatch.NEAR if self.spelled else TextMatch.EXACT

    @property
    def worth(self) -> float:
        """More for more words explained, less for each that is not: the best of several licenses has the most."""
        ends = min(self.missing_at_ends, _SHARE_OF_ENDS * self.equal)
        missing = self.missing - self.missing_at_ends + ends
        worth = self.equal - missing - self.changed - self.added - (self.spelled + self.aside) / 2
        return worth * _WHOLE_BEFORE_CHANGED if self.match.holds_terms else worth
