# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Jobs as a test says that they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.model.errors import OperatorError
from bot.model.status import JobCounts


@dataclass
class FakeJobBook:
    """``broken`` is a database that does not answer."""

    jobs: JobCounts = field(default_factory=JobCounts)
    polled: datetime | None = None
    broken: bool = False

    def counts(self) -> JobCounts:
        if self.broken:
            raise OperatorError("database: no answer; secret words")
        return self.jobs

    def polled_at(self) -> datetime | None:
        return self.polled
