# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Takes a post back where it was said: title, a banner above the first post, one comment, and the thread closed.

In a thread that its owners closed nothing new is said, but our own words are put right: a wrong statement is not left standing there.
"""

from __future__ import annotations

from bot.model.cases import Action, Comment
from bot.pipeline.acting.done import Done
from bot.pipeline.acting.telling import Teller
from bot.pipeline.threads import OwnThread
from bot.ports.hub import Forum
from bot.render.markers import WITHDRAWN, Marker, resigned


def withdraw(forum: Forum, teller: Teller, action: Action, own: OwnThread | None) -> Done:
    """Each step looks whether it was done already, so a crash between two of them does none twice."""
    if own is None:
        return Done(word="unchanged", reason="there is no thread")
    thread = own.thread
    if thread.is_locked:
        return Done(word="refused", thread=thread.number, url=thread.url, reason="the thread is locked")
    if own.post is not None and own.marker is not None and own.marker.state != WITHDRAWN:
        _mark(forum, action, own.post, own.marker, thread.number)
    if thread.title != action.title:
        forum.rename(action.repo, thread.number, title=action.title)
    if thread.is_open:
        teller.ensure_comment(action, thread)
        teller.close(thread)
    return Done(word="withdrawn", thread=thread.number, url=thread.url)


def _mark(forum: Forum, action: Action, post: Comment, marker: Marker, number: int) -> None:
    body = resigned(f"{action.banner}\n\n{post.body}", marker, state=WITHDRAWN)
    forum.edit(action.repo, number, post.id, body=body)
