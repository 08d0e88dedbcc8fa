# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which ruling is possible from where, and what it leads to. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from bot.model.cases import Case, CaseState, Decision
from bot.model.errors import NotAllowed
from bot.model.findings import Tier
from bot.policy.demands import readers, tier_of


class RulingKind(Enum):
    """What a person can rule. The words are those of the command line."""

    APPROVE = "approve"
    """The reader agrees with what would be said."""
    POST = "post"
    """Put into the outbox."""
    UNDO = "undo"
    """Take it out of the outbox again."""
    DISMISS = "dismiss"
    """Not a finding."""
    WITHDRAW = "withdraw"
    """We were wrong in public."""
    UPHOLD = "uphold"
    """What was disputed, or left, stands after a person has answered."""


_FROM: Mapping[RulingKind, frozenset[CaseState]] = {
    RulingKind.APPROVE: frozenset({CaseState.PROPOSED, CaseState.IN_REVIEW, CaseState.APPROVED}),
    RulingKind.POST: frozenset({CaseState.APPROVED}),
    RulingKind.UNDO: frozenset({CaseState.APPROVED}),
    RulingKind.DISMISS: frozenset(
        {CaseState.PROPOSED, CaseState.IN_REVIEW, CaseState.APPROVED, CaseState.OPTED_OUT, CaseState.FIXED_SILENTLY}
    ),
    RulingKind.WITHDRAW: frozenset(
        {
            CaseState.POSTED,
            CaseState.DISPUTED,
            CaseState.STOPPED,
            CaseState.WAITING,
            CaseState.PRIVATE,
            CaseState.RESOLVED,
            CaseState.UNREACHABLE,
        }
    ),
    RulingKind.UPHOLD: frozenset({CaseState.DISPUTED}),
}
_TO: Mapping[RulingKind, CaseState] = {
    RulingKind.APPROVE: CaseState.APPROVED,
    RulingKind.POST: CaseState.APPROVED,
    RulingKind.UNDO: CaseState.IN_REVIEW,
    RulingKind.DISMISS: CaseState.NOT_A_FINDING,
    RulingKind.WITHDRAW: CaseState.WITHDRAWN,
    RulingKind.UPHOLD: CaseState.POSTED,
}


def outcome(kind: RulingKind, case: Case, decisions: Sequence[Decision], name: str) -> CaseState:
    """The state after this ruling by this person. Raises NotAllowed with what stands against it."""
    if not name.strip():
        raise NotAllowed(f"{case.name}: a ruling needs the name of a person")
    if case.state not in _FROM[kind]:
        apt = ", ".join(sorted(state.value for state in _FROM[kind]))
        raise NotAllowed(f"{case.name} is {case.state.value}; '{kind.value}' is for cases that are {apt}")
    if kind in {RulingKind.APPROVE, RulingKind.POST} and tier_of(case.findings) is Tier.UNCLEAR:
        raise NotAllowed(f"{case.name}: unclear evidence is never posted, whoever approves it")
    if kind is RulingKind.APPROVE and name.casefold() in readers(decisions):
        raise NotAllowed(f"{case.name}: {name} has approved it already; the second reader is another person")
    if kind is RulingKind.WITHDRAW and case.thread is None:
        raise NotAllowed(f"{case.name}: nothing was posted, so there is nothing to withdraw; 'dismiss' ends it")
    return _TO[kind]
