# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads baselines, strictly; holds findings against them; and makes the next one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.model.baselines import Baseline, BaselineEntry, BaselineReason, Standing, Weighed
from bot.model.components import Component
from bot.model.errors import RulesError
from bot.model.findings import Finding, Tier
from bot.policy.reading import Entry, each_of

SCHEMA = "hubnotice.baseline/1"
_KEYS = ("rule", "upstream", "component", "reason", "note", "since", "until")
_MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What is said of findings that are taken into a baseline."""

    reason: BaselineReason
    note: str
    since: date
    until: date


def baseline_from(where: str, value: object) -> Baseline:
    """The baseline of one file as a parser gave it. Raises RulesError with every mistake, a line for each."""
    entry = Entry.of(where, value)
    entry.allow(("schema", "findings"), needed=("schema", "findings"))
    if entry.text("schema") != SCHEMA:
        raise RulesError(f"{where}: expected schema '{SCHEMA}', found {entry.text('schema')!r:.60}")
    listed = entry.entries("findings")
    if len(listed) > _MOST:
        raise RulesError(f"{where}: expected at most {_MOST} findings, found {len(listed)}")
    entries = each_of(listed, _entry)
    seen: set[tuple[str, str, Component]] = set()
    for place, each in enumerate(entries, start=1):
        key = (each.rule, each.upstream.casefold(), each.component)
        if key in seen:
            raise RulesError(f"{where}, findings {place}: {each.rule} for {each.upstream} is there twice; keep one")
        seen.add(key)
    return Baseline(where=where, entries=entries)


def weighed(baseline: Baseline, findings: Sequence[Finding], day: date) -> Weighed:
    """Each finding beside the baseline on this day. What is unclear is no finding, so no entry is about it."""
    standings: dict[int, Standing] = {}
    clear = [(place, each) for place, each in enumerate(findings) if each.tier is not Tier.UNCLEAR]
    for place, finding in clear:
        entry = baseline.entry(finding)
        if entry is not None:
            standings[place] = Standing.ACCEPTED if entry.holds(day) else Standing.EXPIRED
    return Weighed(
        baseline=baseline,
        standings=standings,
        not_found=tuple(each for each in baseline.entries if not any(each.is_about(one) for _, one in clear)),
    )


def renewed(
    baseline: Baseline, findings: Iterable[Finding], acceptance: Acceptance, *, keeps_others: bool
) -> tuple[BaselineEntry, ...]:
    """Entries for these findings: those that hold stay as they are, all others are made by what is said now.

    ``keeps_others`` keeps entries that none of them is about: right wherever not everything could be looked at.
    """
    found = tuple(findings)
    entries: dict[tuple[str, str, str], BaselineEntry] = {}
    for finding in found:
        known = baseline.entry(finding)
        entry = known if known is not None and known.holds(acceptance.since) else _made(finding, acceptance)
        entries.setdefault((entry.rule, entry.upstream.casefold(), entry.component.value), entry)
    if keeps_others:
        for each in baseline.entries:
            entries.setdefault((each.rule, each.upstream.casefold(), each.component.value), each)
    return tuple(entries[key] for key in sorted(entries))


def _made(finding: Finding, acceptance: Acceptance) -> BaselineEntry:
    return BaselineEntry(
        rule=finding.rule,
        upstream=finding.upstream.repo,
        component=finding.component,
        reason=acceptance.reason,
        note=acceptance.note,
        since=acceptance.since,
        until=acceptance.until,
    )


def _entry(entry: Entry) -> BaselineEntry:
    entry.allow(_KEYS, needed=_KEYS)
    try:
        return BaselineEntry(
            rule=entry.text("rule"),
            upstream=entry.text("upstream"),
            component=entry.member("component", Component),
            reason=entry.member("reason", BaselineReason),
            note=entry.text("note"),
            since=_day(entry, "since"),
            until=_day(entry, "until"),
        )
    except ValueError as error:
        raise RulesError(f"{entry.where}: {error}") from error


def _day(entry: Entry, key: str) -> date:
    value = entry.values[key]
    try:
        # YAML reads an unquoted day as a date.
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise RulesError(
            f"{entry.where}: expected a day such as '2026-12-31' for '{key}', found {value!r:.40}"
        ) from error
