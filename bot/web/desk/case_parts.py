# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the pages around one case are made of, and who may see which case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.model.cases import Case
from bot.model.errors import NotFound
from bot.model.fixes import Fix
from bot.model.people import Permission
from bot.model.questions import PUBLIC_STATES, case_number
from bot.model.reports import ScanReport
from bot.pipeline.listening.clicks import OwnersDesk
from bot.pipeline.ruling.desk import Desk
from bot.ports.casebook import Casebook
from bot.ports.conversations import Conversations
from bot.ports.questions import Questions
from bot.web.site.visitors import Visitor


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseParts:
    """The ports and actions behind the pages around one case."""

    casebook: Casebook
    conversations: Conversations
    questions: Questions
    desk: Desk
    owners: OwnersDesk
    scan: Callable[[str], ScanReport]
    """Examine the newest commit of a repository, with its past. It takes seconds: never for a GET."""
    plan_fix: Callable[[str], Fix]
    """What would settle a repository's findings. It takes seconds: never for a GET."""
    hub_url: str
    titles: Mapping[str, str] = field(default_factory=dict)
    """Of rules, by id."""


def is_public(case: Case) -> bool:
    """Whether everybody may see it: the question stands, or stood, on somebody's page."""
    return case.state in PUBLIC_STATES and case.was_asked


def may_see(case: Case, visitor: Visitor) -> bool:
    """Owners see what they were asked about, whatever became of it; the desk sees everything."""
    if is_public(case) or visitor.may(Permission.READ_CASES):
        return True
    return case.was_asked and visitor.speaks_for(case.owner)


def seen_case(casebook: Casebook, name: str, visitor: Visitor) -> Case:
    """The case of this name. Raises NotFound, also for one that the visitor may not see: that it is there is not told either."""
    try:
        number = case_number(name)
    except ValueError as error:
        raise NotFound(f"{name[:40]!r}: no such case") from error
    case = casebook.case(number)
    if case is None or not may_see(case, visitor):
        raise NotFound(f"C-{number}: no such case")
    return case
