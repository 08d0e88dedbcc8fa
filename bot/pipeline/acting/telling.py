# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Comments in our own thread: thanks, answers to owners, and closing. Each is said once, found again by its marker."""

from __future__ import annotations

from bot.model.cases import Action, Thread
from bot.pipeline.acting.done import Done
from bot.pipeline.threads import OwnThread, is_ours, said_in
from bot.policy.caps import MOST_COMMENTS_WITHOUT_A_REPLY
from bot.ports.hub import Forum
from bot.render.markers import find_marker


class Teller:
    """Writes comments as the bot's account."""

    def __init__(self, forum: Forum) -> None:
        self._forum = forum

    def thank_and_close(self, action: Action, own: OwnThread | None) -> Done:
        """The last word of a thread whose question is settled."""
        return self._say(action, own, closes=True, word="closed")

    def reply(self, action: Action, own: OwnThread | None) -> Done:
        """An answer; the thread stays open."""
        return self._say(action, own, closes=False, word="replied")

    def reply_and_close(self, action: Action, own: OwnThread | None) -> Done:
        """An answer with which we leave."""
        return self._say(action, own, closes=True, word="closed")

    def ensure_comment(self, action: Action, thread: Thread) -> bool:
        """Whether the comment is there now: it is not where we spoke often enough without anybody answering."""
        if said_in(self._forum, thread, _state(action)) is not None:
            return True
        if self._spoke_alone(thread) >= MOST_COMMENTS_WITHOUT_A_REPLY:
            return False
        self._forum.comment(action.repo, thread.number, body=action.body)
        return True

    def close(self, thread: Thread) -> None:
        """Close it, where it is open."""
        self._forum.close(thread.repo, thread.number)

    def _say(self, action: Action, own: OwnThread | None, *, closes: bool, word: str) -> Done:
        if own is None:
            return Done(word="unchanged", reason="there is no thread")
        thread = own.thread
        if not thread.is_open:
            # With our words in it, it was this action that closed it, and only the receipt is missing.
            is_said = said_in(self._forum, thread, _state(action)) is not None
            return Done(
                word=word if is_said else "unchanged",
                thread=thread.number,
                url=thread.url,
                reason="the thread is closed",
            )
        if own.why_not_writable is not None:
            return Done(word="refused", thread=thread.number, url=thread.url, reason=own.why_not_writable)
        is_said = self.ensure_comment(action, thread)
        if closes:
            self.close(thread)
        if not is_said and not closes:
            return Done(word="unchanged", thread=thread.number, url=thread.url, reason="we spoke often enough there")
        return Done(word=word, thread=thread.number, url=thread.url)

    def _spoke_alone(self, thread: Thread) -> int:
        """Our comments since anybody else said something, the first post aside."""
        count = 0
        for comment in reversed(thread.comments[1:]):
            if not is_ours(self._forum, comment.author):
                break
            count += 1
        return count


def _state(action: Action) -> str:
    marker = find_marker(action.body)
    return marker.state if marker else ""
