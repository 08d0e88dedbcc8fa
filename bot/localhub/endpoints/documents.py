# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Repositories, files and commits as the JSON that the Hub's client reads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from bot.localhub.services import Services
from bot.localhub.storage.blobs import Entry
from bot.localhub.storage.files import Json, timestamp
from bot.localhub.storage.snapshots import Commit, Repository

LIST_KEYS = ("private", "createdAt", "likes", "downloads", "trendingScore", "tags", "library_name", "pipeline_tag")
"""What a list holds of each model when nothing else is asked for."""

FULL_LIST_KEYS = ("author", "gated", "lastModified", "sha", "siblings", "disabled")
"""What ``full=true`` adds to a list."""

INFO_KEYS = (
    *(
        "author",
        "private",
        "gated",
        "disabled",
        "sha",
        "lastModified",
        "createdAt",
        "likes",
        "downloads",
        "trendingScore",
    ),
    *("tags", "siblings", "spaces", "cardData", "config", "library_name", "pipeline_tag", "safetensors", "usedStorage"),
)
"""What a single model holds when nothing else is asked for."""

NEVER_SET = (
    *("downloadsAllTime", "evalResults", "gguf", "inference", "inferenceProviderMapping", "mask_token", "model-index"),
    *("resourceGroup", "transformersInfo", "widgetData"),
)
"""Keys of the real Hub that may be asked for and that no model here has."""

_SAFE = {
    "status": "safe",
    "jFrogScan": {"status": "safe"},
    "protectAiScan": {"status": "safe"},
    "avScan": {"status": "safe", "version": "local"},
    "pickleImportScan": {"status": "unscanned", "pickleImports": []},
}


def model(
    services: Services, repository: Repository, commit: Commit, keys: tuple[str, ...], *, blobs: bool = False
) -> Json:
    """A model with these keys; those that it has no value for are left out."""
    document: Json = {"_id": repository.object_id, "id": repository.id, "modelId": repository.id}
    for key in keys:
        value = _KEYS[key](services, repository, commit) if key in _KEYS else None
        if value is not None:
            document[key] = value
    if blobs and "siblings" in document:
        document["siblings"] = [_sibling_with_blob(path, entry) for path, entry in commit.tree.items()]
    return document


def known_key(key: str) -> bool:
    """Whether this may be asked for."""
    return key in _KEYS or key in NEVER_SET


_KEYS: dict[str, Callable[[Services, Repository, Commit], object]] = {
    "author": lambda _, r, __: r.owner,
    "private": lambda _, r, __: r.private,
    "gated": lambda _, r, __: r.gated,
    "disabled": lambda _, r, __: r.disabled,
    "sha": lambda _, __, c: c.id,
    "lastModified": lambda _, r, __: timestamp(r.last_modified),
    "createdAt": lambda _, r, __: timestamp(r.created_at),
    "likes": lambda _, r, __: r.likes,
    "downloads": lambda _, r, __: r.downloads,
    "trendingScore": lambda _, r, __: r.trending_score,
    "tags": lambda s, _, c: list(s.descriptions.of(c).tags),
    "siblings": lambda _, __, c: [{"rfilename": path} for path in c.tree],
    "spaces": lambda _, __, ___: [],
    "cardData": lambda s, _, c: s.descriptions.of(c).card,
    "config": lambda s, _, c: s.descriptions.of(c).config,
    "library_name": lambda s, _, c: s.descriptions.of(c).library_name,
    "pipeline_tag": lambda s, _, c: s.descriptions.of(c).pipeline_tag,
    "safetensors": lambda s, _, c: _safetensors(s, c),
    "usedStorage": lambda _, __, c: sum(entry.size for entry in c.tree.values()),
    "baseModels": lambda s, _, c: _base_models(s, c),
    "childrenModelCount": lambda s, r, _: _children(s, r),
}


def tree_item(path: str, entry: Entry, last_commit: Commit | None = None) -> Json:
    """A file in a listing; with the commit that last changed it and its scans where ``expand`` asks for them."""
    item: Json = {"type": "file", "oid": entry.blob_id, "size": entry.size, "path": path}
    if entry.sha256 is not None:
        item["lfs"] = {"oid": entry.sha256, "size": entry.size, "pointerSize": entry.pointer_size}
    if last_commit is not None:
        date = timestamp(last_commit.date)
        item["lastCommit"] = {"id": last_commit.id, "title": last_commit.title, "date": date}
        item["securityFileStatus"] = _SAFE
    return item


def commit_item(commit: Commit) -> Json:
    """A commit in a history."""
    return {
        "id": commit.id,
        "title": commit.title,
        "message": commit.message,
        "date": timestamp(commit.date),
        "authors": [{"user": commit.author, "avatar": "/avatars/none.svg"}],
    }


def author(name: str, *, owner: str = "") -> Json:
    """A user as discussions name one."""
    return {
        "_id": hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()[:24],
        "avatarUrl": "/avatars/none.svg",
        "fullname": name,
        "name": name,
        "type": "user",
        "isPro": False,
        "isHf": False,
        "isOwner": name == owner,
    }


def _sibling_with_blob(path: str, entry: Entry) -> Json:
    sibling: Json = {"rfilename": path, "blobId": entry.blob_id, "size": entry.size}
    if entry.sha256 is not None:
        sibling["lfs"] = {"sha256": entry.sha256, "size": entry.size, "pointerSize": entry.pointer_size}
    return sibling


def _safetensors(services: Services, commit: Commit) -> Json | None:
    parameters = services.descriptions.parameters(commit)
    return {"parameters": dict(parameters), "total": sum(parameters.values())} if parameters else None


def _base_models(services: Services, commit: Commit) -> Json | None:
    description = services.descriptions.of(commit)
    if not description.base_models:
        return None
    known = {each.id: each.object_id for each in services.repositories.all()}
    models = [{"_id": known.get(name, ""), "id": name} for name in description.base_models]
    return {"relation": description.relation, "models": models}


def _children(services: Services, repository: Repository) -> int:
    heads = [services.repositories.revision(each.id) for each in services.repositories.all()]
    return sum(repository.id in services.descriptions.of(head).base_models for head in heads)
