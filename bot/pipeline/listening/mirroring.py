# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Keeps what stands in our threads, so that the answer can be read beside the question on every page of ours."""

from __future__ import annotations

from collections.abc import Callable

from bot.model.cases import Case, Thread
from bot.model.conversations import Said, Side
from bot.ports.clock import Clock
from bot.ports.conversations import Conversations


class Mirror:
    """Asks nothing about anybody whom it has met in the same thread before."""

    def __init__(self, *, conversations: Conversations, clock: Clock) -> None:
        self._conversations = conversations
        self._clock = clock

    def keep(self, case: Case, thread: Thread, side_of: Callable[[str], Side]) -> None:
        """The thread as it was just read. ``side_of`` may ask the other side; nothing is written where nothing changed."""
        before = self._conversations.said(case.number)
        standing = [(each.comment, each.body) for each in before if each.gone_at is None]
        if standing == [(each.id, each.body) for each in thread.comments]:
            return
        met = {each.author.casefold(): each.side for each in before}
        now = self._clock.now()
        said = []
        for each in thread.comments:
            author = each.author.casefold()
            side = met[author] = met.get(author) or side_of(each.author)
            said.append(Said(comment=each.id, author=each.author, side=side, body=each.body, at=now))
        self._conversations.mirror(case.number, said, at=now)
