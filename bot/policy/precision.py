# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How often what a rule said in public was right, and when it has shown enough to go without a reader. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from bot.model.rates import Rate
from bot.model.records import RuleRecord

WANTED = 0.99
"""The share of posts that has to be right before a machine may write alone."""
_DOUBT = 0.05

NEEDED = math.ceil(math.log(_DOUBT) / math.log(WANTED))
"""Posts without a mistake after which, at 95 % confidence, at least `WANTED` are right: 0.99 ** 299 is below 0.05, 0.99 ** 298 is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Whether a rule may speak without a reader, and how far it is."""

    run: int
    """Error-free reviewed posts so far."""
    needed: int = NEEDED

    @property
    def is_open(self) -> bool:
        """Whether it has shown enough. It is for declared upstreams alone: an inferred one waits for people, whatever the count."""
        return self.run >= self.needed


def precision(record: RuleRecord) -> Rate:
    """The posts that were right, among those about which it is known: what stands disputed is counted on neither side.

    >>> precision(RuleRecord(rule="notice-file-missing", posted=10, withdrawn=1, disputed=3))
    Rate(part=6, whole=7)
    """
    known = record.posted - record.disputed
    return Rate(part=known - record.withdrawn, whole=known)


def gate(record: RuleRecord) -> Gate:
    """Where a rule stands. One withdrawal begins the count anew, since a run with a mistake in it is no run."""
    return Gate(run=record.clean_run)


def earned(records: Iterable[RuleRecord]) -> frozenset[str]:
    """The rules whose posts have been right often enough that a preset may let them speak without a reader.

    >>> earned([RuleRecord(rule="a", posted=299, clean_run=299), RuleRecord(rule="b", posted=298, clean_run=298)])
    frozenset({'a'})
    """
    return frozenset(each.rule for each in records if gate(each).is_open)
