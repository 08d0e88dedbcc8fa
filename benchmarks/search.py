# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a search among a thousand upstreams of one width costs, and what it finds: ``python -m benchmarks.search``.

A fingerprint is taken of a model with the sizes of Llama 3.1 8B, whose weights are computed while they are read. 999 more have the same
references with random signs, and no tables, which no search reads. All lie in one SQLite catalog, the true one last. Suspects are the
model with noise of several sizes, so that they correlate with it by 1 / sqrt(1 + noise^2), and a stranger. CPU seconds are this
process's: of the search (look-up, sheets from the database, all comparisons), and of a whole examination with its requests. Bytes on disk
are whole pages of SQLite, table by table, of a catalog with the one upstream; an empty one's are taken off.
"""

from __future__ import annotations

import json
import math
import random
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.cost import LAYOUTS
from benchmarks.full_size import serving
from benchmarks.generators.llama import tensors
from benchmarks.machine import machine_facts
from bot.adapters.hub.connection import HubConnection
from bot.adapters.hub.models import HubModels
from bot.adapters.hub.options import HubOptions
from bot.adapters.rulebook import load_rulebook
from bot.adapters.storage.catalog import SqlCatalog
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.schema import migrate
from bot.evidence.families import families_of, is_comparable
from bot.evidence.samples import METHOD
from bot.evidence.search import ranked, search_samples
from bot.localhub import LocalHub
from bot.localhub.procedural import checkpoints
from bot.model.costs import Budget
from bot.model.fingerprints import Fingerprint
from bot.model.repository import SnapshotKey
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.examine import examine
from bot.pipeline.fingerprint import fingerprint
from bot.pipeline.weights import open_weights, read_blocks
from bot.ports.progress import Silence

RESULTS = Path(__file__).parent / "results" / "search.json"
UPSTREAMS = 1000
CORRELATIONS = (0.995, 0.7, 0.3, 0.2, 0.15)
_TRUE = "upstream/model"
_REPEATS = 5


def publish(root: Path) -> dict[str, float]:
    """Put the upstream and the suspects into the folder of a Hub; the suspects with their correlation."""
    layout, shards = LAYOUTS["Llama-3.1-8B"]
    plain = list(tensors(layout, layout.vocabulary))
    upstream = checkpoints.upstream(plain, seed=1)
    suspects = {f"suspect/r{r}": r for r in CORRELATIONS} | {"suspect/stranger": 0.0}
    models = {_TRUE: upstream, "suspect/stranger": checkpoints.upstream(plain, seed=3)}
    for number, r in enumerate(CORRELATIONS):
        noise = math.sqrt(1 / r**2 - 1)
        models[f"suspect/r{r}"] = checkpoints.derivative(upstream, seed=10 + number, relative_noise=noise)
    with LocalHub(root) as hub:
        for repo, recipes in models.items():
            hub.repositories.create(repo)
            hub.repositories.commit(repo, {"config.json": b"{}", **checkpoints.sharded(recipes, shards)})
    return suspects


def stranger(like: Fingerprint, number: int) -> Fingerprint:
    """An upstream of the same shapes with signs of its own."""
    source = random.Random(number)
    references = tuple(replace(each, codes=source.randbytes(len(each.codes))) for each in like.references)
    key = SnapshotKey(f"strangers/model-{number:04}", f"{number:040x}")
    return replace(like, key=key, references=references, tables=(), tokenizer=None, files=())


def pages(path: Path) -> Counter[str]:
    """Bytes of whole pages by what they hold, indices with their table."""
    database = sqlite3.connect(path)
    owners = dict(database.execute("SELECT name, tbl_name FROM sqlite_schema").fetchall())
    sizes = Counter[str]()
    for name, size in database.execute("SELECT name, SUM(pgsize) FROM dbstat GROUP BY name"):
        sizes[owners.get(name, name)] += size
    database.close()
    return sizes


def on_disk(folder: Path, known: Fingerprint) -> dict[str, Any]:
    """Bytes of one upstream by table, and of its references by what they say."""
    path = folder / "one.sqlite"
    engine = open_database(path)
    migrate(engine)
    engine.dispose()
    empty = pages(path)
    engine = open_database(path)
    SqlCatalog(engine).add(known)
    engine.dispose()
    tables = {name: size - empty[name] for name, size in sorted(pages(path).items()) if size > empty[name]}
    parts, numbers = Counter[str](), Counter[str]()
    for each in known.references:
        parts[f"{each.role.value} {each.part}"] += len(each.codes)
        numbers[f"{each.role.value} {each.part}"] += 1
    own = Counter[str]()
    for table in known.tables:
        own[table.kind.value] += len(table.codes) + len(table.spreads)
    return {
        "bytes": sum(tables.values()),
        "by_table": tables,
        "signs_by_part": {part: {"references": numbers[part], "bytes": size} for part, size in sorted(parts.items())},
        "row_digests": sum(len(digest) for each in known.references for digest in each.row_digests),
        "tables_by_kind": dict(sorted(own.items())),
    }


def searched(source: BudgetedSource, catalog: SqlCatalog) -> dict[str, Any]:
    """Where the true upstream ranks, and the CPU seconds of each part of the search."""
    weights = open_weights(source, every_header=False)
    families = families_of(weights.tensors, seen_bytes=weights.seen_bytes, total_bytes=weights.total_bytes)
    columns = {family.columns for family in families if is_comparable(family)}
    planned = search_samples(families, catalog.sheets(columns, method=METHOD), max_bytes=6_000_000)
    blocks, _ = read_blocks(source, planned)
    times: list[Mapping[str, float]] = []
    for _ in range(_REPEATS):
        at = [time.process_time()]
        catalog.with_columns(columns, method=METHOD)
        at.append(time.process_time())
        sheets = catalog.sheets(columns, method=METHOD)
        at.append(time.process_time())
        search_samples(families, sheets, max_bytes=6_000_000)
        at.append(time.process_time())
        ranked(blocks, sheets)
        at.append(time.process_time())
        spent = (stop - start for start, stop in pairwise(at))
        times.append(dict(zip(("look_up", "sheets", "plan", "compare"), spent, strict=True)))
    ranking = ranked(blocks, catalog.sheets(columns, method=METHOD))
    scores = sorted(ranking.scores.items(), key=lambda item: -item[1])
    best_other = next(score for key, score in scores if key.repo != _TRUE)
    return {
        "rank": next(place for place, (key, _) in enumerate(scores, 1) if key.repo == _TRUE),
        "score": round(next(score for key, score in scores if key.repo == _TRUE), 2),
        "best_other": round(best_other, 2),
        "sixteenth": round(scores[15][1], 2),
        "blocks": len(blocks),
        "pairs": ranking.tests,
        "cpu_seconds": {step: round(statistics.median(each[step] for each in times), 4) for step in times[0]},
        "cpu_seconds_together": _spread([sum(each.values()) for each in times]),
    }


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {
        name: round(value, 3)
        for name, value in zip(
            ("median", "least", "most"), (statistics.median(values), min(values), max(values)), strict=True
        )
    }


def _looked_at(hub: HubModels, catalog: SqlCatalog, repo: str) -> dict[str, Any]:
    cost = searched(BudgetedSource(hub.open(repo), Budget(), Silence()), catalog)
    start = time.process_time()
    found = examine(BudgetedSource(hub.open(repo), Budget(), Silence()), catalog=catalog, progress=Silence())
    part = found.components[0]
    return {
        "search": cost,
        "examination": {
            "cpu_seconds": round(time.process_time() - start, 3),
            "verdict": found.verdict.value,
            "upstream": part.upstream.repo if part.upstream else None,
            "log10_p": part.log10_p,
            "compared": len(found.compared_with),
            "bytes": found.cost.bytes,
        },
    }


def main() -> None:
    """Measure, print, and keep the result beside this file."""
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        suspects = publish(folder / "hub")
        with (
            serving(folder / "hub") as address,
            HubConnection(HubOptions(endpoint=address, max_requests_per_window=100_000)) as connection,
        ):
            hub = HubModels(connection)
            known = fingerprint(hub.open(_TRUE), rulebook=load_rulebook(), budget=None, progress=Silence())
            disk = on_disk(folder, known)
            print(json.dumps(disk, indent=2), flush=True)
            engine = open_database(folder / "catalog.sqlite")
            migrate(engine)
            catalog = SqlCatalog(engine)
            for number in range(UPSTREAMS - 1):
                catalog.add(stranger(known, number))
            catalog.add(known)
            found = {}
            for repo, r in suspects.items():
                found[repo] = {"correlation": r, **_looked_at(hub, catalog, repo)}
                print(repo, json.dumps(found[repo]), flush=True)
            engine.dispose()
    result = {"machine": machine_facts(), "upstreams": UPSTREAMS, "on_disk": disk, "suspects": found}
    RESULTS.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
