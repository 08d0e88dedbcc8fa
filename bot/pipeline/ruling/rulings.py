# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What people say when they rule, as it is kept, and what a ruling leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model.cases import Action, Case, CaseState, Decider, Decision
from bot.model.errors import NotAllowed
from bot.model.orders import POSTING, StandingOrder, Word
from bot.render.quoting import inert

_LONGEST_NAME = 100
_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What a ruling led to."""

    case: Case
    action: Action | None = None
    """What waits in the outbox because of it."""
    remark: str = ""
    """What is still missing, in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What somebody had before them when they said that a post may go out."""

    seen: str
    """As `Desk.seen` said."""
    digest: str
    """Of the words, as `Desk.prepare` said."""


def _said(text: str, longest: int) -> str:
    return inert(text.strip(), limit=longest)


def facts_of(case: Case, decision: Decision) -> dict[str, str]:
    """What the log says of a ruling."""
    return {
        "case": case.name,
        "repo": case.repo,
        "state": case.state.value,
        "by": decision.name,
        "reason": decision.reason,
    }


def decision_of(case: Case, state: CaseState, name: str, reason: str, at: datetime) -> Decision:
    """A person's decision as it is kept for ever. Raises NotAllowed without a reason."""
    if not reason.strip():
        raise NotAllowed(f"{case.name}: a ruling needs a reason; it is kept for ever")
    return Decision(
        case=case.number,
        state=state,
        decider=Decider.PERSON,
        name=_said(name, _LONGEST_NAME),
        reason=_said(reason, _LONGEST_REASON),
        at=at,
    )


def posting_order(*, on: bool, name: str, reason: str, at: datetime) -> StandingOrder:
    """A person's order to stop all posting, or to go on. Raises NotAllowed without a name or a reason."""
    if not name.strip() or not reason.strip():
        raise NotAllowed("posting: an order needs the name of a person and a reason")
    return StandingOrder(
        scope=POSTING,
        word=Word.ON if on else Word.OFF,
        name=_said(name, _LONGEST_NAME),
        reason=_said(reason, _LONGEST_REASON),
        at=at,
    )
