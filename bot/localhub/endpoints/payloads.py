# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a webhook is sent (Hub documentation, "Webhooks", payload version 3)."""

from __future__ import annotations

import hashlib

from bot.localhub.events import HubEvent
from bot.localhub.services import Services
from bot.localhub.storage.files import Json
from bot.localhub.storage.snapshots import MAIN, Repository
from bot.localhub.storage.threads import Comment, Discussion


def payload(services: Services, event: HubEvent) -> Json:
    """The body for an event, but for the part that names the webhook."""
    repository = services.repositories.get(event.repository)
    body: Json = {
        "event": {"action": event.action, "scope": event.scope},
        "repo": _repository(services, repository, with_head=event.scope.startswith("repo")),
    }
    if event.updated_refs:
        body["updatedRefs"] = [{"ref": each.ref, "oldSha": each.old, "newSha": each.new} for each in event.updated_refs]
    if event.discussion is not None:
        discussion = services.discussions.get(repository.id, event.discussion)
        body["discussion"] = _discussion(services, repository, discussion)
        comment = discussion.comment(event.comment) if event.comment else None
        if event.action == "create" and event.scope == "discussion":
            comment = discussion.comments[0]
        if comment is not None:
            body["comment"] = _comment(services, repository, discussion, comment)
    return body


def _repository(services: Services, repository: Repository, *, with_head: bool) -> Json:
    item: Json = {
        "type": "model",
        "name": repository.id,
        "id": repository.object_id,
        "private": repository.private,
        "url": {"web": f"{services.url}/{repository.id}", "api": f"{services.url}/api/models/{repository.id}"},
        "owner": {"id": _account_id(repository.owner)},
    }
    return item | ({"headSha": repository.head} if with_head else {})


def _discussion(services: Services, repository: Repository, discussion: Discussion) -> Json:
    place = f"{repository.id}/discussions/{discussion.num}"
    item: Json = {
        "id": discussion.object_id,
        "num": discussion.num,
        "title": discussion.title,
        "status": discussion.status.value,
        "isPullRequest": discussion.is_pull_request,
        "author": {"id": _account_id(discussion.author)},
        "url": {"web": f"{services.url}/{place}", "api": f"{services.url}/api/models/{place}"},
    }
    return item | ({"changes": {"base": MAIN}} if discussion.is_pull_request else {})


def _comment(services: Services, repository: Repository, discussion: Discussion, comment: Comment) -> Json:
    web = f"{services.url}/{repository.id}/discussions/{discussion.num}#{comment.id}"
    item: Json = {
        "id": comment.id,
        "author": {"id": _account_id(comment.author)},
        "hidden": comment.hidden,
        "url": {"web": web},
    }
    return item if comment.hidden else item | {"content": comment.latest.text}


def _account_id(name: str) -> str:
    return hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()[:24]
