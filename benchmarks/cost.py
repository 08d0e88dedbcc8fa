# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a scan of a model of 0.6 to 70 billion parameters costs: ``python -m benchmarks.cost``.

For each layout, with the sizes of published configurations, an upstream is taken into a catalog of its own and four suspects are
scanned: a fine-tune that names its base, one that does not, one with a grown vocabulary, and an unrelated twin of the same shape. Weights are computed while they are
read. Everything that a scan asks for counts: listing, card, license, configuration, headers, rows. Bytes and requests are counted
twice, by the scan and by the server, and have to agree. The size on disk is that of the catalog's file, less an empty one's.
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.full_size import measured, serving
from benchmarks.generators.llama import Layout, tensors
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
from bot.pipeline.fingerprint import fingerprint
from bot.pipeline.scan import scan
from bot.ports.progress import Silence

RESULTS = Path(__file__).parent / "results" / "cost.json"
LAYOUTS = {
    "Qwen3-0.6B": (
        Layout(hidden=1024, intermediate=3072, layers=28, query=2048, key_value=1024, vocabulary=151_936, is_tied=True),
        1,
    ),
    "Mistral-7B-v0.3": (
        Layout(hidden=4096, intermediate=14_336, layers=32, query=4096, key_value=1024, vocabulary=32_768),
        3,
    ),
    "Qwen3-8B": (
        Layout(hidden=4096, intermediate=12_288, layers=36, query=4096, key_value=1024, vocabulary=151_936),
        5,
    ),
    "Llama-3.1-8B": (
        Layout(hidden=4096, intermediate=14_336, layers=32, query=4096, key_value=1024, vocabulary=128_256),
        4,
    ),
    "Qwen3-32B": (
        Layout(hidden=5120, intermediate=25_600, layers=64, query=8192, key_value=1024, vocabulary=151_936),
        17,
    ),
    "Mixtral-8x7B-v0.1": (
        Layout(hidden=4096, intermediate=14_336, layers=32, query=4096, key_value=1024, vocabulary=32_000, experts=8),
        19,
    ),
    "Llama-3.1-70B": (
        Layout(hidden=8192, intermediate=28_672, layers=80, query=8192, key_value=1024, vocabulary=128_256),
        30,
    ),
}
"""Sizes of the published ``config.json``, and a number of shards of about five gigabytes, as large models are cut."""
SUSPECTS = ("declared", "finetune", "grown_vocabulary", "twin")
_NEW_TOKENS = 1024


def publish(root: Path, name: str, layout: Layout, shards: int) -> None:
    """Put the upstream and its suspects into the folder of a Hub."""
    plain, grown = (list(tensors(layout, layout.vocabulary + more)) for more in (0, _NEW_TOKENS))
    upstream = checkpoints.upstream(plain, seed=1)
    models = {
        "upstream": upstream,
        "declared": checkpoints.derivative(upstream, seed=5, relative_noise=0.1),
        "finetune": checkpoints.derivative(upstream, seed=2, relative_noise=0.1),
        # Values depend on seed and place, so the grown table begins with the upstream's rows.
        "grown_vocabulary": checkpoints.derivative(checkpoints.upstream(grown, seed=1), seed=4, relative_noise=0.1),
        "twin": checkpoints.upstream(plain, seed=3),
    }
    with LocalHub(root) as hub:
        for kind, recipes in models.items():
            repo = f"{kind.replace('_', '-')}/{name}"
            hub.repositories.create(repo)
            license_file = {"LICENSE": texts.apache("2024 Example").encode()} if kind == "upstream" else {}
            files: dict[str, bytes | ProceduralFile] = {
                "README.md": texts.card(name, "A model.", license="apache-2.0", **_declared(kind, name)).encode(),
                "config.json": json.dumps(_config(layout, kind)).encode(),
                **license_file,
                **_weights(recipes, shards),
            }
            hub.repositories.commit(repo, files)


