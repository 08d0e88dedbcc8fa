# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How much CPU do ``hubnotice --help`` and ``hubnotice version`` take? The promise is under 0.5 s.

Run: ``python benchmarks/start_up.py``. CPU time of user and system of a fresh process, children included.
"""

from __future__ import annotations

import platform
import resource
import statistics
import subprocess
import sys

RUNS = 15


def cpu_seconds(arguments: list[str]) -> float:
    """CPU time of one fresh process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "bot.cli", *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print median and extremes for each command."""
    print(f"Python {platform.python_version()}, {platform.machine()}, {RUNS} runs each")
    for arguments in (["--help"], ["version"], ["scan", "--help"]):
        cpu_seconds(arguments)
        times = sorted(cpu_seconds(arguments) for _ in range(RUNS))
        print(
            f"{' '.join(arguments):12}  median {statistics.median(times):.3f} s CPU, "
            f"from {times[0]:.3f} to {times[-1]:.3f}"
        )


if __name__ == "__main__":
    main()
