# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What one scan of a repository of 700 billion parameters costs, and what it says.

``python -m benchmarks.full_size [--repeats N]`` publishes three repositories with the names, types and shapes of DeepSeek-V3 in 163
files each, whose bytes are computed while they are read: an upstream, a derivative of it (every matrix with a tenth of noise, stored
in bfloat16) and an independent twin (another seed, the same configuration). A server process of its own serves them; this process
takes the upstream into a catalog and scans the other two. Bytes and requests are counted twice: by the scan, and by the server.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.generators.deepseek_v3 import CONFIG, tensors
from benchmarks.machine import machine_facts
from bot.adapters.clock import SystemClock
from bot.adapters.hub.connection import HubConnection
from bot.adapters.hub.models import HubModels
from bot.adapters.hub.options import HubOptions
from bot.adapters.rulebook import load_rulebook
from bot.adapters.storage.catalog import SqlCatalog
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.schema import migrate
from bot.localhub import LocalHub, ProceduralFile
from bot.localhub.procedural import checkpoints
from bot.localhub.samples import texts
from bot.model.costs import Budget
from bot.model.reports import ScanReport
from bot.pipeline.fingerprint import fingerprint
from bot.pipeline.scan import scan
from bot.policy.rulebook import Rulebook
from bot.ports.progress import Silence

SHARDS = 163
UPSTREAM = "deepseek-ai/DeepSeek-V3-0324"
DERIVATIVE = "example-lab/Example-AI-3.0"
TWIN = "example-twin/Open-V3"
RESULTS = Path(__file__).parent / "results" / "full_size.json"


def publish(root: Path) -> dict[str, int]:
    """Put the three repositories into the folder of a Hub; the size of each in bytes."""
    upstream = checkpoints.upstream(tensors(quantized=True), seed=1)
    repositories = {
        UPSTREAM: (upstream, "mit", {"LICENSE": texts.mit("Copyright (c) 2023 DeepSeek").encode()}),
        DERIVATIVE: (checkpoints.derivative(upstream, seed=2, relative_noise=0.1), "apache-2.0", {}),
        TWIN: (checkpoints.upstream(tensors(quantized=True), seed=3), "apache-2.0", {}),
    }
    with LocalHub(root) as hub:
        for repo, (recipes, license_id, others) in repositories.items():
            hub.repositories.create(repo)
            files: dict[str, bytes | ProceduralFile] = {
                "README.md": texts.card(repo.partition("/")[2], "A large model.", license=license_id).encode(),
                "config.json": json.dumps(CONFIG).encode(),
                **others,
                **checkpoints.sharded(recipes, SHARDS),
            }
            hub.repositories.commit(repo, files)
        heads = {repo: hub.repositories.revision(repo) for repo in repositories}
        return {repo: sum(entry.size for entry in head.tree.values()) for repo, head in heads.items()}


@contextmanager
def serving(root: Path) -> Iterator[str]:
    """The address of a server process for this folder."""
    command = [sys.executable, "-m", "bot.localhub", "--root", str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None:
                raise RuntimeError("the server was started without a pipe")
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def seen_by_server(address: str) -> dict[str, int]:
    """Requests and body bytes since the last time this was asked."""
    with urllib.request.urlopen(f"{address}/__control/requests") as answer:
        records = [each for each in json.load(answer) if not each["path"].startswith("/__control")]
    forget = urllib.request.Request(f"{address}/__control/requests", method="DELETE")
    urllib.request.urlopen(forget).close()
    return {"requests": len(records), "bytes": sum(each["response_bytes"] for each in records)}


def measured(address: str, work: Any) -> tuple[Any, dict[str, Any]]:  # noqa: ANN401 - any piece of work
    """The result of a piece of work, with this process's CPU seconds, the wall's seconds and what the server saw."""
    seen_by_server(address)
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    took = {"cpu_seconds": round(time.process_time() - cpu, 3), "wall_seconds": round(time.perf_counter() - wall, 3)}
    return result, {**took, "server": seen_by_server(address)}


def described(report: ScanReport) -> dict[str, Any]:
    """What a scan said, without its evidence."""
    return {
        "verdict": report.lineage.verdict.value,
        "components": [
            {
                "component": part.component.value,
                "verdict": part.verdict.value,
                "relation": part.relation.value,
                "upstream": part.upstream.repo if part.upstream else None,
                "log10_p": part.log10_p,
                "inherited_fraction": part.inherited_fraction,
                "correlation": part.correlation,
                "detectable": part.detectable,
                "coverage": part.coverage,
                "parameters": part.parameters,
            }
            for part in report.lineage.components
        ],
        "findings": [finding.rule for finding in report.assessment.findings],
        "not_checked": [asdict(each) | {"reason": each.reason.value} for each in report.not_checked],
        "cost": asdict(report.cost),
    }


def examine(address: str, folder: Path, repeats: int) -> dict[str, Any]:
    """Catalogue the upstream once and scan the other two several times."""
    rulebook, clock = load_rulebook(), SystemClock()
    engine = open_database(folder / "catalog.sqlite")
    migrate(engine)
    catalog = SqlCatalog(engine)
    with HubConnection(HubOptions(endpoint=address, max_requests_per_window=100_000)) as connection:
        hub = HubModels(connection)

        def take_in() -> dict[str, Any]:
            source = hub.open(UPSTREAM)
            taken = fingerprint(source, rulebook=rulebook, budget=None, progress=Silence())
            catalog.add(taken)
            codes = sum(len(each.codes) for each in taken.references)
            return {"references": len(taken.references), "code_bytes": codes, "cost": asdict(source.cost)}

        taken, took = measured(address, take_in)
        found: dict[str, Any] = {"catalogue": {**taken, **took}}
        for name, repo in (("derivative", DERIVATIVE), ("twin", TWIN)):
            runs = [
                measured(address, lambda repo=repo: _scan(hub, repo, catalog, rulebook, clock)) for _ in range(repeats)
            ]
            cpu = [took["cpu_seconds"] for _, took in runs]
            spread = {"min": min(cpu), "median": statistics.median(cpu), "max": max(cpu)}
            found[name] = {**described(runs[-1][0]), **runs[-1][1], "cpu_seconds_of_all_runs": spread}
    engine.dispose()
    return found


def _scan(hub: HubModels, repo: str, catalog: SqlCatalog, rulebook: Rulebook, clock: SystemClock) -> ScanReport:
    return scan(hub.open(repo), catalog=catalog, rulebook=rulebook, budget=Budget(), clock=clock, progress=Silence())


def main() -> None:
    """Measure, print, and keep the result beside this file."""
    parser = argparse.ArgumentParser(description="What one scan of a very large repository costs.")
    parser.add_argument("--repeats", type=int, default=3)
    repeats = parser.parse_args().repeats
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sizes = publish(folder / "hub")
        with serving(folder / "hub") as address:
            found = examine(address, folder, repeats)
    result = {
        "machine": machine_facts(),
        "repositories": {repo: {"bytes": size, "shards": SHARDS} for repo, size in sizes.items()},
        **found,
        "largest_memory_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    text = json.dumps(result, indent=2)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
