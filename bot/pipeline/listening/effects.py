# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What follows from a command, by who said it and where the case stands. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from bot.model.cases import Asked, Case, CaseState
from bot.pipeline.listening.commands import Command, CommandKind
from bot.render.languages import SUMMARIES
from bot.render.replies import ReplyKind

_OWNERS_ALONE = frozenset(
    {
        CommandKind.DISPUTE,
        CommandKind.WAIT,
        CommandKind.PR,
        CommandKind.NO_PR,
        CommandKind.PRIVATE,
        CommandKind.LANG,
        CommandKind.STOP,
        CommandKind.UNSTOP,
    }
)
_TALKING = frozenset({CaseState.POSTED, CaseState.DISPUTED, CaseState.WAITING})
"""Where a thread is still about something."""
_DAYS = re.compile(r"([1-9]|[1-8][0-9]|90) ?(?:d|days?)?\b", re.IGNORECASE)
_MOST_EXPLANATIONS = 3
STRANGER = "not of the owner side"
_BETWEEN_RECHECKS = timedelta(minutes=10)


class FollowUp(Enum):
    """Work that a command asks for, beside a reply. The stored words never change."""

    RECHECK = "recheck"
    OPEN_PULL_REQUEST = "open_pull_request"
    CLOSE_PULL_REQUEST = "close_pull_request"


FOLLOW_UPS = {
    CommandKind.FIXED: FollowUp.RECHECK,
    CommandKind.LANG: FollowUp.RECHECK,
    CommandKind.PR: FollowUp.OPEN_PULL_REQUEST,
    CommandKind.NO_PR: FollowUp.CLOSE_PULL_REQUEST,
}
"""What each command asks for where something follows from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What was heard in this thread before."""

    explanations: int = 0
    last_recheck: datetime | None = None
    noted: bool = False
    """Whether a stranger was told already who can do this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What follows. Without any of it the command was heard and changes nothing."""

    state: CaseState
    asked: Asked
    reply: ReplyKind | None = None
    follow_up: FollowUp | None = None
    leaves: bool = False
    """Whether the thread is closed with the reply."""
    whole_owner: bool = False
    """Whether it holds for everything of this owner."""
    remark: str = ""
    """For the log: why nothing follows."""


def effect(case: Case, command: Command, past: Past, now: datetime, *, is_owner: bool) -> Effect:
    """What follows from one command."""
    same = Effect(state=case.state, asked=case.asked)
    if command.kind in _OWNERS_ALONE and not is_owner:
        return replace(same, remark=STRANGER, reply=None if past.noted else ReplyKind.NOTED)
    if command.kind in {CommandKind.STOP, CommandKind.UNSTOP}:
        return _stopping(case, command, same)
    if case.state not in _TALKING:
        return replace(same, remark=f"the case is {case.state.value}")
    return _talking(case, command, past, now, same)


def _stopping(case: Case, command: Command, same: Effect) -> Effect:
    whole = command.text.split(maxsplit=1)[:1] == ["org"]
    if command.kind is CommandKind.STOP:
        if case.state is CaseState.STOPPED and not whole:
            return replace(same, remark="stopped already")
        return replace(same, state=CaseState.STOPPED, reply=ReplyKind.STOPPED, whole_owner=whole)
    if case.state is not CaseState.STOPPED:
        return replace(same, remark="nothing was stopped here")
    return replace(same, state=CaseState.IN_REVIEW, reply=ReplyKind.UNSTOPPED, whole_owner=True)


def _talking(  # noqa: PLR0911 - one answer for each command
    case: Case, command: Command, past: Past, now: datetime, same: Effect
) -> Effect:
    asked = case.asked
    match command.kind:
        case CommandKind.FIXED:
            is_soon = past.last_recheck is not None and now - past.last_recheck < _BETWEEN_RECHECKS
            return replace(same, remark="looked a moment ago") if is_soon else _with_work(command, same)
        case CommandKind.DISPUTE if case.state is CaseState.DISPUTED:
            return replace(same, remark="disputed already")
        case CommandKind.EXPLAIN if past.explanations >= _MOST_EXPLANATIONS:
            return replace(same, remark="explained often enough")
        case CommandKind.WAIT:
            return _waiting(command, now, same)
        case CommandKind.LANG:
            return _language(command, same)
        case CommandKind.PR | CommandKind.NO_PR:
            is_refused = command.kind is CommandKind.NO_PR
            return _with_work(command, replace(same, asked=replace(asked, no_pull_request=is_refused)))
        case _:
            return _answered(command, same)


def _answered(command: Command, same: Effect) -> Effect:
    match command.kind:
        case CommandKind.DISPUTE:
            return replace(same, state=CaseState.DISPUTED, reply=ReplyKind.DISPUTED)
        case CommandKind.PRIVATE:
            return replace(same, state=CaseState.PRIVATE, reply=ReplyKind.PRIVATE, leaves=True)
        case CommandKind.EXPLAIN:
            return replace(same, reply=ReplyKind.EXPLAINED)
        case CommandKind.SHOW:
            return replace(same, reply=ReplyKind.IGNORES)
        case CommandKind.HUMAN:
            return replace(same, reply=ReplyKind.HUMAN)
        case _:
            raise AssertionError(f"nothing follows from {command.kind}")


def _with_work(command: Command, same: Effect) -> Effect:
    return replace(same, follow_up=FOLLOW_UPS[command.kind])


def _waiting(command: Command, now: datetime, same: Effect) -> Effect:
    found = _DAYS.match(command.text)
    if found is None:
        return replace(same, remark="no number of days from 1 to 90")
    until = now + timedelta(days=int(found[1]))
    # A dispute stays one: a person answers it, however long they wait.
    state = same.state if same.state is CaseState.DISPUTED else CaseState.WAITING
    return replace(same, state=state, asked=replace(same.asked, quiet_until=until))


def _language(command: Command, same: Effect) -> Effect:
    word = command.text.split(maxsplit=1)[0].casefold() if command.text else ""
    if word not in {"en", *SUMMARIES}:
        return replace(same, remark="no language that we write")
    return _with_work(command, replace(same, asked=replace(same.asked, language=word)))
