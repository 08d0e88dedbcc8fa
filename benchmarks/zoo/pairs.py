# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which repository is compared with which, and what the right answer is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import partial

from benchmarks.zoo.roster import RECIPES, SEEDS, Recipe
from benchmarks.zoo.subjects import Subject, others, positives, trained
from bot.model.lineage import Verdict


class Truth(Enum):
    """How subject and upstream really stand to each other."""

    DERIVED = "derived"
    SIBLING = "sibling"
    """Two children of one parent, which is not shown."""
    SAME_START = "same_start"
    """One initialisation, other data: not derived, yet not independent."""
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One question to the engine."""

    subject: Subject
    upstream: str
    """Name of a trained model."""
    truth: Truth
    label: str

    @property
    def right(self) -> frozenset[Verdict]:
        """Verdicts that are true."""
        match self.truth:
            case Truth.DERIVED:
                return frozenset({Verdict.COMPONENT if "encoder" in self.label else Verdict.DERIVED})
            case Truth.SIBLING | Truth.SAME_START:
                return frozenset({Verdict.SIBLING})
            case Truth.UNRELATED:
                return frozenset({Verdict.INDEPENDENT})


RELATED = frozenset({Verdict.DERIVED, Verdict.COMPONENT, Verdict.SIBLING})
"""Any of these for an unrelated pair is a false alarm."""


def pairs() -> Iterator[Pair]:
    """Every pair of the zoo, those of one subject one after another."""
    for subject in positives():
        yield Pair(subject=subject, upstream=subject.parent, truth=Truth.DERIVED, label=subject.label)
        yield from _with_strangers(subject)
    for subject in others():
        truth = Truth.SAME_START if "same start" in subject.label else Truth.UNRELATED
        yield Pair(subject=subject, upstream=subject.parent, truth=truth, label=subject.label)
        if truth is Truth.UNRELATED:
            yield from _with_strangers(subject)
    yield from _siblings()
    yield from _independent()


def _with_strangers(subject: Subject) -> Iterator[Pair]:
    """A derivative of one model against two others of the parent's family; a merge never against what went into it."""
    family, _, seed = subject.parent.rpartition("-s")
    count = 3 if family == "vision" else SEEDS
    # The next seed has children of its own or none, the one after next went into merges.
    for step in (1, 2) if family == "vision" else (1, 3):
        stranger = f"{family}-s{(int(seed) + step) % count}"
        yield Pair(
            subject=subject, upstream=stranger, truth=Truth.UNRELATED, label=f"stranger's child: {subject.label}"
        )


def _siblings() -> Iterator[Pair]:
    for family in ("llama", "gpt2", "mixture"):
        for seed in (0, 1):
            subject = plain(f"{family}-s{seed}-light", "sibling")
            yield Pair(
                subject=subject,
                upstream=f"{family}-s{seed}-heavy",
                truth=Truth.SIBLING,
                label="two children of one parent",
            )


def _independent() -> Iterator[Pair]:
    """Every ordered pair of base models but those of one start, and of pictures with texts, which have nothing to compare."""
    bases = [name for name, recipe in RECIPES.items() if recipe.start is None and recipe.teacher is None]
    for name in bases:
        subject = plain(name, "base")
        for upstream in bases:
            one, other = RECIPES[name], RECIPES[upstream]
            across = one.family != other.family
            if across and "vision" in {one.family, other.family}:
                continue
            if one.seed != other.seed:
                yield Pair(subject=subject, upstream=upstream, truth=Truth.UNRELATED, label=_kind(one, other))
            elif across:
                # The token table is drawn first, so it begins with the same numbers in both families.
                label = f"one seed, {one.family} and {other.family}"
                yield Pair(subject=subject, upstream=upstream, truth=Truth.SAME_START, label=label)


def _kind(one: Recipe, other: Recipe) -> str:
    if one.family != other.family:
        return f"other seed, {one.family} and {other.family}"
    order = "same" if one.order == other.order else "other"
    return f"other seed, {one.family}, {order} data order"


def plain(name: str, label: str) -> Subject:
    """A trained model as it is."""
    return Subject(name=name, label=label, parent=name, build=partial(trained, name), relation=None)
