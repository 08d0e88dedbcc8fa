# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Whether something may be written now. Everything that speaks against it is asked each time, at the last moment before.

1. The kill switch: nothing at all.
2. A preset that writes nothing.
3. Posting was stopped, by a person or by the breaker: nothing but taking back what was wrong.
4. The outbox holds it still, so that a person can undo it.
5. For a new thread: approvals and courtesy window of its tier, its owner's wish, the tone, the caps.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.model.cases import Action, ActionKind, Case
from bot.model.errors import RateLimited
from bot.model.orders import POSTING, owner_scope
from bot.pipeline.acting.counting import used_for
from bot.pipeline.decide import writes_anything
from bot.policy.caps import full
from bot.policy.demands import Standing, demand
from bot.policy.presets import Preset
from bot.ports.casebook import Casebook
from bot.ports.clock import Clock
from bot.render.tone import lint

_LOG = logging.getLogger(__name__)
_HOUR = 3600.0
_SOON = 300.0
"""Whoever switches posting on again does not want to wait for long."""


class Permits:
    """Asks the casebook, the clock and the kill switch, which says why nothing is written, or nothing where it is not pulled.

    ``preset`` is asked each time, too, since a rule that had earned to go without a reader may have lost that.
    """

    def __init__(
        self,
        *,
        casebook: Casebook,
        preset: Callable[[], Preset],
        clock: Clock,
        kill_switch: Callable[[], str | None],
    ) -> None:
        self._casebook = casebook
        self._preset_now = preset
        self._clock = clock
        self._kill_switch = kill_switch

    def check(self, action: Action) -> None:
        """Raises RateLimited where nothing may be written for this action now; the action then stays in the outbox."""
        pulled = self._kill_switch()
        if pulled:
            raise self.waits(action, pulled, _SOON)
        preset = self._preset_now()
        if not writes_anything(preset):
            raise self.waits(action, f"preset {preset.id} writes nothing", _HOUR)
        standing = self._casebook.standing(POSTING)
        if standing is not None and standing.is_off and action.kind is not ActionKind.ENSURE_WITHDRAWN:
            raise self.waits(action, f"posting was stopped by {standing.name}: {standing.reason}", _SOON)
        if not action.is_due(self._clock.now()):
            raise self._waits_until(action, "it can still be undone", action.not_before)

    def why_never(self, action: Action, case: Case) -> str | None:
        """Why a new thread about this case is never written as it is, or None."""
        order = self._casebook.standing(owner_scope(case.owner))
        if order is not None and order.is_off:
            return f"{case.owner}: {order.reason}"
        words = lint(action.body)
        if words:
            return f"the post would say {', '.join(map(repr, words))}; the tone lint forbids it"
        asked = demand(case.findings, self._casebook.decisions(case.number), self._preset_now())
        return asked.reason if asked.standing is Standing.NEVER else None

    def check_new_thread(self, action: Action, case: Case) -> None:
        """Raises RateLimited where a new thread has to wait, for a person, for its courtesy window or for a cap."""
        preset = self._preset_now()
        asked = demand(case.findings, self._casebook.decisions(case.number), preset)
        now = self._clock.now()
        if asked.standing is not Standing.READY:
            raise self.waits(action, asked.reason, _HOUR)
        if asked.not_before is not None and now < asked.not_before:
            raise self._waits_until(action, "its courtesy window is open", asked.not_before)
        reached = full(used_for(self._casebook, case, now), case.owner, preset, now)
        if reached is not None:
            raise self.waits(action, reached.reason, reached.seconds)

    def waits(self, action: Action, reason: str, seconds: float) -> RateLimited:
        """What to raise where an action stays in the outbox."""
        facts = {"action": action.id, "case": f"C-{action.case}", "repo": action.repo, "reason": reason}
        _LOG.info("action_waits", extra=facts)
        self._casebook.postpone(action.id, self._clock.now() + timedelta(seconds=seconds))
        return RateLimited(f"{action.id}: not written yet: {reason}", retry_after_seconds=seconds)

    def _waits_until(self, action: Action, reason: str, until: datetime | None) -> RateLimited:
        now = self._clock.now()
        seconds = _HOUR if until is None else max(1.0, (until - now).total_seconds())
        return self.waits(action, f"{reason} until {until:%Y-%m-%d %H:%M} UTC", seconds)