def _declared(kind: str, name: str) -> dict[str, str]:
    return {"base_model": f"upstream/{name}"} if kind == "declared" else {}


def _weights(recipes: list[Any], shards: int) -> Mapping[str, ProceduralFile | bytes]:
    return checkpoints.sharded(recipes, shards) if shards > 1 else {"model.safetensors": ProceduralFile(tuple(recipes))}


def _config(layout: Layout, kind: str) -> dict[str, Any]:
    more = _NEW_TOKENS if kind == "grown_vocabulary" else 0
    return {
        "hidden_size": layout.hidden,
        "intermediate_size": layout.intermediate,
        "num_hidden_layers": layout.layers,
        "vocab_size": layout.vocabulary + more,
    }


@contextmanager
def _catalog(path: Path) -> Iterator[SqlCatalog]:
    engine = open_database(path)
    migrate(engine)
    yield SqlCatalog(engine)
    engine.dispose()


def measure(address: str, folder: Path, name: str) -> dict[str, Any]:
    """What the upstream takes on disk, and what each suspect's scan costs and says."""
    rulebook, path = load_rulebook(), folder / f"{name}.sqlite"
    with _catalog(path):
        pass
    empty = path.stat().st_size
    found: dict[str, Any] = {}
    with HubConnection(HubOptions(endpoint=address, max_requests_per_window=100_000)) as connection:
        hub = HubModels(connection)
        with _catalog(path) as catalog:
            known = fingerprint(hub.open(f"upstream/{name}"), rulebook=rulebook, budget=None, progress=Silence())
            catalog.add(known)
        found["bytes_on_disk"] = path.stat().st_size - empty
        found["parameters"] = known.parameters
        with _catalog(path) as catalog:
            for kind in SUSPECTS:
                repo = f"{kind.replace('_', '-')}/{name}"
                report, took = measured(
                    address,
                    lambda repo=repo: scan(
                        hub.open(repo),
                        catalog=catalog,
                        rulebook=rulebook,
                        budget=Budget(),
                        clock=SystemClock(),
                        progress=Silence(),
                    ),
                )
                if (report.cost.bytes, report.cost.requests) != (took["server"]["bytes"], took["server"]["requests"]):
                    raise RuntimeError(f"{repo}: the scan counted {report.cost}, the server {took['server']}")
                part = report.lineage.components[0]
                found[kind] = {
                    "verdict": report.lineage.verdict.value,
                    "relation": part.relation.value,
                    "coverage": part.coverage,
                    "bytes": report.cost.bytes,
                    "requests": report.cost.requests,
                    "cpu_seconds": took["cpu_seconds"],
                }
    return found


def spread(values: list[int]) -> dict[str, float]:
    """Median and 95th percentile, the latter the smallest value that 95 % do not pass."""
    ordered = sorted(values)
    return {"median": statistics.median(ordered), "p95": ordered[-(-95 * len(ordered) // 100) - 1]}


def main() -> None:
    """Measure, print, and keep the result beside this file."""
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    models: dict[str, Any] = {}
    for name, (layout, shards) in LAYOUTS.items():
        with tempfile.TemporaryDirectory() as text:
            folder = Path(text)
            publish(folder / "hub", name, layout, shards)
            with serving(folder / "hub") as address:
                models[name] = {"shards": shards, **measure(address, folder, name)}
        print(name, json.dumps(models[name]), flush=True)
    scans = {kind: [models[name][kind] for name in LAYOUTS] for kind in SUSPECTS}
    scans["all"] = [each for own in scans.values() for each in own]
    summary = {
        kind: {what: spread([each[what] for each in own]) for what in ("bytes", "requests")}
        for kind, own in scans.items()
    }
    print(json.dumps(summary, indent=2))
    RESULTS.write_text(json.dumps({"machine": machine_facts(), "summary": summary, "models": models}, indent=2) + "\n")


if __name__ == "__main__":
    main()
