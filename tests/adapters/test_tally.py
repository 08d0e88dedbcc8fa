# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a process did is counted, and what it read of the Hub with it."""

from __future__ import annotations

from bot.adapters.tally import ProcessTally
from bot.model.costs import Cost
from bot.model.lineage import Verdict
from bot.ports.tally import Tally


def test_everything_that_is_told_is_counted() -> None:
    cost = [Cost()]
    tally = ProcessTally(lambda: cost[0])
    heard: Tally = tally
    for verdict in (Verdict.DERIVED, Verdict.INDEPENDENT, Verdict.DERIVED):
        heard.scanned(verdict)
    heard.taken_in(3)
    heard.taken_in(0)
    heard.skipped("scanned before")
    cost[0] = Cost(requests=4, bytes=500)
    counts = tally.counts()
    assert {name: count for name, count in counts.scans if count} == {"derived": 2, "independent": 1}
    assert {name for name, _ in counts.scans} == {verdict.value for verdict in Verdict}
    assert (counts.events_taken_in, counts.events_skipped) == (3, (("scanned before", 1),))
    assert (counts.requests, counts.bytes) == (4, 500)
