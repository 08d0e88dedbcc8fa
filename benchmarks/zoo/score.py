# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Scores the engine on the zoo: ``python -m benchmarks.zoo.score``.

Each subject is written into a folder of its own and examined, as a scan does, against a catalog that holds one upstream (of merges all
that went into them). Prints the table
of `benchmarks.zoo.report` and keeps it in ``benchmarks/results/zoo.md``, with every
wrong answer in ``zoo.json`` beside it. The models have to be there: `benchmarks.zoo.make`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from benchmarks.machine import machine_facts
from benchmarks.zoo.checkpoints import Model, write
from benchmarks.zoo.pairs import RELATED, Pair, Truth, pairs
from benchmarks.zoo.report import Answer, as_markdown, summary
from benchmarks.zoo.roster import CACHE, RECIPES
from benchmarks.zoo.subjects import positives, trained
from bot.adapters.folders import open_folder
from bot.adapters.rulebook import load_rulebook
from bot.model.costs import Budget
from bot.model.errors import BotError
from bot.model.fingerprints import Fingerprint
from bot.model.lineage import ComponentLineage, Lineage, Verdict
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.examine import examine
from bot.pipeline.fingerprint import fingerprint
from bot.pipeline.second_look import look_again
from bot.pipeline.shelf import Shelf
from bot.ports.progress import Silence

RESULTS = Path(__file__).parents[1] / "results" / "zoo.json"


class Upstreams:
    """Fingerprints of trained models, each taken once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rulebook = load_rulebook()
        self._known: dict[str, Fingerprint] = {}
        self.bytes: list[int] = []
        self.cpu_seconds: list[float] = []

    def folder_of(self, name: str) -> Path:
        """Where the model lies, once its fingerprint was taken."""
        return self._folder / name

    def get(self, name: str) -> Fingerprint:
        """The fingerprint of a trained model."""
        if name not in self._known:
            place = self._folder / name
            write(trained(name), place)
            source = open_folder(place)
            began = time.process_time()
            self._known[name] = fingerprint(source, rulebook=self._rulebook, budget=None, progress=Silence())
            self.cpu_seconds.append(time.process_time() - began)
            self.bytes.append(source.cost.bytes)
        return self._known[name]


def answers(asked: Iterable[Pair], upstreams: Upstreams, folder: Path, *, side_by_side: bool) -> Iterator[Answer]:
    """One answer for each pair; a model is built once for the pairs that follow each other."""
    for subject, own in groupby(asked, key=lambda pair: pair.subject):
        model = subject.build()
        place = folder / "subject"
        write(model, place)
        for pair in own:
            known = [upstreams.get(pair.upstream)]
            if pair.truth is Truth.DERIVED and not side_by_side:
                known += [upstreams.get(name) for name in pair.subject.further]
            yield _answer(pair, model, place, known, upstreams.folder_of(pair.upstream) if side_by_side else None)


def _answer(pair: Pair, model: Model, place: Path, known: Sequence[Fingerprint], beside: Path | None) -> Answer:
    source = BudgetedSource(open_folder(place), Budget(), Silence())
    reference = BudgetedSource(open_folder(beside), None, Silence()) if beside else None
    began = time.process_time()
    lineage, error = _examined(source, known, reference)
    seconds = time.process_time() - began
    part = _telling(lineage.components if lineage else ())
    related = part is not None and part.verdict in RELATED
    relation = part.relation if part and part.verdict is Verdict.DERIVED else None
    truth = pair.subject.relation if pair.truth is Truth.DERIVED else None
    return Answer(
        subject=pair.subject.name,
        upstream=pair.upstream,
        truth=pair.truth.value,
        label=pair.label,
        verdict=lineage.verdict.value if lineage else "error",
        related=related,
        right=lineage is not None and lineage.verdict in pair.right,
        relation=relation.value if relation else None,
        true_relation=truth.value if truth else None,
        relation_right=relation in {truth, *pair.subject.also_right} if relation and truth else None,
        share=part.inherited_fraction if part and related else None,
        true_share=_true_share(pair, model),
        log10_p=part.log10_p if part else 0.0,
        correlation=part.correlation if part else None,
        bytes=source.cost.bytes,
        cpu_seconds=round(seconds, 4),
        error=error,
    )


def parents_named(upstreams: Upstreams, folder: Path) -> dict[str, int]:
    """How often a derivative's own parent is the one that is named, where the catalog holds every model trained from nothing.

    Merges are left out: each has several parents.
    """
    bases = [name for name, recipe in RECIPES.items() if recipe.start is None and recipe.teacher is None]
    shelf = Shelf(upstreams.get(name) for name in bases)
    named: Counter[str] = Counter()
    for subject in positives():
        if not subject.has_share:
            continue
        write(subject.build(), folder / "subject")
        source = BudgetedSource(open_folder(folder / "subject"), Budget(), Silence())
        parts = examine(source, catalog=shelf, progress=Silence()).components
        said = {part.upstream for part in parts if part.verdict in RELATED}
        right = upstreams.get(subject.parent).key in said
        named["right" if right else "another" if said else "none"] += 1
    return dict(named)


def _examined(
    source: BudgetedSource, known: Sequence[Fingerprint], reference: BudgetedSource | None
) -> tuple[Lineage | None, str | None]:
    try:
        lineage = examine(source, catalog=Shelf(known), progress=Silence(), reads_tokenizer=reference is not None)
        return look_again(lineage, source, reference) if reference else lineage, None
    except (BotError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        # The engine promises to raise none of these; where it does, the other pairs are worth asking all the same.
        return None, f"{type(error).__name__}: {error}"


def _telling(parts: Sequence[ComponentLineage]) -> ComponentLineage | None:
    """The component that the answer is about: the largest that is related, or else the largest."""
    related = [part for part in parts if part.verdict in RELATED]
    return next(iter(related or parts), None)


def _true_share(pair: Pair, model: Model) -> float | None:
    return model.share if pair.truth is Truth.DERIVED and pair.subject.has_share else None


def main() -> None:
    """Ask every pair, print the table, and keep the answers."""
    parser = argparse.ArgumentParser(description="Score the engine on the zoo.")
    parser.add_argument("--only", default="", help="pairs whose label holds this text; the result is printed, not kept")
    parser.add_argument(
        "--side-by-side", action="store_true", help="as compare does: whole matrices of the upstream are at hand"
    )
    options = parser.parse_args()
    only, side_by_side = options.only, options.side_by_side
    missing = [name for name in RECIPES if not (CACHE / f"{name}.npz").exists()]
    if missing:
        sys.exit(f"benchmarks/cache/zoo: {len(missing)} models are missing; run python -m benchmarks.zoo.make")
    with tempfile.TemporaryDirectory() as name:
        upstreams = Upstreams(Path(name, "upstreams"))
        asked = (pair for pair in pairs() if only in pair.label)
        found = list(answers(asked, upstreams, Path(name), side_by_side=side_by_side))
        named = {} if only or side_by_side else parents_named(upstreams, Path(name))
    figures = summary(found, upstreams.bytes, upstreams.cpu_seconds)
    result = {"machine": machine_facts(), "parent_named": named, **figures}
    table = as_markdown(result)
    print(table)
    if not only:
        place = RESULTS.with_stem("zoo_side_by_side") if side_by_side else RESULTS
        place.parent.mkdir(exist_ok=True)
        place.write_text(json.dumps(result, indent=1) + "\n")
        place.with_suffix(".md").write_text(table + "\n")


if __name__ == "__main__":
    main()
