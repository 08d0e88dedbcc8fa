# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How often slices of unrelated tensors agree once each is divided by its largest value, beside what their bound promises.

``python -m benchmarks.calibration.slices`` takes channels of kernels and rows of matrices that are unrelated by construction: kernels of one
recipe, trained strangers of the zoo, different tensors of the real models in ``benchmarks/cache/real`` that belong to no common origin.
All pairs of slices of as many values and of different owners are compared as `bot.numerics.scaled_slices` does, with its 64 steps and those
slices alone that it would keep; and with so few steps, one to four, that some agree by chance, where the bound can be held against what is
seen. Writes ``results/slices.json``.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.machine import machine_facts
from benchmarks.real.packages import is_there, laid_out
from benchmarks.real.table import MODELS
from benchmarks.zoo.roster import RECIPES
from benchmarks.zoo.subjects import trained
from bot.adapters.folders import open_folder
from bot.evidence.families import families_of
from bot.evidence.same_values import worth_reading
from bot.model.repository import ByteRange
from bot.numerics.analytic import is_analytic
from bot.numerics.decoding import decode
from bot.numerics.floats import Floats
from bot.numerics.scaled_slices import LEAST_SLICES, STEPS, TELLING, either_way, histograms, log10_bounds
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.weights import open_weights
from bot.ports.progress import Silence

RESULTS = Path(__file__).parents[1] / "results" / "slices.json"
_COARSE = (1, 2, 3, 4)
_SHORTEST = 64
_MOST = 64
"""Slices of one axis that are taken, at even distances."""


class Owned(NamedTuple):
    """A tensor and whose it is: two are unrelated where the owners differ, or, within one model, where the tensors do."""

    origin: str
    name: str
    values: Floats


def recipe(kernels: int = 40) -> Iterator[Owned]:
    """Smooth heavy-tailed kernels of one shape and other seeds: neighbours of a tap resemble it, as they do in trained ones."""
    for seed in range(kernels):
        noise = np.random.default_rng(seed).standard_t(4, (32, 16, 7, 7))
        smooth = noise + 0.7 * np.roll(noise, 1, axis=2) + 0.7 * np.roll(noise, 1, axis=3)
        yield Owned(f"{seed}", "kernel", smooth.astype(np.float32))


def zoo() -> Iterator[Owned]:
    """Trained models of two families from other random starts, with one configuration and the same data."""
    seen: set[tuple[str, int]] = set()
    for name, made in RECIPES.items():
        start = (name.partition("-")[0], made.seed)
        if name.startswith(("vision", "gpt2")) and made.start is None and start not in seen:
            seen.add(start)
            for tensor, values in trained(name).tensors.items():
                yield Owned(name, tensor, values)


def real() -> Iterator[Owned]:
    """Whole tensors of the real models: one model of each origin."""
    seen: set[str] = set()
    for name, model in MODELS.items():
        if len(model.holds) == 1 and not seen & {*model.holds} and is_there(name):
            seen |= {*model.holds}
            for tensor, values in _whole(name):
                yield Owned(model.holds[0], tensor, values)


def _whole(name: str) -> Iterator[tuple[str, Floats]]:
    source = BudgetedSource(open_folder(laid_out(name)), None, Silence())
    weights = open_weights(source, every_header=True)
    families = families_of(weights.tensors, seen_bytes=weights.seen_bytes, total_bytes=weights.total_bytes)
    for candidate in worth_reading(families):
        tensor = candidate.tensor
        if not tensor.is_text:
            raw = source.read_ranges(tensor.file, [ByteRange(tensor.start, tensor.stop)])[0]
            yield tensor.name, decode(raw, tensor.dtype, tensor.shape[-1]).reshape(tensor.shape)


class Pool:
    """Slices of as many values, with their owners."""

    def __init__(self) -> None:
        self.rows: list[Floats] = []
        self.owners: list[str] = []


def pools(tensors: Iterable[Owned]) -> dict[int, Pool]:
    """By the number of values: along every axis of every tensor that `bot.evidence.same_values` would read."""
    found: dict[int, Pool] = defaultdict(Pool)
    for origin, name, values in tensors:
        if values.ndim < 2 or values.size < 4096 or is_analytic(values):
            continue
        for axis, many in enumerate(values.shape):
            if many >= LEAST_SLICES and values.size // many >= _SHORTEST:
                rows = np.moveaxis(values, axis, 0).reshape(many, -1)[:: max(1, many // _MOST)]
                pool = found[rows.shape[1]]
                pool.rows.append(rows)
                pool.owners += [f"{origin} {name}"] * len(rows)
    return found


def compared(found: dict[int, Pool], steps: int, *, telling: bool) -> dict[str, float]:
    """Pairs of slices of different tensors, how many agree, and how many may at most by the mean of their bounds; all, or the telling ones."""
    pairs, agree, promised = 0, 0, 0.0
    for pool in found.values():
        rows = np.concatenate(pool.rows)
        usable = np.isfinite(rows).all(axis=1) & (np.abs(rows).max(axis=1) > 0)
        counts = histograms(rows[usable], steps=steps)
        owners = [owner for owner, kept in zip(pool.owners, usable, strict=True) if kept]
        if telling:
            kept = log10_bounds(counts) <= TELLING
            counts, owners = counts[kept], [owner for owner, each in zip(owners, kept, strict=True) if each]
        times = Counter(owners)
        others = np.array([len(owners) - times[owner] for owner in owners])
        pairs += int(others.sum()) // 2
        promised += float((10.0 ** log10_bounds(counts) * others).sum()) / 2
        agree += _agreeing(either_way(counts), owners)
    return {"pairs": pairs, "agree": agree, "at_most": promised}


def _agreeing(known: list[bytes], owners: list[str]) -> int:
    by_histogram: dict[bytes, Counter[str]] = defaultdict(Counter)
    for histogram, owner in zip(known, owners, strict=True):
        by_histogram[histogram][owner] += 1
    every = (each.values() for each in by_histogram.values())
    return sum((sum(each) ** 2 - sum(count**2 for count in each)) // 2 for each in every)


def main() -> None:
    """Compare, print, store."""
    kinds = {}
    for kind, tensors in (("one recipe, other seeds", recipe()), ("zoo", zoo()), ("real models", real())):
        found = pools(tensors)
        kinds[kind] = {str(steps): compared(found, steps, telling=False) for steps in _COARSE}
        kinds[kind][f"{STEPS}, as kept"] = compared(found, STEPS, telling=True)
        print(kind, json.dumps(kinds[kind]), flush=True)
    RESULTS.write_text(json.dumps({"machine": machine_facts(), "steps": kinds}, indent=2) + "\n")


if __name__ == "__main__":
    main()
