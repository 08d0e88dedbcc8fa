# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Where the processor time of a scan goes, kind by kind: ``python -m benchmarks.scan_cpu --each 15``.

Scans so many uploads of each kind of `benchmarks.load.plan` one after the other, in this process and over loopback, and weighs the kinds as
the plan mixes them. Parts that are marked "inside" lie within others.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.load import upstreams
from benchmarks.load.plan import Group, Kind, Upload, uploads
from benchmarks.load.processes import serving
from benchmarks.load.world import world
from bot.adapters.clock import SystemClock
from bot.adapters.hub.connection import HubConnection
from bot.adapters.hub.models import HubModels
from bot.adapters.hub.options import HubOptions
from bot.adapters.rule_files import parse
from bot.adapters.rulebook import load_rulebook
from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.catalog import SqlCatalog
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.schema import migrate
from bot.model.costs import Budget
from bot.model.errors import BotError
from bot.pipeline import examine, scan
from bot.pipeline.fingerprint import fingerprint
from bot.pipeline.history import Past
from bot.ports.progress import Silence
from bot.render.documents import scan_document

_BUDGET = Budget(max_bytes=8_000_000, max_requests=60)
_PARTS: tuple[tuple[object, str, str], ...] = (
    (examine, "open_weights", "headers"),
    (examine, "choose", "choice of candidates"),
    (examine, "climb", "sampled rows"),
    (examine, "with_whole_tensors", "whole tensors"),
    (examine, "look_for_moved", "moved neurons"),
    (examine, "look_at_tokenizer", "tokenizer"),
    (examine, "with_adapter", "adapter"),
    (examine, "pictured", "pictures"),
    (scan, "read_contents", "license files"),
    (scan, "assess", "assessment"),
    (scan, "timeline_of", "history"),
    (HubModels, "open", "listing"),
    (SqlCasebook, "record_scan", "storing the report"),
    (HubConnection, "get", "HTTP (inside)"),
    (SqlCatalog, "get", "fingerprints (inside)"),
    (SqlCatalog, "with_files", "files in the catalog (inside)"),
    (SqlCatalog, "with_columns", "widths in the catalog (inside)"),
)


@dataclass(slots=True)
class Spent:
    """Seconds of processor time by part, and of whole scans."""

    parts: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    scans: list[float] = field(default_factory=list)


@contextmanager
def timed(owner: object, name: str, note: Callable[[float], None]) -> Iterator[None]:
    """Inside, every call of this function is timed."""
    plain = getattr(owner, name)

    def call(*values: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the function takes
        began = time.process_time()
        try:
            return plain(*values, **named)
        finally:
            note(time.process_time() - began)

    setattr(owner, name, call)
    try:
        yield
    finally:
        setattr(owner, name, plain)


def measured(events: int, each: int, folder: Path) -> tuple[dict[Kind, Spent], dict[Kind, int], int]:
    """What each kind took, how many of it are scanned, and bytes of memory once the catalog stood."""
    plan = [upload for upload in uploads(events) if upload.is_scanned]
    share: dict[Kind, int] = defaultdict(int)
    for upload in plan:
        share[upload.kind] += 1
    spent: dict[Kind, Spent] = defaultdict(Spent)
    current: list[Kind] = []
    with ExitStack() as stack:
        hub = stack.enter_context(serving(world(folder, events), events))
        hub.reveal()
        engine = open_database(Path(stack.enter_context(tempfile.TemporaryDirectory()), "bot.sqlite3"))
        migrate(engine)
        options = HubOptions(endpoint=hub.url, max_requests_per_window=10**6)
        models = HubModels(stack.enter_context(HubConnection(options)))
        one = _Scanner(models, SqlCatalog(engine), SqlCasebook(engine))
        one.learn()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        for owner, name, label in _PARTS:

            def note(seconds: float, label: str = label) -> None:
                spent[current[-1]].parts[label] += seconds

            stack.enter_context(timed(owner, name, note))
        for upload in plan:
            if len(spent[upload.kind].scans) < each:
                current.append(upload.kind)
                spent[upload.kind].scans.append(one.seconds(upload))
    return spent, share, before


class _Scanner:
    def __init__(self, models: HubModels, catalog: SqlCatalog, casebook: SqlCasebook) -> None:
        self._models, self._catalog, self._casebook = models, catalog, casebook
        self._rulebook = load_rulebook()
        self._past = Past(open=models.history)

    def learn(self) -> None:
        for repo in upstreams.CATALOG:
            source = self._models.open(repo)
            known = fingerprint(source, rulebook=self._rulebook, budget=None, progress=Silence())
            self._catalog.add(known)

    def seconds(self, upload: Upload) -> float:
        began, clock = time.process_time(), SystemClock()
        try:
            report = scan.scan(
                self._models.open(upload.repo),
                catalog=self._catalog,
                rulebook=self._rulebook,
                budget=_BUDGET,
                clock=clock,
                progress=Silence(),
                past=self._past,
                parse=parse,
            )
            text = json.dumps(scan_document(report), ensure_ascii=False, allow_nan=False)
            self._casebook.record_scan(report.subject, report=text, at=clock.now())
        except BotError as error:
            # Hostile repositories cannot be opened in many ways; trying takes time, too.
            print(f"{upload.repo} ({upload.kind.value}): {type(error).__name__}")
        return time.process_time() - began


def main() -> None:
    """Print what each kind takes, and what all events take on average."""
    parser = argparse.ArgumentParser(description="Measure the processor time of scans by kind and part.")
    parser.add_argument("--events", type=int, default=1000, help="size of the load whose mix is measured")
    parser.add_argument("--each", type=int, default=15, help="scans of each kind, as far as there are so many")
    parser.add_argument("--folder", type=Path, default=Path("benchmarks/cache/load"))
    options = parser.parse_args()
    spent, share, before = measured(options.events, options.each, options.folder)
    total: dict[str, float] = defaultdict(float)
    groups: dict[Group, float] = defaultdict(float)
    for kind, own in sorted(spent.items(), key=lambda item: -share[item[0]] * sum(item[1].scans) / len(item[1].scans)):
        scans = len(own.scans)
        mean = sum(own.scans) / scans
        total["all"] += mean * share[kind] / options.events
        groups[Upload(repo="", kind=kind, seed=0).group] += mean * share[kind]
        parts = ", ".join(f"{name} {1000 * seconds / scans:.1f}" for name, seconds in sorted(own.parts.items()))
        print(
            f"{kind.value:18} {share[kind]:4} of {options.events}: {1000 * mean:6.1f} ms, at most {1000 * max(own.scans):6.1f}\n    {parts}"
        )
        for name, seconds in own.parts.items():
            total[name] += seconds / scans * share[kind] / options.events
    counts: dict[Group, int] = defaultdict(int)
    for upload in uploads(options.events):
        counts[upload.group] += 1
    for name, seconds in sorted(total.items(), key=lambda item: -item[1]):
        print(f"{name:32} {1000 * seconds:7.2f} ms an event")
    for group, seconds in groups.items():
        print(f"{group.value:32} {1000 * seconds / counts[group]:7.2f} ms an event of the group")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"largest memory: {before / 1e6:.0f} MB before the scans, {after / 1e6:.0f} MB after them")


if __name__ == "__main__":
    main()
