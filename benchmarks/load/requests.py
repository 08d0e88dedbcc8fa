# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How many requests of each kind every repository has seen: counted by the server, told by the run."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.load.plan import Upload
from bot.localhub import Record
from bot.localhub.http.limits import bucket_of

LISTS = "lists"
"""Where requests are counted that are about no single repository."""
_CONTENT = "content"
"""The kind of what the content network sends; all others are the Hub's quotas."""
_REPOSITORY = re.compile(r"/(?:api/models/|api/resolve-cache/models/|cdn/|(?!api/))([^/]+/[^/]+)")


@dataclass(slots=True, kw_only=True)
class Requests:
    """Counts by repository and kind."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    first_list_at: float | None = None
    """When the first list was asked for, by the wall's clock: the first poll."""

    def add(self, records: Iterable[Record]) -> None:
        """Count these, which came in a moment ago."""
        for record in records:
            found = _REPOSITORY.match(record.path)
            kind = _CONTENT if record.origin == "cdn" else bucket_of(record.path)
            self.counts[found[1] if found else LISTS, kind] += 1
            if found is None and self.first_list_at is None:
                self.first_list_at = time.time()

    def to_json(self) -> dict[str, Any]:
        """The reverse of `from_json`."""
        rows = [[repo, kind, count] for (repo, kind), count in self.counts.items()]
        return {"first_list_at": self.first_list_at, "counts": rows}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Requests:
        """As the server tells it."""
        counts = Counter({(repo, kind): count for repo, kind, count in value["counts"]})
        return cls(counts=counts, first_list_at=value["first_list_at"])

    def __sub__(self, earlier: Requests) -> Requests:
        return Requests(counts=self.counts - earlier.counts, first_list_at=self.first_list_at)

    def lists(self) -> int:
        """Requests for lists of models."""
        return sum(count for (repo, _), count in self.counts.items() if repo == LISTS)

    def per_upload(self, chosen: Sequence[Upload]) -> dict[str, float]:
        """The mean over these uploads, by kind."""
        repos = {each.repo for each in chosen}
        sums: Counter[str] = Counter()
        for (repo, kind), count in self.counts.items():
            if repo in repos:
                sums[kind] += count
        return {kind: round(sums[kind] / max(1, len(chosen)), 3) for kind in sorted(sums)}
