# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What has to be there before a post about a case is written: whose approval, and how long to wait after it.

| tier | who approves | wait after the first approval |
|---|---|---|
| declared (A) | one person, or a preset that posts what is declared | none |
| undeclared (B) | two people, or a preset that posts what is proven | the courtesy window |
| unclear (C) | nobody can | |
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from itertools import takewhile

from bot.model.cases import CaseState, Decider, Decision
from bot.model.findings import Finding, Tier
from bot.policy.outcome import is_weighty
from bot.policy.presets import Preset

_READERS = {Tier.DECLARED: 1, Tier.UNDECLARED: 2}
_ORDER = tuple(Tier)


class Standing(Enum):
    """How far a case is."""

    READY = "ready"
    MISSING = "missing"
    """Something has to happen first."""
    NEVER = "never"
    """Nothing that anybody does makes it a post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Whether a case may be posted, and otherwise why not."""

    standing: Standing
    reason: str = ""
    not_before: datetime | None = None
    """The end of the courtesy window, where there is one."""


def tier_of(findings: Iterable[Finding]) -> Tier:
    """The tier of a case: that of its least certain finding that a license asks for. Without any, nobody posts it."""
    tiers = [finding.tier for finding in findings if is_weighty(finding)]
    return max(tiers, key=_ORDER.index, default=Tier.UNCLEAR)


def approvals(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The approvals that hold, oldest first: those after the last ruling that was another one.

    A preset rules anew where the findings changed, so what was approved before its last word was something else.
    """
    held: list[Decision] = []
    for decision in takewhile(lambda each: each.state is CaseState.APPROVED, reversed(decisions)):
        held.append(decision)
        if decision.decider is Decider.PRESET:
            break
    return tuple(reversed(held))


def readers(decisions: Sequence[Decision]) -> tuple[str, ...]:
    """The people whose approvals hold, each once, by names without regard to case."""
    people: dict[str, str] = {}
    for each in approvals(decisions):
        if each.decider is Decider.PERSON:
            people.setdefault(_person(each.name), each.name.casefold())
    return tuple(people.values())


def has_read(name: str, decisions: Sequence[Decision]) -> bool:
    """Whether an approval of this person holds, from whichever place they gave it."""
    return _person(name) in {_person(each) for each in readers(decisions)}


def _person(name: str) -> str:
    """Without the place where somebody is known: ``ada`` of the command line is ``hf:ada`` of the desk, until somebody knows better.

    Two people of one name count as one, so that one never counts as two.
    """
    return name.casefold().rpartition(":")[2].strip()


def readers_needed(findings: Iterable[Finding]) -> int:
    """How many people have to approve where no preset does."""
    return _READERS.get(tier_of(findings), 0)


def demand(findings: Sequence[Finding], decisions: Sequence[Decision], preset: Preset) -> Demand:
    """What is still missing before a thread about these findings is created. ``decisions`` are the case's, oldest first."""
    tier = tier_of(findings)
    if tier is Tier.UNCLEAR:
        return Demand(standing=Standing.NEVER, reason="unclear evidence is never posted")
    held = approvals(decisions)
    if not held:
        return Demand(standing=Standing.MISSING, reason="nobody has approved it")
    by_preset = (
        any(each.decider is Decider.PRESET for each in held) and preset.ruling(findings)[0] is CaseState.APPROVED
    )
    missing = _READERS[tier] - len(readers(decisions))
    if missing > 0 and not by_preset:
        return Demand(
            standing=Standing.MISSING,
            reason=f"{missing} more {'person has' if missing == 1 else 'people have'} to approve it",
        )
    window = timedelta(hours=preset.courtesy_hours if tier is Tier.UNDECLARED else 0)
    return Demand(standing=Standing.READY, not_before=held[0].at + window if window else None)
