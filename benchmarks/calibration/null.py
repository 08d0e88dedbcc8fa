# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the exact test says of unrelated blocks, millions of times: whether its p-values promise too much, and whether its null is the true one.

``python -m benchmarks.calibration.null [--blocks N] [--models FOLDER ...] [--related FOLDER FOLDER]`` compares blocks of 32 rows that are
unrelated by construction (`benchmarks.calibration.negatives`): seeds of one recipe, trained models of the zoo with the same configuration
and data, the catalog's references of these with one another, relatives whose neurons were shuffled, different layers of real models.

Prints and stores, for each kind: how often log10 p fell below each level and how often that may happen at most; the smallest value seen;
how many comparisons had how many hits, beside what chance gives; and a test of Kolmogorov and Smirnov of the exact transform against the
uniform distribution. One kind is no negative: faint relatives, far below what one block shows, which this test has to refuse.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np

from benchmarks.calibration import negatives
from benchmarks.calibration.drawing import Curve, distances, drawing
from benchmarks.calibration.exact import Table, expected_hits, kolmogorov_smirnov, transformed
from benchmarks.calibration.negatives import ROWS, Labelled, as_references, compared
from benchmarks.machine import machine_facts
from benchmarks.zoo.roster import RECIPES
from bot.lineage.thresholds import DECISIVE_RAW
from bot.numerics.fixed_points import log10_p

RESULTS = Path(__file__).parents[1] / "results"
UNLUCKY = 1e-3
"""A level counts as broken, and a null as refused, where so much would be less likely than this."""
LEVELS = [round(-0.25 * step, 2) for step in range(1, 29)]
FAINT = "faint relatives, no negatives"
_SHUFFLES = 256
_FAINT_CORRELATION = 0.03


def kinds(blocks: int, models: Sequence[Path], related: Sequence[Path]) -> Iterator[tuple[str, Table]]:
    """Every kind of negatives with its comparisons."""
    own, other = (negatives.seeded(blocks, seed=seed) for seed in (1, 2))
    yield "seeds of one recipe", compared(own, as_references(other))
    channels, others = (negatives.kernels(blocks, seed=seed) for seed in (5, 6))
    yield "kernels of one recipe", compared(channels, as_references(others))
    bases = [name for name, recipe in RECIPES.items() if recipe.start is None]
    for family in ("llama", "mixture", "gpt2", "vision"):
        names = [name for name in bases if name.startswith(family)]
        trained = [negatives.zoo_model(name) for name in names]
        known = [as_references(each) for each in trained]
        # Two of one seed began as the same numbers: no strangers.
        seeds = [RECIPES[name].seed for name in names]
        strangers = [(one, two) for one, two in combinations(range(len(names)), 2) if seeds[one] != seeds[two]]
        yield f"trained strangers, {family}", _sum(compared(trained[one], known[two]) for one, two in strangers)
        if family == "llama":
            yield "catalog against itself, llama", _sum(compared(known[one], known[two]) for one, two in strangers)
            yield "shuffled relatives, llama", _shuffled(trained[0], negatives.zoo_model("llama-s0-light"))
    if related:
        one, two = (negatives.layers_of(folder) for folder in related)
        yield f"shuffled relatives, {related[0].name}", _shuffled(one, two)
    for folder in models:
        yield f"layers of {folder.name}", negatives.compared_once(negatives.layers_of(folder))
    yield FAINT, faint_relatives(own, other)


def faint_relatives(own: Sequence[Labelled], other: Sequence[Labelled]) -> Table:
    """Pairs of one block each that share a little: a null that does not hold, and that no single comparison betrays."""
    weight = np.float32(_FAINT_CORRELATION)
    mixed = [Labelled(one.owner, one.rows + weight * two.rows) for one, two in zip(own, other, strict=True)]
    return _sum(compared([one], as_references([two])) for one, two in zip(mixed, other, strict=True))


def _shuffled(parent: Sequence[Labelled], child: Sequence[Labelled]) -> Table:
    """Blocks that belong together, the child's under labels of chance."""
    copies = negatives.shuffled(child, _SHUFFLES, np.random.default_rng(3))
    known = as_references(parent)
    return _sum(compared(many, [each]) for many, each in zip(copies, known, strict=True))


def _sum(tables: Iterator[Table]) -> Table:
    return sum(tables, start=np.zeros((ROWS + 1, ROWS + 1), np.int64))


def summary(table: Table, random: np.random.Generator) -> tuple[dict[str, object], Curve]:
    """The numbers of one kind, and its lines in the figure."""
    values = {(hits, matches): log10_p(hits, matches, ROWS) for hits, matches in np.argwhere(table).tolist()}
    total = int(table.sum())
    shares = [sum(int(table[place]) for place, value in values.items() if value <= level) / total for level in LEVELS]
    uniform = transformed(table, random)
    distance, p = kolmogorov_smirnov(uniform)
    seen = {hits: int(count) for hits, count in enumerate(table.sum(axis=1).tolist())}
    chance = expected_hits(table)
    return {
        "pairs": total,
        "decisive": sum(int(table[place]) for place, value in values.items() if value <= DECISIVE_RAW),
        "smallest_log10_p": min(values.values()),
        "levels": LEVELS,
        "share_below": shares,
        "promised_at_most": [10.0**level for level in LEVELS],
        "kept": all(
            poisson_tail(round(share * total), total * 10.0**level) >= UNLUCKY
            for share, level in zip(shares, LEVELS, strict=True)
        ),
        "hits": [
            {"hits": hits, "found": seen[hits], "expected": round(chance[hits], 2)}
            for hits in seen
            if seen[hits] or chance[hits] >= 0.01
        ],
        "kolmogorov_smirnov": {"distance": distance, "p": p},
        "uniform": p >= UNLUCKY,
    }, Curve(shares=shares, distances=distances(uniform))


def poisson_tail(count: int, expected: float) -> float:
    """Probability of so many or more where so many are expected at most."""
    below = sum(math.exp(number * math.log(expected) - expected - math.lgamma(number + 1)) for number in range(count))
    return max(0.0, 1.0 - below)


def main() -> None:
    """Compare, print, store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blocks", type=int, default=1000)
    parser.add_argument("--models", type=Path, nargs="*", default=[])
    parser.add_argument("--related", type=Path, nargs=2, default=[])
    options = parser.parse_args()
    random = np.random.default_rng(4)
    found: dict[str, dict[str, object]] = {}
    curves: dict[str, Curve] = {}
    started = time.process_time()
    for name, table in kinds(options.blocks, options.models, options.related):
        found[name], curves[name] = summary(table, random)
        print(name, found[name]["pairs"], found[name]["kolmogorov_smirnov"], flush=True)
    refused = found.pop(FAINT)
    result = {
        "machine": machine_facts(),
        "rows": ROWS,
        "processor_seconds": round(time.process_time() - started),
        "pairs": sum(int(str(each["pairs"])) for each in found.values()),
        "decisive": sum(int(str(each["decisive"])) for each in found.values()),
        "null": found,
        "no_null": {FAINT: refused},
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "null.json").write_text(json.dumps(result, indent=2) + "\n")
    (RESULTS / "null.svg").write_text(drawing(curves, LEVELS))
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
