# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The published tool `cisco-ai-provenance-kit` 1.0.0 beside ours, on the same pairs and in the same run.

``OPENBLAS_NUM_THREADS=1 python -m benchmarks.vs_peer [--pairs N] [--runs N] [--only zoo|large] [--environment FOLDER]``. The tool is
installed into an environment of its own where it is missing (`benchmarks.peer.tool`), and runs offline on local folders with its default
settings and thresholds:

1. pairs of the zoo (`benchmarks.zoo`): the call behind ``provenancekit compare A B --json``, in one process for all pairs; ours is the
   call behind ``hubnotice compare A B``. Folders get the tokenizer and the configuration that the other tool needs (`benchmarks.peer.folders`).
   What it cannot run is counted as such, never as wrong.
2. a pair of 1.1 billion parameters: ``provenancekit compare A B --json --no-cache`` and ``hubnotice compare A B --format json`` as whole processes,
   alternating (`benchmarks.peer.large`).

Writes ``benchmarks/results/vs_peer.json`` and ``vs_peer.md``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.machine import machine_facts
from benchmarks.peer.large import measured, ways, write_pair
from benchmarks.peer.report import as_markdown
from benchmarks.peer.tool import ENVIRONMENT, answering, install, versions
from benchmarks.peer.zoo import SEED, answers, sample, summary

RESULTS = Path(__file__).parent / "results" / "vs_peer.json"


def main() -> None:
    """Run what was asked for, print the tables and keep them; what was not asked for keeps its last result."""
    parser = argparse.ArgumentParser(description="The published tool beside ours.")
    parser.add_argument(
        "--pairs", type=int, help="at most so many of each truth, drawn evenly over labels; all if left out"
    )
    parser.add_argument("--runs", type=int, default=5, help="of each tool on the large pair")
    parser.add_argument("--only", choices=("zoo", "large"))
    parser.add_argument(
        "--environment", type=Path, default=ENVIRONMENT, help="where the other tool is or will be installed"
    )
    options = parser.parse_args()
    programs = install(options.environment)
    result: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    result |= {"peer": versions(programs)}
    with tempfile.TemporaryDirectory(prefix="vs-peer-") as name:
        folder = Path(name)
        if options.only != "zoo":
            result["large"] = {"machine": machine_facts(), **_large(folder, programs, options.runs)}
        if options.only != "large":
            result["zoo"] = {"machine": machine_facts(), **_zoo(folder, programs, options.pairs)}
    RESULTS.write_text(json.dumps(result, indent=1) + "\n")
    table = as_markdown(result)
    RESULTS.with_suffix(".md").write_text(table + "\n")
    print(table)


def _large(folder: Path, programs: Path, runs: int) -> dict[str, Any]:
    place = folder / "large"
    place.mkdir()
    # In a process of its own: the largest memory of what is started later counts that of this process, which starts it.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        size = pool.submit(write_pair, place).result()
    return {"bytes": size, **measured(ways(place, programs, folder), runs)}


def _zoo(folder: Path, programs: Path, count: int | None) -> dict[str, Any]:
    asked = sample(count)
    with answering(programs, folder) as peer:
        found = list(answers(asked, peer, folder))
    wrong = [asdict(each) for each in found if each.truth == "unrelated" and each.ours_related]
    missed = [asdict(each) for each in found if each.truth == "derived" and each.ours not in {"derived", "component"}]
    return {
        "sample": {"of_each_truth": count or "all", "seed": SEED},
        **summary(found),
        "our_false_alarms": wrong,
        "our_misses": missed,
        "answers": [[each.label, each.truth, each.ours, each.decision, each.tier, each.identity] for each in found],
    }


if __name__ == "__main__":
    main()
