# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which ruling is possible from where, and what it leads to. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from bot.model.cases import Case, CaseState, Decision, Receipt
from bot.model.errors import NotAllowed
from bot.model.findings import Tier
from bot.policy.demands import has_read, tier_of


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


_DOORS_CLOSED = frozenset(CaseState) - {
    CaseState.PROPOSED,
    CaseState.IN_REVIEW,
    CaseState.APPROVED,
    CaseState.FIXED_SILENTLY,
}
"""Whoever was asked, or asked us not to ask, is not asked in another place."""


def check_no_way_round(case: Case, decisions: Sequence[Decision], receipts: Sequence[Receipt]) -> None:
    """Raises NotAllowed where its owners were ever asked, refused to be, or told us not to: an issue is no second door."""
    states = (case.state, *(each.state for each in decisions))
    was = next((state for state in states if state in _DOORS_CLOSED), None)
    if was is not None:
        raise NotAllowed(f"{case.name} is or was {was.value}; an issue is never a way round that")
    written = next((each for each in receipts if each.done != "unchanged"), None)
    if written is not None:
        raise NotAllowed(f"{case.name}: something was {written.done} for it already; an issue is never a second try")


def is_possible_from(kind: RulingKind, state: CaseState) -> bool:
    """Whether cases in this state can be ruled on so; who rules, and what else stands against it, is for `outcome`."""
    return state in _FROM[kind]


def outcome(kind: RulingKind, case: Case, decisions: Sequence[Decision], name: str) -> CaseState:
    """The state after this ruling by this person. Raises NotAllowed with what stands against it."""
    if not name.strip():
        raise NotAllowed(f"{case.name}: a ruling needs the name of a person")
    if not is_possible_from(kind, case.state):
        apt = ", ".join(sorted(state.value for state in _FROM[kind]))
        raise NotAllowed(f"{case.name} is {case.state.value}; '{kind.value}' is for cases that are {apt}")
    if kind in {RulingKind.APPROVE, RulingKind.POST} and tier_of(case.findings) is Tier.UNCLEAR:
        raise NotAllowed(f"{case.name}: unclear evidence is never posted, whoever approves it")
    if kind is RulingKind.APPROVE and has_read(name, decisions):
        raise NotAllowed(f"{case.name}: {name} has approved it already; the second reader is another person")
    if kind is RulingKind.WITHDRAW and not case.was_asked:
        raise NotAllowed(f"{case.name}: nothing was posted, so there is nothing to withdraw; 'dismiss' ends it")
    return _TO[kind]
