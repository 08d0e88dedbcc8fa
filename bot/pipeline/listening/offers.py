# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Pull requests that owners ask for, or ask us to take back, in the thread."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from bot.model.cases import ActionKind
from bot.model.conversations import OfferedFix
from bot.model.work import FollowUp
from bot.pipeline.wording import row
from bot.ports.casebook import Casebook
from bot.ports.changes import Delivered
from bot.ports.clock import Clock
from bot.ports.conversations import Conversations, Forgetful
from bot.render.replies import Occasion, ReplyKind, ReplyWriter


class Offers:
    """``propose`` opens a pull request or says why not, ``retract`` closes ours; without them nothing is opened or closed.

    An answer is an outbox row like any other, with an id of its own: asked for twice, it is made once.
    """

    def __init__(
        self,
        *,
        casebook: Casebook,
        clock: Clock,
        replies: ReplyWriter,
        one_at_a_time: AbstractContextManager[object],
        propose: Callable[[str], Delivered] | None = None,
        retract: Callable[[str], None] | None = None,
        conversations: Conversations | None = None,
    ) -> None:
        self._conversations = conversations or Forgetful()
        self._casebook = casebook
        self._clock = clock
        self._replies = replies
        self._one_at_a_time = one_at_a_time
        self._propose = propose
        self._retract = retract

    def open(self, work: FollowUp) -> str | None:
        """Open it and answer with where it is; the id of the answer's action. Raises what the other side raises."""
        case = self._casebook.case_of(work.repo)
        if case is None or self._propose is None:
            return None
        made = self._propose(work.repo)
        self._conversations.offer(OfferedFix(case=case.number, url=made.url, remark=made.remark, at=self._clock.now()))
        occasion = Occasion(comment=work.id.partition(":")[2], url=made.url, remark=made.remark)
        body = self._replies.write(ReplyKind.PULL_REQUEST, case, occasion)
        with self._one_at_a_time:
            latest = self._casebook.case(case.number) or case
            action = row(latest, ActionKind.ENSURE_REPLY, body, self._clock.now())
            self._casebook.decide(latest, None, action)
        return action.id

    def close(self, work: FollowUp) -> None:
        """Close it, where it is open; nothing is said beside it."""
        if self._retract is not None:
            self._retract(work.repo)
