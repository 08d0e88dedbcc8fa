# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How often a process that runs for months looks for cycles among its objects."""

from __future__ import annotations

import gc

_AFTER = (50_000, 20, 50)
"""New objects before a look at the youngest, looks before one at the middle, and before one at all of them; CPython's own are 700, 10, 10.
A scan makes some 100,000 objects that nobody keeps and few cycles: with CPython's figures a fifth of its processor time went into
looking (benchmarks/load, 1,500 events on SQLite, 2026-12-01: 94.5 ms a scan, 77.7 ms with these)."""


def look_for_cycles_rarely() -> None:
    """For the daemon, once everything it keeps is loaded: that is left out from now on, and the rest is looked at less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_AFTER)
