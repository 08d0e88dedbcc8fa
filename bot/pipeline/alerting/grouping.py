# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What counts as the same news, and which alerts are told together. Pure.

A repository that was quantised, merged or uploaded again passes on what it passes on: whoever heard of the root hears of the rest as a
number. The root is the repository that findings came down from (`Finding.via`); it stands for the digest of its weights, which cases do
not keep.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.deliveries import Alert
from bot.model.happenings import Happening, HappeningKind

BURST = 10
BURST_WINDOW = timedelta(minutes=10)
"""More messages than that in that time come as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Alerts that are told as one piece of news."""

    head: Happening
    """The root's own, or the first; where one case has several, its newest."""
    alerts: tuple[str, ...]
    others: tuple[str, ...] = ()
    """Further repositories, each once."""
    closes: bool = False


def key_of(happening: Happening) -> str:
    """What counts as the same news: root, rules, upstreams and state. What happened to files is the same where the file is."""
    parts = [
        happening.kind.value,
        happening.root or happening.repo,
        happening.state.value if happening.state else "",
        *sorted(happening.rules),
        "",
        *sorted(happening.upstreams),
    ]
    if happening.case is None and happening.kind is not HappeningKind.DERIVATIVE_APPEARED:
        parts += [happening.repo, happening.revision, happening.detail]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def grouped(alerts: Sequence[Alert], happenings: Mapping[int, Happening]) -> list[Group]:
    """One group for each case and each key: of a case only the newest is told, of one key the root is, with the rest as a number."""
    newest: dict[object, list[Alert]] = {}
    for alert in alerts:
        place = ("case", alert.case) if alert.case is not None else ("alert", alert.id)
        newest.setdefault(place, []).append(alert)
    same: dict[tuple[str, bool], list[tuple[Happening, list[Alert]]]] = {}
    for each in newest.values():
        last = max(each, key=lambda alert: alert.happening)
        happening = happenings[last.happening]
        closes = any(alert.closes for alert in each)
        same.setdefault((key_of(happening), closes), []).append((happening, each))
    return sorted((_group(each, closes) for (_, closes), each in same.items()), key=lambda group: group.head.sequence)


def _group(members: Sequence[tuple[Happening, list[Alert]]], closes: bool) -> Group:  # noqa: FBT001 - of one caller
    heads = [happening for happening, _ in members]
    head = next((each for each in heads if each.repo == each.root), heads[0])
    others = dict.fromkeys(each.repo for each in heads if each.repo != head.repo)
    ids = tuple(alert.id for _, alerts in members for alert in alerts)
    return Group(head=head, alerts=ids, others=tuple(others), closes=closes)


def is_burst(groups: int, sent: Sequence[datetime], now: datetime) -> bool:
    """Whether so many more messages would be more than anybody reads one by one."""
    return groups + sum(now - each < BURST_WINDOW for each in sent) > BURST
