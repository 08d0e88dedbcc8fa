# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One answer of the engine, and what all answers together say: rates, and a table of them."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the engine said about one pair, and what would have been right."""

    subject: str
    upstream: str
    truth: str
    label: str
    verdict: str
    related: bool
    """Whether the repository or any component is said to share an origin with the upstream."""
    right: bool
    relation: str | None
    true_relation: str | None
    relation_right: bool | None
    """``None`` where no component is derived, or no relation is right."""
    share: float | None
    true_share: float | None
    log10_p: float
    correlation: float | None
    bytes: int
    cpu_seconds: float
    error: str | None = None
    """A failure that should not have been: of a kind that the engine promises not to raise."""


def summary(
    answers: Sequence[Answer], fingerprint_bytes: Sequence[int], fingerprint_seconds: Sequence[float]
) -> dict[str, Any]:
    """Rates over all answers and for each label, costs, and every answer that was wrong."""
    derived = [each for each in answers if each.truth == "derived"]
    unrelated = [each for each in answers if each.truth == "unrelated"]
    alarms = [each for each in unrelated if each.related]
    between = [each for each in answers if each.truth in {"sibling", "same_start"}]
    return {
        "pairs": dict(Counter(each.truth for each in answers)),
        "derived": _of_derived(derived),
        "unrelated": _of_unrelated(unrelated),
        "between": _verdicts(between),
        "cost": {
            "examined_bytes": _spread([each.bytes for each in answers]),
            "examined_cpu_seconds": _spread([each.cpu_seconds for each in answers]),
            "fingerprint_bytes": _spread(fingerprint_bytes),
            "fingerprint_cpu_seconds": _spread(fingerprint_seconds),
        },
        "derived_by_relation": {
            relation: _of_derived(own) for relation, own in _grouped(derived, key=lambda each: str(each.true_relation))
        },
        "derived_by_label": {label: _of_derived(own) for label, own in _grouped(derived)},
        "unrelated_by_label": {label: _of_unrelated(own) for label, own in _grouped(unrelated)},
        "between_by_label": {label: _verdicts(own) for label, own in _grouped(between)},
        "between_answers": [asdict(each) for each in between],
        "false_alarms": [asdict(each) for each in alarms],
        "errors": [asdict(each) for each in answers if each.error],
        "missed": [asdict(each) for each in derived if not each.right],
    }


def as_markdown(result: Mapping[str, Any]) -> str:
    """The tables that a reader looks at first."""
    every = {"**all derived**": result["derived"]}
    lines = [
        *_derived_table("true relation", {**result["derived_by_relation"], **every}),
        "",
        *_derived_table("what was done", result["derived_by_label"]),
        "",
        *_unrelated_table({**result["unrelated_by_label"], "**all unrelated**": result["unrelated"]}),
        "",
        "| neither parent nor stranger | pairs | verdicts |",
        "|---|---|---|",
    ]
    lines += [
        f"| {label} | {own['pairs']} | {_counts(own['verdicts'])} |"
        for label, own in result["between_by_label"].items()
    ]
    size, seconds = result["cost"]["examined_bytes"], result["cost"]["examined_cpu_seconds"]
    median = f"median {size['median']:,.0f} bytes and {seconds['median']:.3f} CPU seconds"
    lines += ["", f"A pair: {median}; most {size['max']:,.0f} and {seconds['max']:.3f}."]
    if result.get("parent_named"):
        lines += [f"Parent named in a catalog of all base models: {_counts(result['parent_named'])}."]
    return "\n".join(lines)


def _derived_table(title: str, groups: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return [
        f"| {title} | pairs | found | sibling | called independent | could not tell | relation right | share error | relation said |",
        "|---|---|---|---|---|---|---|---|---|",
        *(
            f"| {label} | {own['pairs']} | {own['found']} | {own['verdicts'].get('sibling', 0)} | {own['verdicts'].get('independent', 0)} | {_untold(own)} | "
            f"{own['relation_right']} | {_number(own['share_error'])} | {_counts(own['relations'])} |"
            for label, own in groups.items()
        ),
    ]


def _unrelated_table(groups: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return [
        "| unrelated pairs | pairs | compared | false alarms | independent | could not tell |",
        "|---|---|---|---|---|---|",
        *(
            f"| {label} | {own['pairs']} | {own['compared']} | {own['false_alarms']} | {own['verdicts'].get('independent', 0)} | {_untold(own)} |"
            for label, own in groups.items()
        ),
    ]


def _untold(group: Mapping[str, Any]) -> int:
    verdicts = group["verdicts"]
    return int(verdicts.get("inconclusive", 0) + verdicts.get("not_assessed", 0))


def _counts(counted: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counted.items())


def _of_derived(answers: Sequence[Answer]) -> dict[str, Any]:
    found = [each for each in answers if each.right]
    told = [each.relation_right for each in found if each.relation_right is not None]
    errors = [
        abs(each.share - each.true_share) for each in found if each.share is not None and each.true_share is not None
    ]
    return {
        **_verdicts(answers),
        "found": len(found),
        "detection_rate": round(len(found) / len(answers), 4) if answers else None,
        "relation_right": sum(told),
        "relations": dict(Counter(each.relation for each in found).most_common()),
        "share_error": round(statistics.fmean(errors), 4) if errors else None,
        "share_pairs": len(errors),
    }


def _of_unrelated(answers: Sequence[Answer]) -> dict[str, Any]:
    alarms = sum(each.related for each in answers)
    smallest = min((each.log10_p for each in answers), default=0.0)
    compared = sum(each.verdict != "not_assessed" for each in answers)
    bound = round(1 - 0.05 ** (1 / compared), 5) if compared and not alarms else None
    return {
        **_verdicts(answers),
        "false_alarms": alarms,
        "compared": compared,
        "rate_at_most": bound,
        "smallest_log10_p": round(smallest, 2),
    }


def _verdicts(answers: Iterable[Answer]) -> dict[str, Any]:
    every = list(answers)
    return {"pairs": len(every), "verdicts": dict(Counter(each.verdict for each in every).most_common())}


def _grouped(
    answers: Iterable[Answer], key: Callable[[Answer], str] = lambda each: each.label
) -> list[tuple[str, list[Answer]]]:
    groups: dict[str, list[Answer]] = {}
    for each in answers:
        groups.setdefault(key(each), []).append(each)
    return list(groups.items())


def _spread(values: Sequence[float]) -> dict[str, float]:
    if not values:
        return {}
    return {"min": min(values), "median": statistics.median(values), "max": max(values)}


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
