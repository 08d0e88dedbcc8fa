# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What does the offline pre-commit hook take on a small model, beside starting the program? The aim is under a second.

Run: ``OPENBLAS_NUM_THREADS=1 python -m benchmarks.offline_hook``. CPU time of user and system of fresh processes; the catalog holds the
model's upstream, and the database is there already. Writes ``results/offline_hook.json``.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.machine import machine_facts
from bot.localhub import samples

RUNS = 9
_RESULT = Path(__file__).parent / "results" / "offline_hook.json"
_SAMPLES = {each.repo: each for each in (*samples.UPSTREAMS, *samples.DERIVATIVES)}


def cpu_seconds(command: list[str], environment: dict[str, str], code: int) -> float:
    """CPU time of one fresh process, which has to end with this code."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    if done.returncode != code:
        raise RuntimeError(f"{command}: expected exit code {code}, found {done.returncode}: {done.stderr.decode()}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def folder_of(repo: str, folder: Path) -> str:
    """A sample's files in a folder."""
    for name, content in _SAMPLES[repo].files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return str(folder)


def main() -> None:
    """Measure, print and write down."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        environment = {**os.environ, "HUBNOTICE_DATABASE": str(root / "db"), "HF_ENDPOINT": "http://127.0.0.1:1"}
        hubnotice = [sys.executable, "-m", "bot.cli"]
        base, own = folder_of(samples.DEEPSEEK_V3, root / "base"), folder_of(samples.DECLARED_FINETUNE, root / "own")
        cpu_seconds([*hubnotice, "catalog", "add", base], environment, 0)
        commands = {
            "interpreter": [sys.executable, "-c", "pass"],
            "version": [*hubnotice, "version"],
            "hook": [*hubnotice, "scan", "--offline", "--fail-on", "11,13", own],
        }
        measured = {}
        for name, command in commands.items():
            cpu_seconds(command, environment, 0)
            times = sorted(cpu_seconds(command, environment, 0) for _ in range(RUNS))
            measured[name] = {
                "cpu_seconds": {
                    "median": round(statistics.median(times), 3),
                    "least": round(times[0], 3),
                    "most": round(times[-1], 3),
                }
            }
    medians = {name: each["cpu_seconds"]["median"] for name, each in measured.items()}
    result = {
        "runs": RUNS,
        "commands": measured,
        "hook_beside_version": round(medians["hook"] / medians["version"], 2),
        "aim_cpu_seconds": 1.0,
        "machine": machine_facts(),
        "load_average": round(os.getloadavg()[0], 1),
    }
    _RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
