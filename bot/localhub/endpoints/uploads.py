# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""New repositories, commits, and the contents of large files.

``preupload`` answers ``regular`` for every file that the client can send within the commit, and the Hub itself moves large ones
into large-file storage: where ``hf_xet`` is installed the client sends any file marked ``lfs`` through a service that is not
part of this Hub. The large-file protocol of git-lfs is there for files beyond that, and for clients without ``hf_xet``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator, Mapping

from bot.localhub.endpoints.calls import Call
from bot.localhub.errors import Refusal, bad_request, entry_not_found, forbidden
from bot.localhub.http.messages import Reply, json_reply
from bot.localhub.storage.accounts import User
from bot.localhub.storage.blobs import Entry
from bot.localhub.storage.files import Json
from bot.localhub.storage.repositories import Change
from bot.localhub.storage.snapshots import MAIN, Commit, Repository

_LARGEST_IN_COMMIT = 1 << 30
"""Bytes of a file that may be sent within a commit."""


def create_repository(call: Call) -> Reply:
    """``POST /api/repos/create``: a new model repository in a namespace of the caller's."""
    user, value = call.account(), call.request.json()
    if value.get("type", "model") != "model":
        raise bad_request("This Hub has models only")
    repository = f"{value.get('organization') or user.name}/{value.get('name')}"
    if not user.may_write_below(repository.partition("/")[0]):
        raise forbidden("You don't have the rights to create a model under this namespace")
    private = value.get("private") is True or value.get("visibility") == "private"
    url = f"{call.services.url}/{repository}"
    try:
        created = call.services.repositories.create(repository, private=private)
    except Refusal as refusal:
        if refusal.status != 409:
            raise
        # The client takes the address of a repository that exists from the refusal to create it.
        return json_reply({"error": refusal.message, "url": url}, status=refusal.status)
    return json_reply({"url": url, "name": created.id, "id": created.object_id})


def delete_repository(call: Call) -> Reply:
    """``DELETE /api/repos/delete``: the whole repository."""
    user, value = call.account(), call.request.json()
    name = f"{value.get('organization') or user.name}/{value.get('name')}"
    repository = call.services.repositories.get(name)
    call.writer(repository)
    call.services.repositories.delete(repository.id)
    return json_reply({})


def preupload(call: Call) -> Reply:
    """``POST …/preupload/{rev}``: how each file is to be sent, and the id of what is there already."""
    call.account()
    _, commit = call.commit()
    items = []
    for file in call.request.json().get("files", []):
        path, size = str(file.get("path")), int(file.get("size") or 0)
        mode = "lfs" if size > _LARGEST_IN_COMMIT else "regular"
        item: Json = {"path": path, "uploadMode": mode, "shouldIgnore": False}
        if path in commit.tree and commit.tree[path].sha256 is None:
            item["oid"] = commit.tree[path].blob_id
        items.append(item)
    return json_reply({"files": items})


def create_commit(call: Call) -> Reply:
    """``POST …/commit/{rev}[?create_pr=1]``: a commit on a branch, on a pull request, or as a new pull request."""
    repository, base = call.commit()
    user = call.account()
    as_pull_request = call.request.flag("create_pr")
    ref = _ref(call, repository)
    if not as_pull_request:
        _check_push(call, repository, ref, user)
    elif repository.discussions_disabled:
        raise forbidden("Pull requests are disabled for this repo")
    change, parent = _change(call, repository, base, user)
    if parent is not None and as_pull_request:
        base = call.services.repositories.revision(repository.id, parent)
    elif parent is not None and parent != base.id:
        raise Refusal(412, "A commit has happened since. Please refresh and try again.")
    if as_pull_request:
        return _propose(call, repository, change, base)
    commit = call.services.repositories.apply(repository.id, change, ref=ref)
    if ref.startswith("refs/pr/") and commit is not base:
        call.services.discussions.note_commit(repository.id, int(ref.rpartition("/")[2]), commit)
    return json_reply(_committed(call, repository, commit))


def lfs_batch(call: Call) -> Reply:
    """``POST /{id}.git/info/lfs/objects/batch``: where to put large files that are not here yet."""
    repository = call.repository()
    call.account()
    objects = []
    for item in call.request.json().get("objects", []):
        oid, size = str(item.get("oid")), int(item.get("size") or 0)
        answer: Json = {"oid": oid, "size": size}
        if call.services.repositories.blobs.large(oid) is None:
            base = f"{call.services.url}/{repository.id}.git/info/lfs/objects"
            answer["actions"] = {"upload": {"href": f"{base}/{oid}"}, "verify": {"href": f"{base}/verify"}}
        objects.append(answer)
    return json_reply(
        {"transfer": "basic", "objects": objects}, headers={"Content-Type": "application/vnd.git-lfs+json"}
    )


