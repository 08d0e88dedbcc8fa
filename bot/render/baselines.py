# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A baseline as its file, and what it said about a scan in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.model.baselines import BaselineEntry, Standing, Weighed
from bot.model.findings import Finding


def baseline_document(entries: Iterable[BaselineEntry]) -> dict[str, object]:
    """``hubnotice.baseline/1``, as `bot.policy.baselines.baseline_from` reads it."""
    return {
        "schema": "hubnotice.baseline/1",
        "findings": [
            {
                "rule": each.rule,
                "upstream": each.upstream,
                "component": each.component.value,
                "reason": each.reason.value,
                "note": each.note,
                "since": each.since.isoformat(),
                "until": each.until.isoformat(),
            }
            for each in entries
        ],
    }


def accepted_words(entry: BaselineEntry) -> str:
    """Why a finding is put aside, and until when; the note in it is somebody's own words."""
    return f"Known until {entry.until}: {entry.reason.words}. {entry.note}"


def baseline_remarks(weighed: Weighed, findings: Sequence[Finding]) -> tuple[str, ...]:
    """What a person should know about the baseline, a line each: what it put aside, what ended, what is not needed any more."""
    where = weighed.baseline.where
    lines = []
    for place, finding in enumerate(findings):
        entry = weighed.baseline.entry(finding)
        if entry is None:
            continue
        if weighed.standing(place) is Standing.ACCEPTED:
            lines.append(f"{where}: {entry.rule} for {entry.upstream} does not count. {accepted_words(entry)}")
        elif weighed.standing(place) is Standing.EXPIRED:
            lines.append(
                f"{where}: {entry.rule} for {entry.upstream} was put aside until {entry.until} and counts again."
            )
    lines += [
        f"{where}: {each.rule} for {each.upstream} was not found by this scan; "
        "the entry can go where everything could be checked."
        for each in weighed.not_found
    ]
    return tuple(lines)
