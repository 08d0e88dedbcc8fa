# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a repository holds and how it came to: files, commits, branches, tags."""

from __future__ import annotations

import base64
import binascii
import itertools
import json
from collections.abc import Iterator
from urllib.parse import parse_qs

from bot.localhub import weights
from bot.localhub.endpoints import documents
from bot.localhub.endpoints.calls import Call
from bot.localhub.errors import bad_request, entry_not_found
from bot.localhub.http.messages import Reply, json_reply
from bot.localhub.storage import git
from bot.localhub.storage.files import Json
from bot.localhub.storage.snapshots import MAIN, Tree

_MOST_PATHS = 1000
"""Paths that one paths-info request may name."""


def list_tree(call: Call) -> Reply:
    """``GET …/tree/{rev}[/{path}]``: files and folders by path, a page at a time."""
    repository, commit = call.commit()
    expand = call.request.flag("expand")
    below = call.names.get("path", "").strip("/")
    listed = list(_listing(commit.tree, below, recursive=call.request.flag("recursive")))
    if below and not listed:
        raise entry_not_found(commit.id)
    pages = call.services.pages
    most = pages.tree_expanded if expand else pages.tree
    size = max(1, min(call.request.number("limit", most), most))
    start = _position(call.request.parameter("cursor"))
    changes = call.services.repositories.last_changes(repository.id, commit) if expand else {}
    items = [
        _folder_item(path, commit.tree)
        if path not in commit.tree
        else documents.tree_item(path, commit.tree[path], changes.get(path))
        for path in listed[start : start + size]
    ]
    more = start + size < len(listed)
    link = call.next_page(limit=size, cursor=base64.b64encode(str(start + size).encode()).decode()) if more else {}
    return json_reply(items, headers=link)


def paths_info(call: Call) -> Reply:
    """``POST …/paths-info/{rev}``: the named files and folders; what is not there is left out."""
    repository, commit = call.commit()
    form = _form(call)
    paths = form.get("paths", [])
    if len(paths) > _MOST_PATHS:
        raise bad_request(f"Too many paths: expected at most {_MOST_PATHS}, found {len(paths)}")
    expand = form.get("expand", ["false"])[-1].lower() == "true"
    changes = call.services.repositories.last_changes(repository.id, commit) if expand else {}
    items = []
    for path in paths:
        if path in commit.tree:
            items.append(documents.tree_item(path, commit.tree[path], changes.get(path)))
        elif any(each.startswith(f"{path}/") for each in commit.tree):
            items.append(_folder_item(path, commit.tree))
    return json_reply(items)


def list_commits(call: Call) -> Reply:
    """``GET …/commits/{rev}``: the history, newest first, a page at a time."""
    repository, commit = call.commit()
    history = list(call.services.repositories.history(repository.id, commit))
    most = call.services.pages.commits
    size = max(1, min(call.request.number("limit", most), most))
    page = call.request.number("p", 0)
    items = [documents.commit_item(each) for each in itertools.islice(history, page * size, (page + 1) * size)]
    link = call.next_page(p=page + 1, limit=size) if (page + 1) * size < len(history) else {}
    return json_reply(items, headers={"X-Total-Count": str(len(history)), **link})


def list_refs(call: Call) -> Reply:
    """``GET …/refs[?include_prs=1]``: branches, tags, and pull requests where asked for."""
    refs = call.repository().refs

    def under(prefix: str) -> list[Json]:
        return [
            {"name": ref.removeprefix(prefix), "ref": ref, "targetCommit": commit}
            for ref, commit in sorted(refs.items(), key=lambda pair: (pair[0] != MAIN, pair[0]))
            if ref.startswith(prefix)
        ]

    document: Json = {"tags": under("refs/tags/"), "branches": under("refs/heads/"), "converts": []}
    if call.request.flag("include_prs"):
        document["pullRequests"] = under("refs/pr/")
    return json_reply(document)


def safetensors_metadata(call: Call) -> Reply:
    """``GET …/safetensors-metadata/{index}``: the headers of all shards of the main branch in one answer."""
    repository, commit = call.commit()
    call.check_gate(repository)
    index = commit.tree.get(call.names["path"])
    if index is None:
        raise entry_not_found(commit.id)
    try:
        value = json.loads(call.services.repositories.blobs.read(index))
        shards = sorted(set(value["weight_map"].values()))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise bad_request("The index is not a valid safetensors index") from None
    headers: Json = {}
    for shard in shards:
        entry = commit.tree.get(shard)
        headers[shard] = weights.header(call.services.repositories.blobs, entry) if entry is not None else None
        if headers[shard] is None:
            raise bad_request(f"{shard}: missing, or not a safetensors file")
    return json_reply(
        {"index": {name: part for name, part in value.items() if name != "weight_map"}, "headers": headers}
    )


def _listing(tree: Tree, below: str, *, recursive: bool) -> Iterator[str]:
    prefix = f"{below}/" if below else ""
    found: set[str] = set()
    for path in tree:
        if path.startswith(prefix):
            parts = path.removeprefix(prefix).split("/")
            found.update(prefix + "/".join(parts[:depth]) for depth in range(1, (len(parts) if recursive else 1) + 1))
    yield from sorted(found)


def _folder_item(path: str, tree: Tree) -> Json:
    inside = {
        name.removeprefix(f"{path}/"): entry.blob_id for name, entry in tree.items() if name.startswith(f"{path}/")
    }
    return {"type": "directory", "oid": git.tree_id(inside), "size": 0, "path": path}


def _position(cursor: str) -> int:
    try:
        return int(base64.b64decode(cursor, validate=True) or b"0")
    except (ValueError, binascii.Error):
        raise bad_request("Invalid cursor") from None


def _form(call: Call) -> dict[str, list[str]]:
    if "json" in call.request.headers.get("content-type", ""):
        value = call.request.json()
        return {"paths": list(value.get("paths", [])), "expand": [str(value.get("expand", False))]}
    return parse_qs(call.request.body.decode(errors="replace"))
