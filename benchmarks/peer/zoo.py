# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Both tools on the same pairs of the zoo."""

from __future__ import annotations

import random
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.peer.folders import write_folder
from benchmarks.peer.tool import Peer
from benchmarks.zoo.pairs import RELATED, Pair, Truth, pairs
from benchmarks.zoo.subjects import trained
from bot.adapters.clock import SystemClock
from bot.adapters.folders import open_folder
from bot.adapters.rulebook import load_rulebook
from bot.model.costs import Budget
from bot.model.errors import BotError
from bot.model.lineage import Verdict
from bot.pipeline.compare import compare
from bot.ports.progress import Silence

SEED = 20_261_125
HIGH, WEAK = 0.75, 0.65
"""The other tool's own thresholds: above the first a high-confidence match, above the second a weak one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What both said of one pair."""

    subject: str
    upstream: str
    truth: str
    label: str
    ours: str
    """Our verdict, or ``error``."""
    ours_related: bool
    relation_right: bool | None
    """``None`` where we name no relation, or none is right."""
    decision: str | None
    """The other tool's decision; ``None`` where it could not run."""
    tier: int | None
    """Of its look at the configuration: 1 and 2 decide by themselves."""
    identity: float | None
    """Its score of the weights, 0 to 1; ``None`` where it had nothing to compare."""
    error: str | None


def sample(count: int | None) -> list[Pair]:
    """All pairs, or at most ``count`` of each truth: the same number of every label as far as they go, drawn with a fixed seed."""
    every = list(pairs())
    if count is None:
        return every
    draw = random.Random(SEED)
    chosen: set[int] = set()
    for truth in Truth:
        labels: dict[str, list[int]] = defaultdict(list)
        for place, pair in enumerate(every):
            if pair.truth is truth:
                labels[pair.label].append(place)
        for own in labels.values():
            draw.shuffle(own)
        queues = list(labels.values())
        for turn in range(max(map(len, queues), default=0)):
            for own in queues:
                if turn < len(own) and sum(every[place].truth is truth for place in chosen) < count:
                    chosen.add(own[turn])
    return [every[place] for place in sorted(chosen)]


def answers(asked: Sequence[Pair], peer: Peer, folder: Path) -> Iterator[Answers]:
    """One for each pair; a subject lies in a folder of its own, for the other tool remembers what it read by its path."""
    for number, (subject, own) in enumerate(groupby(asked, key=lambda pair: pair.subject)):
        place = folder / f"subject-{number}"
        model = subject.build()
        write_folder(model, place, subject.label)
        for pair in own:
            reference = folder / pair.upstream
            if not reference.exists():
                write_folder(trained(pair.upstream), reference)
            yield _asked(pair, place, reference, peer)
        shutil.rmtree(place)


def _asked(pair: Pair, suspect: Path, reference: Path, peer: Peer) -> Answers:
    verdict, related, relation_right = _ours(pair, suspect, reference)
    theirs = peer.compare(suspect, reference)
    scores = theirs.get("scores", {})
    return Answers(
        subject=pair.subject.name,
        upstream=pair.upstream,
        truth=pair.truth.value,
        label=pair.label,
        ours=verdict,
        ours_related=related,
        relation_right=relation_right,
        decision=scores.get("provenance_decision"),
        tier=scores.get("mfi_tier"),
        identity=scores.get("identity_score"),
        error=theirs.get("error"),
    )


def _ours(pair: Pair, suspect: Path, reference: Path) -> tuple[str, bool, bool | None]:
    try:
        lineage = compare(
            open_folder(suspect),
            open_folder(reference),
            rulebook=load_rulebook(),
            budget=Budget(),
            clock=SystemClock(),
            progress=Silence(),
        ).lineage
    except BotError as error:
        return f"error: {error}", False, None
    related = [part for part in lineage.components if part.verdict in RELATED]
    if pair.truth is not Truth.DERIVED or not related or related[0].verdict is not Verdict.DERIVED:
        return lineage.verdict.value, bool(related), None
    right = related[0].relation in {pair.subject.relation, *pair.subject.also_right}
    return lineage.verdict.value, True, right


