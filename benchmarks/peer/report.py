# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The comparison with the other tool as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def as_markdown(result: Mapping[str, Any]) -> str:
    """What was measured, in the order in which a reader asks."""
    installed = ", ".join(f"{name} {version}" for name, version in sorted(result["peer"].items()))
    lines = [
        "# Beside a published tool",
        "",
        f"Made by `python -m benchmarks.vs_peer`. Installed: {installed}. Offline, local folders, its default settings.",
        *(_zoo(result["zoo"]) if "zoo" in result else ()),
        *(_large(result["large"]) if "large" in result else ()),
    ]
    return "\n".join(lines)


def _zoo(found: Mapping[str, Any]) -> list[str]:
    ours, peer, shared = found["ours"], found["peer"], found["both_right_on_same_pairs"]
    readings = (
        ("its decision, weak matches not counted", peer["as_shipped"]),
        ("its decision, weak matches counted", peer["as_shipped_weak_counted"]),
        ("its weight score alone, above 0.75", peer["weights_alone"]),
        ("its weight score alone, above 0.65", peer["weights_alone_weak_counted"]),
    )
    best = peer["weights_alone_best_threshold"]
    counted = ", ".join(f"{truth.replace('_', ' ')} {count}" for truth, count in found["pairs"].items())
    return [
        "",
        "## Pairs of the zoo",
        "",
        (
            f"Sample: {found['sample']['of_each_truth']} of each truth, seed {found['sample']['seed']}; {counted}. Of siblings and the "
            "same start neither answer is scored."
        ),
        "",
        "| | derived: found | called unrelated | unrelated: false alarms |",
        "|---|---|---|---|",
        (
            f"| `hubnotice compare` | {ours['found']} of {ours['derived']} | {ours['called_unrelated']} | "
            f"{ours['false_alarms']} of {ours['unrelated']} |"
        ),
        *(
            f"| {title} | {own['found']} of {own['derived']} | {own['called_unrelated']} | "
            f"{own['false_alarms']} of {own['unrelated']} |"
            for title, own in readings
        ),
        (
            f"| its weight score alone, above {best['threshold']:.3f} (chosen after seeing these pairs) | "
            f"{best['found']} of {best['derived']} | {best['derived'] - best['found']} | 0 |"
        ),
        "",
        (
            f"It could not run {peer['could_not_run']} pairs; they are in none of its rows. In {peer['decided_by_configuration']} it decided by "
            "the configuration, whatever the weights: models of the zoo that were trained apart have one configuration, as different "
            f"trainings of one published architecture do. Over the {shared['pairs']} derived and unrelated pairs that it ran, "
            f"{shared['ours_right']} of our verdicts and {shared['peer_right']} of its decisions are right. We said "
            f"`inconclusive` or `not_assessed` {ours['could_not_tell']} times, and our word for the relation was right in "
            f"{ours['relation_right']} of {ours['relation_named']}; it names no relation."
        ),
    ]


def _large(found: Mapping[str, Any]) -> list[str]:
    medians, ratios = found["medians"], found["peer_over_ours"]
    count = len(found["runs"]["ours"])
    rows = [
        f"| {title} | {medians['ours'][key]:,.2f} | {medians['peer'][key]:,.2f} | {ratios[key]:,.1f} |"
        for title, key in (
            ("processor seconds", "cpu_seconds"),
            ("wall seconds", "wall_seconds"),
            ("largest resident memory, MB", "peak_megabytes"),
        )
    ]
    said = {name: sorted({run["said"] for run in runs}) for name, runs in found["runs"].items()}
    return [
        "",
        "## A pair of 1.1 billion parameters",
        "",
        (
            f"{found['bytes'] / 1e9:.1f} GB on disk in BF16, whole processes, {count} alternating runs of each after one that is not "
            f"counted; medians. Processor: {found['machine']['processor']}, {found['machine']['processors']} of them."
        ),
        "",
        "| | `hubnotice compare` | `provenancekit compare` | ratio |",
        "|---|---|---|---|",
        *rows,
        "",
        f"Said: ours {', '.join(said['ours'])}; the other {', '.join(said['peer'])}.",
    ]
