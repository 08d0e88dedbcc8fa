# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Finds the bot's own words again on the other side, and is not fooled by somebody who repeats them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.cases import Comment, Thread
from bot.ports.hub import Forum
from bot.render.markers import Marker, find_marker


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnThread:
    """The bot's thread in one repository."""

    thread: Thread
    post: Comment | None
    """The bot's first comment; ``None`` where it is gone, or its marker is: somebody hid or changed our words."""
    marker: Marker | None

    @property
    def why_not_writable(self) -> str | None:
        """Why nothing may be written there, or ``None``. A closed thread means stop, whoever closed it."""
        if not self.thread.is_open:
            return "the thread is closed"
        if self.thread.is_locked:
            return "the thread is locked"
        return "our words in the thread were hidden or changed" if self.post is None else None


def own_thread(forum: Forum, repo: str, case_name: str) -> OwnThread | None:
    """The bot's thread in this repository: this case's if there are several, otherwise the oldest.

    Any thread that the bot's account opened counts, also one of another case or without a marker that can be read: there is one thread
    for a repository, for ever. A thread by anybody else never counts, whatever it says.
    """
    found: list[OwnThread] = []
    for listed in forum.threads(repo):
        if not is_ours(forum, listed.author):
            continue
        own = _read(forum, forum.thread(repo, listed.number))
        if own.marker and own.marker.case == case_name:
            return own
        found.append(own)
    return min(found, key=lambda own: (own.marker is None, own.thread.number), default=None)


def own_words(forum: Forum, repo: str, number: int) -> OwnThread:
    """One thread that we know to be ours, whatever became of it. Raises what the other side raises."""
    return _read(forum, forum.thread(repo, number))


def said_in(forum: Forum, thread: Thread, state: str) -> Comment | None:
    """The comment in which the bot already said this, by the state in its marker; the first post is none."""
    for comment in thread.comments[1:]:
        marker = find_marker(comment.body) if is_ours(forum, comment.author) else None
        if marker and marker.state == state:
            return comment
    return None


def is_ours(forum: Forum, author: str) -> bool:
    """Whether this is the bot's account: the Hub does not tell names apart by case."""
    return author.casefold() == forum.account.casefold()


def _read(forum: Forum, thread: Thread) -> OwnThread:
    first = thread.comments[0] if thread.comments else None
    marker = find_marker(first.body) if first and is_ours(forum, first.author) else None
    return OwnThread(thread=thread, post=first if marker else None, marker=marker)
