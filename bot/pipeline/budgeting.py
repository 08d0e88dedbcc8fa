# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A source that stops before it costs too much, and the words for what could not be had."""

from __future__ import annotations

from collections.abc import Sequence

from bot.formats.headers import Mark
from bot.model.costs import Budget, Cost, Reason, Unavailable
from bot.model.errors import (
    AccessRefused,
    BotError,
    BudgetSpent,
    CutShort,
    Disabled,
    FileTooLarge,
    InputError,
    NotFound,
    RangeIgnored,
    RateLimited,
    UnknownFormat,
    Unreachable,
)
from bot.model.repository import ByteRange, Snapshot
from bot.pipeline.marks import CheckedSource
from bot.ports.hub import ModelSource
from bot.ports.progress import Progress

_REASONS: tuple[tuple[type[BotError], Reason], ...] = (
    (AccessRefused, Reason.ACCESS_REFUSED),
    (Disabled, Reason.DISABLED),
    (NotFound, Reason.NOT_FOUND),
    (Unreachable, Reason.UNREACHABLE),
    (RateLimited, Reason.RATE_LIMITED),
    (RangeIgnored, Reason.RANGE_IGNORED),
    (CutShort, Reason.CUT_SHORT),
    (FileTooLarge, Reason.TOO_LARGE),
    (UnknownFormat, Reason.UNSUPPORTED),
    (InputError, Reason.UNREADABLE),
    (BudgetSpent, Reason.BUDGET),
)


def unavailable(what: str, error: BotError) -> Unavailable:
    """The entry for something that an error kept from us."""
    reason = next((reason for kind, reason in _REASONS if isinstance(error, kind)), Reason.REMOTE_FAILURE)
    return Unavailable(what=what, reason=reason, detail=str(error))


class BudgetedSource:
    """A model source that raises BudgetSpent instead of reading beyond its budget. Without a budget it only reports progress."""

    def __init__(self, source: ModelSource, budget: Budget | None, progress: Progress) -> None:
        self._source = CheckedSource(source)
        self._budget = budget
        self._progress = progress
        self._read: dict[str, bytes] = {}

    @property
    def snapshot(self) -> Snapshot:
        """What the listing said."""
        return self._source.snapshot

    @property
    def cost(self) -> Cost:
        """Everything received so far."""
        return self._source.cost

    def within(self, budget: Budget | None) -> BudgetedSource:
        """The same source with another budget; what was read whole is not read again."""
        other = BudgetedSource(self._source, budget, self._progress)
        other._read = self._read
        return other

    @property
    def bytes_left(self) -> int | None:
        """How much may still be read; ``None`` where there is no limit."""
        return None if self._budget is None else max(0, self._budget.max_bytes - self.cost.bytes)

    @property
    def requests_left(self) -> int | None:
        """How often may still be asked; ``None`` where there is no limit."""
        return None if self._budget is None else max(0, self._budget.max_requests - self.cost.requests)

    @property
    def unlimited(self) -> ModelSource:
        """The same source without a budget and without progress; marks are still looked at."""
        return self._source

    def rely_on(self, path: str, marks: Sequence[Mark]) -> None:
        """What the file's header says lies behind these marks: each is compared when bytes behind it are read."""
        self._source.rely_on(path, marks)

    def read(self, path: str, *, limit: int) -> bytes:
        """The whole file, see `ModelSource.read`; the second time from memory. Raises BudgetSpent where it would not fit."""
        if path in self._read and len(self._read[path]) <= limit:
            return self._read[path]
        entry = self.snapshot.file(path)
        self._check(path, min(limit, entry.size) if entry else limit)
        content = self._read[path] = self._source.read(path, limit=limit)
        self._progress.moved(self.cost, full_size=self.snapshot.size)
        return content

    def read_ranges(self, path: str, ranges: Sequence[ByteRange]) -> list[bytes]:
        """The ranges, see `ModelSource.read_ranges`. Raises BudgetSpent where they would not fit, InputError for a mark that differs."""
        marks = self._source.pending(path, ranges)
        self._check(path, sum(each.length for each in (*ranges, *(mark.range for mark in marks))))
        pieces = self._source.read_ranges(path, ranges)
        self._progress.moved(self.cost, full_size=self.snapshot.size)
        return pieces

    def _check(self, path: str, wanted: int) -> None:
        if self._budget is None:
            return
        if self.cost.bytes + wanted > self._budget.max_bytes:
            raise BudgetSpent(f"{path}: reading {wanted} bytes more would pass the limit of {self._budget.max_bytes}")
        if self.cost.requests >= self._budget.max_requests:
            raise BudgetSpent(f"{path}: the limit of {self._budget.max_requests} requests is reached")
