# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Lists of models, and single models."""

from __future__ import annotations

import base64
import bisect
import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.localhub.endpoints import documents
from bot.localhub.endpoints.calls import Call
from bot.localhub.errors import bad_request
from bot.localhub.http.messages import Reply, json_reply
from bot.localhub.storage.files import timestamp
from bot.localhub.storage.snapshots import Repository

_Key = tuple[Any, str]
"""A sort value and the repository's object id, which decides between equals."""

_SORTS: Mapping[str, Callable[[Repository], Any]] = {
    "createdAt": lambda each: timestamp(each.created_at),
    "lastModified": lambda each: timestamp(each.last_modified),
    "downloads": lambda each: each.downloads,
    "likes": lambda each: each.likes,
    "trendingScore": lambda each: each.trending_score,
    "id": lambda each: each.id,
}


def list_models(call: Call) -> Reply:
    """``GET /api/models``: filtered, sorted, a page at a time.

    The cursor holds the last item's sort value and id, so a model that moves to the front during the walk shifts nothing.
    """
    request = call.request
    sort = request.parameter("sort", "trendingScore")
    if sort not in _SORTS:
        raise bad_request(f"Invalid sort: expected one of {', '.join(_SORTS)}")
    ascending = request.parameter("direction") == "1"
    size = max(1, min(request.number("limit", call.services.pages.models), call.services.pages.models))
    found = list(itertools.islice(_walk(call, sort, ascending=ascending), size + 1))
    keys = _keys(call)
    page = found[:size]
    items = [
        documents.model(call.services, each, call.services.repositories.revision(each.id), keys) for _, each in page
    ]
    more = len(found) > size
    return json_reply(items, headers=call.next_page(cursor=_encode(page[-1][0])) if more else {})


def model_info(call: Call) -> Reply:
    """``GET /api/models/{id}[/revision/{rev}]``: one model at one commit."""
    repository, commit = call.commit()
    keys = _expanded(call) or documents.INFO_KEYS
    document = documents.model(call.services, repository, commit, keys, blobs=call.request.flag("blobs"))
    if call.request.flag("securityStatus"):
        document["securityRepoStatus"] = {"scansDone": True, "filesWithIssues": []}
    return json_reply(document)


def auth_check(call: Call) -> Reply:
    """``GET …/auth-check``: whether the caller can have the files."""
    call.check_gate(call.repository(), " and you are not in the authorized list")
    return json_reply({})


def _walk(call: Call, sort: str, *, ascending: bool) -> Iterator[tuple[_Key, Repository]]:
    """What the caller asks for and may see, from the cursor on."""
    order = call.services.repositories.ordered(sort, lambda each: _key(sort, each))
    first, last = 0, len(order)
    if cursor := call.request.parameter("cursor"):
        after = _decode(cursor, type(order[0][0][0]) if order else str)
        if ascending:
            first = bisect.bisect_right(order, after, key=lambda pair: pair[0])
        else:
            last = bisect.bisect_left(order, after, key=lambda pair: pair[0])
    places = range(first, last) if ascending else range(last - 1, first - 1, -1)
    return (order[place] for place in places if _matches(call, order[place][1]))


def _matches(call: Call, repository: Repository) -> bool:
    if repository.private and not (call.user and call.user.may_write(repository)):
        return False
    request = call.request
    if (owner := request.parameter("author")) and repository.owner != owner:
        return False
    if request.parameter("search").lower() not in repository.id.lower():
        return False
    if (gated := request.parameter("gated")) and (gated == "true") != bool(repository.gated):
        return False
    wanted = {tag for each in request.parameters("filter") for tag in each.split(",")}
    wanted |= set(request.parameters("pipeline_tag"))
    if not wanted:
        return True
    head = call.services.repositories.revision(repository.id)
    return wanted <= set(call.services.descriptions.of(head).tags)


def _keys(call: Call) -> tuple[str, ...]:
    if expanded := _expanded(call):
        return expanded
    keys: tuple[str, ...] = documents.LIST_KEYS
    keys += documents.FULL_LIST_KEYS if call.request.flag("full") else ()
    keys += ("cardData",) if call.request.flag("cardData") else ()
    return keys + (("config",) if call.request.flag("config") else ())


def _expanded(call: Call) -> tuple[str, ...]:
    keys = tuple(call.request.parameters("expand"))
    for key in keys:
        if not documents.known_key(key):
            raise bad_request(f"Invalid expand: {key[:40]!r}")
    return keys


def _key(sort: str, repository: Repository) -> _Key:
    return _SORTS[sort](repository), repository.object_id


def _encode(key: _Key) -> str:
    return base64.b64encode(json.dumps(key).encode()).decode()


def _decode(cursor: str, kind: type) -> _Key:
    try:
        value, object_id = json.loads(base64.b64decode(cursor, validate=True))
    except (ValueError, TypeError):
        raise bad_request("Invalid cursor") from None
    if not isinstance(value, kind) or not isinstance(object_id, str):
        raise bad_request("Invalid cursor")
    return value, object_id
