# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Discussions and pull requests: lists, single ones, and everything that can be done to them."""

from __future__ import annotations

import html

from bot.localhub.endpoints import documents
from bot.localhub.endpoints.calls import Call
from bot.localhub.errors import Refusal, bad_request, forbidden
from bot.localhub.http.messages import Reply, json_reply
from bot.localhub.storage.accounts import User
from bot.localhub.storage.files import Json, timestamp
from bot.localhub.storage.snapshots import MAIN, Repository
from bot.localhub.storage.threads import Comment, Discussion, Event, Status, Wording

_LONGEST_TEXT = 65_536
"""Characters of a comment."""

_TYPES = {"": None, "all": None, "discussion": False, "pull_request": True}
_STATES = {"": None, "all": None, "open": True, "closed": False}


def list_discussions(call: Call) -> Reply:
    """``GET …/discussions?type=&status=&author=&p=N``: newest first, a page at a time."""
    repository, request = _repository(call), call.request
    kind, state = request.parameter("type"), request.parameter("status")
    if kind not in _TYPES or state not in _STATES:
        raise bad_request("Invalid type or status")
    everything = call.services.discussions.all(repository.id)
    found = [
        each
        for each in everything
        if _TYPES[kind] in {None, each.is_pull_request}
        and _STATES[state] in {None, each.status.is_open}
        and request.parameter("author") in {"", each.author}
    ]
    size = call.services.pages.discussions
    start = request.number("p", 0) * size
    document = {
        "discussions": [_summary(repository, each) for each in found[start : start + size]],
        "count": len(found),
        "start": start,
        "numClosedDiscussions": sum(not each.status.is_open for each in everything),
    }
    return json_reply(document)


def create(call: Call) -> Reply:
    """``POST …/discussions``: a new discussion, or an empty draft of a pull request."""
    repository, user, value = _repository(call), call.account(), call.request.json()
    title, body = str(value.get("title") or ""), _text(value.get("description"))
    if value.get("pullRequest"):
        base = call.services.repositories.revision(repository.id, MAIN)
        made = call.services.pull_requests.draft(repository.id, title=title, body=body, author=user.name, base=base)
    else:
        made = call.services.discussions.create(repository.id, title=title, body=body, author=user.name)
    url = f"{call.services.url}/{repository.id}/discussions/{made.num}"
    return json_reply({"num": made.num, "url": url, "pullRequest": made.is_pull_request})


def details(call: Call) -> Reply:
    """``GET …/discussions/N[?diff=1]``: one discussion with its whole timeline."""
    repository, discussion = _discussion(call)
    document = _summary(repository, discussion) | {
        "locked": discussion.locked,
        "events": [_event(repository, event) for event in discussion.events],
    }
    if discussion.is_pull_request:
        changes: Json = {"base": MAIN}
        if discussion.merge_commit:
            changes["mergeCommitId"] = discussion.merge_commit
        conflicts = call.services.pull_requests.conflicts(repository.id, discussion)
        document |= {"changes": changes, "filesWithConflicts": conflicts}
        if call.request.flag("diff"):
            document["diff"] = call.services.pull_requests.diff(repository.id, discussion)
    return json_reply(document)


def comment(call: Call) -> Reply:
    """``POST …/discussions/N/comment``: say something."""
    repository, discussion, user = _to_change(call)
    body = _text(call.request.json().get("comment"))
    said = call.services.discussions.comment(repository.id, discussion.num, body=body, author=user.name)
    return json_reply({"newMessage": _event(repository, said)})


def edit(call: Call) -> Reply:
    """``POST …/comment/{id}/edit``: put one's own words differently."""
    repository, discussion, user = _to_change(call)
    if _comment(call, discussion).author != user.name:
        raise forbidden("You can only edit your own comments")
    said = call.services.discussions.edit(
        repository.id,
        discussion.num,
        call.names["comment"],
        body=_text(call.request.json().get("content")),
        author=user.name,
    )
    return json_reply({"updatedComment": _event(repository, said)})


def hide(call: Call) -> Reply:
    """``POST …/comment/{id}/hide``: take a comment out of sight, for its author and for the repository's owner."""
    repository, discussion, user = _to_change(call)
    _check_author_or_owner(user, _comment(call, discussion).author, repository)
    hidden = call.services.discussions.hide(repository.id, discussion.num, call.names["comment"])
    return json_reply({"updatedComment": _event(repository, hidden)})