def lfs_put(call: Call) -> Reply:
    """``PUT /{id}.git/info/lfs/objects/{oid}``: a large file's content, which must be what its digest says.

    Like the signed address it stands for, it asks for no sign-in: what is put here belongs to no repository until a commit says so.
    """
    call.services.repositories.get(call.repository_id)
    if hashlib.sha256(call.request.body).hexdigest() != call.names["oid"]:
        raise bad_request("The content does not have this sha256")
    call.services.repositories.blobs.add_large(call.request.body)
    return Reply(headers={"ETag": f'"{call.names["oid"]}"'})


def lfs_verify(call: Call) -> Reply:
    """``POST …/objects/verify``: whether a large file arrived."""
    value = call.request.json()
    entry = call.services.repositories.blobs.large(str(value.get("oid")))
    if entry is None or entry.size != value.get("size"):
        raise Refusal(404, "Object not found")
    return json_reply({})


def no_xet(call: Call) -> Reply:
    """``GET …/xet-{read,write}-token/{rev}``: this Hub has no Xet storage."""
    call.repository()
    raise Refusal(404, "This Hub has no Xet storage; set HF_HUB_DISABLE_XET=1 to upload files of more than 1 GiB")


def _ref(call: Call, repository: Repository) -> str:
    revision = call.names["revision"]
    for ref in (revision, f"refs/heads/{revision}"):
        if ref in repository.refs:
            return ref
    if call.request.flag("create_pr"):
        return MAIN
    raise bad_request("Commits go on a branch or on a pull request")


def _check_push(call: Call, repository: Repository, ref: str, user: User) -> None:
    if user.may_write(repository):
        return
    if ref.startswith("refs/pr/"):
        discussion = call.services.discussions.get(repository.id, int(ref.rpartition("/")[2]))
        if discussion.author == user.name:
            return
    raise forbidden("Forbidden: you do not have write access")


def _change(call: Call, repository: Repository, base: Commit, user: User) -> tuple[Change, str | None]:
    files: dict[str, Entry] = {}
    delete: list[str] = []
    header: Mapping[str, object] = {}
    for key, value in _operations(call.request.body):
        path = str(value.get("path", ""))
        match key:
            case "header":
                header = value
            case "file":
                files[path] = call.services.repositories.blobs.add(path, _decoded(value))
            case "lfsFile":
                files[path] = _uploaded(call, str(value.get("oid")))
            case "deletedFile":
                if path not in base.tree:
                    raise entry_not_found(base.id)
                delete.append(path)
            case "deletedFolder":
                delete.append(f"{path.rstrip('/')}/")
            case _:
                raise bad_request(f"Unknown operation {key[:40]!r}")
    title = str(header.get("summary") or "")
    if not title:
        raise bad_request(f"{repository.id}: a commit needs a header with a summary")
    message = str(header.get("description") or "")
    change = Change(files=files, delete=tuple(delete), title=title, message=message, author=user.name)
    parent = header.get("parentCommit")
    return change, str(parent) if parent else None


def _operations(body: bytes) -> Iterator[tuple[str, Json]]:
    for line in body.splitlines():
        if not line.strip():
            continue
        try:
            operation = json.loads(line)
            key, value = operation["key"], operation["value"]
        except (ValueError, KeyError, TypeError):
            raise bad_request("Expected one JSON object with key and value a line") from None
        if not isinstance(key, str) or not isinstance(value, dict):
            raise bad_request("Expected one JSON object with key and value a line")
        yield key, value


def _decoded(value: Json) -> bytes:
    text = str(value.get("content", ""))
    if value.get("encoding", "utf-8") != "base64":
        return text.encode()
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise bad_request(f"{value.get('path')}: the content is not base64") from None


def _uploaded(call: Call, oid: str) -> Entry:
    entry = call.services.repositories.blobs.large(oid)
    if entry is None:
        raise bad_request(f"LFS object {oid[:64]} was not uploaded")
    return entry


def _propose(call: Call, repository: Repository, change: Change, base: Commit) -> Reply:
    commit, discussion = call.services.pull_requests.open(repository.id, change, base)
    if discussion is None:
        return json_reply({**_committed(call, repository, commit), "pullRequestUrl": None})
    url = f"{call.services.url}/{repository.id}/discussions/{discussion.num}"
    return json_reply({**_committed(call, repository, commit), "pullRequestUrl": url})


def _committed(call: Call, repository: Repository, commit: Commit) -> Json:
    url = f"{call.services.url}/{repository.id}/commit/{commit.id}"
    return {"success": True, "commitOid": commit.id, "commitUrl": url, "hookOutput": ""}
