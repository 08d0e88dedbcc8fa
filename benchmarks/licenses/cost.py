# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What recognising licenses costs: processor seconds and memory of this process."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.licensing.recognise import Recogniser

_Made = TypeVar("_Made")
_REPOSITORY = 3
"""License files of one repository: LICENSE, NOTICE and a card are what nearly all have."""


def measured(make: Callable[[], _Made]) -> tuple[_Made, dict[str, float]]:
    """What the call makes, the processor seconds that it takes, and the megabytes that it adds to the largest memory."""
    memory, start = _megabytes(), time.process_time()
    made = make()
    return made, {"start_cpu_s": round(time.process_time() - start, 3), "start_mb": round(_megabytes() - memory, 1)}


def file_costs(known: Recogniser, texts: Sequence[str]) -> dict[str, float]:
    """Milliseconds of processor time for each file, and for three files together, as a repository has them."""
    times = []
    memory = _megabytes()
    for text in texts:
        start = time.process_time()
        known.read("LICENSE", text, stands_alone=True)
        times.append((time.process_time() - start) * 1000)
    threes = [sum(times[place : place + _REPOSITORY]) for place in range(0, len(times) - _REPOSITORY, _REPOSITORY)]
    return {
        "file_ms_median": round(statistics.median(times), 1),
        "file_ms_p95": round(sorted(times)[int(0.95 * len(times))], 1),
        "file_ms_most": round(max(times), 1),
        "three_files_ms_median": round(statistics.median(threes), 1),
        "files_mb": round(_megabytes() - memory, 1),
    }


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