def summary(found: Sequence[Answers]) -> dict[str, Any]:
    """Counts for each reading of the answers."""
    derived = [each for each in found if each.truth == Truth.DERIVED.value]
    unrelated = [each for each in found if each.truth == Truth.UNRELATED.value]
    between = [each for each in found if each.truth in {Truth.SIBLING.value, Truth.SAME_START.value}]
    told = [each.relation_right for each in derived if each.relation_right is not None]
    return {
        "pairs": dict(Counter(each.truth for each in found)),
        "ours": {
            "found": sum(each.ours in {"derived", "component"} for each in derived),
            "derived": len(derived),
            "called_unrelated": sum(each.ours == "independent" for each in derived),
            "false_alarms": sum(each.ours_related for each in unrelated),
            "unrelated": len(unrelated),
            "could_not_tell": sum(each.ours in {"inconclusive", "not_assessed"} for each in found),
            "relation_named": len(told),
            "relation_right": sum(told),
            "verdicts": _by_truth(found, ours=True),
        },
        "peer": {
            "could_not_run": sum(each.decision is None for each in found),
            "errors": dict(Counter((each.error or "")[:160] for each in found if each.decision is None)),
            "decided_by_configuration": sum((each.tier or 9) <= 2 for each in found),
            "decisions": _by_truth(found, ours=False),
            "as_shipped": _rates(derived, unrelated, by_weights=False, threshold=HIGH),
            "as_shipped_weak_counted": _rates(derived, unrelated, by_weights=False, threshold=WEAK),
            "weights_alone": _rates(derived, unrelated, by_weights=True, threshold=HIGH),
            "weights_alone_weak_counted": _rates(derived, unrelated, by_weights=True, threshold=WEAK),
            "weights_alone_best_threshold": _without_alarms(derived, unrelated),
        },
        "neither": len(between),
        "both_right_on_same_pairs": _shared(derived, unrelated),
    }


def _by_truth(found: Sequence[Answers], *, ours: bool) -> dict[str, dict[str, int]]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for each in found:
        counted[each.truth][each.ours if ours else each.decision or "could not run"] += 1
    return {truth: dict(own.most_common()) for truth, own in counted.items()}


def _matched(each: Answers, *, by_weights: bool, threshold: float) -> bool | None:
    """Whether the other tool says that they are related; ``None`` where it says nothing."""
    if by_weights:
        return None if each.identity is None else each.identity > threshold
    if each.decision is None:
        return None
    strong = each.decision.startswith(("Confirmed", "High-Confidence"))
    return strong or (threshold == WEAK and each.decision.startswith("Weak"))


def _rates(
    derived: Sequence[Answers], unrelated: Sequence[Answers], *, by_weights: bool, threshold: float
) -> dict[str, int]:
    hits = [_matched(each, by_weights=by_weights, threshold=threshold) for each in derived]
    alarms = [_matched(each, by_weights=by_weights, threshold=threshold) for each in unrelated]
    return {
        "found": hits.count(True),
        "called_unrelated": hits.count(False),
        "derived": len(hits) - hits.count(None),
        "false_alarms": alarms.count(True),
        "unrelated": len(alarms) - alarms.count(None),
    }


def _without_alarms(derived: Sequence[Answers], unrelated: Sequence[Answers]) -> Mapping[str, float]:
    """The most that its score could find with no false alarm, had the threshold been chosen after seeing these very pairs."""
    threshold = max((each.identity for each in unrelated if each.identity is not None), default=0.0)
    scores = [each.identity for each in derived if each.identity is not None]
    return {"threshold": threshold, "found": sum(score > threshold for score in scores), "derived": len(scores)}


def _shared(derived: Sequence[Answers], unrelated: Sequence[Answers]) -> dict[str, int]:
    """Over the pairs that the other tool could run: how many each judged rightly."""
    ran = [(each, True) for each in derived if each.decision] + [(each, False) for each in unrelated if each.decision]
    theirs = sum(_matched(each, by_weights=False, threshold=HIGH) is related for each, related in ran)
    ours = sum(
        each.ours in {"derived", "component"} if related else each.ours == "independent" for each, related in ran
    )
    return {"pairs": len(ran), "ours_right": ours, "peer_right": theirs}