def rename(call: Call) -> Reply:
    """``POST …/discussions/N/title``: another title."""
    repository, discussion, user = _to_change(call)
    _check_author_or_owner(user, discussion.author, repository)
    title = str(call.request.json().get("title") or "")
    event = call.services.discussions.rename(repository.id, discussion.num, title=title, author=user.name)
    return json_reply({"newTitle": _event(repository, event)})


def set_status(call: Call) -> Reply:
    """``POST …/discussions/N/status``: open or close, with a comment if there is one."""
    repository, discussion, user = _to_change(call)
    _check_author_or_owner(user, discussion.author, repository)
    value = call.request.json()
    if value.get("status") not in {Status.OPEN.value, Status.CLOSED.value} or discussion.status is Status.MERGED:
        raise bad_request("Invalid status: expected open or closed, of a discussion that is not merged")
    event = call.services.discussions.set_status(
        repository.id,
        discussion.num,
        Status(value["status"]),
        author=user.name,
        comment=_text(value["comment"]) if value.get("comment") else "",
    )
    return json_reply({"newStatus": _event(repository, event)})


def merge(call: Call) -> Reply:
    """``POST …/discussions/N/merge``: bring a pull request into the main branch, for those who may write to it."""
    repository, discussion, _ = _to_change(call)
    user = call.writer(repository)
    value = call.request.json()
    text = _text(value["comment"]) if value.get("comment") else ""
    call.services.pull_requests.merge(repository.id, discussion.num, author=user.name, comment=text)
    return json_reply({})


def _repository(call: Call) -> Repository:
    repository = call.repository()
    if repository.discussions_disabled:
        raise forbidden("Discussions are disabled for this repo")
    return repository


def _discussion(call: Call) -> tuple[Repository, Discussion]:
    repository = _repository(call)
    return repository, call.services.discussions.get(repository.id, int(call.names["num"]))


def _to_change(call: Call) -> tuple[Repository, Discussion, User]:
    repository, discussion = _discussion(call)
    user = call.account()
    if discussion.locked and not user.may_write(repository):
        raise forbidden("This discussion has been locked")
    return repository, discussion, user


def _comment(call: Call, discussion: Discussion) -> Comment:
    found = discussion.comment(call.names["comment"])
    if found is None:
        raise Refusal(404, "Comment not found")
    return found


def _check_author_or_owner(user: User, author: str, repository: Repository) -> None:
    if user.name != author and not user.may_write(repository):
        raise forbidden("Forbidden: only the author and the owner of the repository may do this")


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise bad_request("Comment cannot be empty")
    if len(value) > _LONGEST_TEXT:
        raise bad_request(f"Comment must be at most {_LONGEST_TEXT} characters long")
    return value


def _summary(repository: Repository, discussion: Discussion) -> Json:
    return {
        "num": discussion.num,
        "author": documents.author(discussion.author, owner=repository.owner),
        "repo": {"name": repository.id, "type": "model"},
        "title": discussion.title,
        "status": discussion.status.value,
        "createdAt": timestamp(discussion.created_at),
        "isPullRequest": discussion.is_pull_request,
        "numComments": len(discussion.comments),
        "pinned": False,
    }


def _event(repository: Repository, event: Event) -> Json:
    return {
        "id": event.id,
        "author": documents.author(event.author, owner=repository.owner),
        "createdAt": timestamp(event.created_at),
        "type": "comment" if isinstance(event, Comment) else event.kind,
        "data": _comment_data(event) if isinstance(event, Comment) else dict(event.data),
    }


def _comment_data(said: Comment) -> Json:
    return {
        "edited": len(said.wordings) > 1,
        "hidden": said.hidden,
        "latest": _wording(said.latest, hidden=said.hidden),
        "numEdits": len(said.wordings) - 1,
        "history": [] if said.hidden else [_wording(each) for each in said.wordings[:-1]],
        "reactions": [],
        "identifiedLanguage": {"language": "en", "probability": 1},
    }


def _wording(wording: Wording, *, hidden: bool = False) -> Json:
    text = "This comment has been hidden" if hidden else wording.text
    return {
        "raw": text,
        "html": f"<p>{html.escape(text)}</p>",
        "updatedAt": timestamp(wording.at),
        "author": documents.author(wording.author),
    }
