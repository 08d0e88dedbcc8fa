# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Counts what was written, for the caps."""

from __future__ import annotations

from datetime import datetime

from bot.model.cases import Case, CaseState
from bot.policy.caps import COUNTED, Used
from bot.ports.casebook import Casebook

_PUBLIC = frozenset(state for state in CaseState if state.is_in_public)


def used_for(casebook: Casebook, case: Case, now: datetime) -> Used:
    """What counts against a new thread about this case; what the case itself tried before counts for others alone."""
    ever = [each for each in casebook.threads_since(None) if each.case != case.number]
    public = {each.number for each in casebook.cases_in(_PUBLIC, owner=case.owner)}
    waiting = [each for each in casebook.pending_actions() if each.tried_at is not None]
    tried = {each.case for each in waiting if each.repo.split("/", maxsplit=1)[0].casefold() == case.owner}
    return Used(
        threads=[each for each in ever if each.at > now - COUNTED],
        first_at=min((each.at for each in ever), default=None),
        open_with_owner=len((public | tried) - {case.number}),
    )
