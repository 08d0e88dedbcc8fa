# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Contents of files: where they are, and their bytes, whole or in part."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from dataclasses import replace
from urllib.parse import quote

from bot.localhub.endpoints.calls import Call
from bot.localhub.errors import Refusal, entry_not_found, forbidden
from bot.localhub.http.messages import Reply, Stream
from bot.localhub.storage.blobs import Entry

_VALID_SECONDS = 3600
"""How long the address of a large file is good for."""

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def resolve(call: Call) -> Reply:
    """``GET /{id}/resolve/{rev}/{path}``: sends the client on, to the cache for small files, to the content network for large."""
    repository, commit = call.commit()
    call.check_gate(repository)
    entry = commit.tree.get(call.names["path"])
    if entry is None:
        raise entry_not_found(commit.id)
    common = {"X-Repo-Commit": commit.id, "Accept-Ranges": "bytes", "X-Linked-Size": str(entry.size)}
    if entry.sha256 is not None:
        location = call.services.cdn_url + _signed(
            call, f"/cdn/{repository.id}/{entry.sha256}/{quote(call.names['path'])}"
        )
        headers = {**common, "X-Linked-ETag": f'"{entry.sha256}"', "Location": location}
        return Reply(status=302, headers=_text(headers), body=b"Found. Redirecting")
    # The client drops nothing on this way: the address is relative, so it stays on the same origin.
    etag = quote(f'"{entry.blob_id}"', safe="")
    path = f"/api/resolve-cache/models/{repository.id}/{commit.id}/{quote(call.names['path'])}"
    location = f"{path}?{quote(call.request.path, safe='')}=&etag={etag}"
    headers = {**common, "ETag": f'"{entry.blob_id}"', "Location": location}
    return Reply(status=307, headers=_text(headers), body=f"Temporary Redirect. Redirecting to {location}".encode())


def resolve_cache(call: Call) -> Reply:
    """``GET /api/resolve-cache/models/{id}/{commit}/{path}``: a small file's bytes."""
    repository, commit = call.commit()
    call.check_gate(repository)
    entry = commit.tree.get(call.names["path"])
    if entry is None or entry.sha256 is not None:
        raise entry_not_found(commit.id)
    reply = content(call, entry, f'"{entry.blob_id}"')
    return replace(reply, headers={**reply.headers, "X-Repo-Commit": commit.id})


def cdn(call: Call) -> Reply:
    """``GET /cdn/{id}/{sha256}/{path}?Expires=…&Signature=…`` on the other port: a large file's bytes, to whoever has the address."""
    expires = call.request.parameter("Expires")
    good = _signature(call, call.request.path, expires)
    if not hmac.compare_digest(good, call.request.parameter("Signature")) or int(expires) < time.time():
        raise forbidden("AccessDenied: the address is not valid, or not any more")
    entry = call.services.repositories.blobs.large(call.names["sha256"])
    if entry is None:
        raise Refusal(404, "NoSuchKey")
    return content(call, entry, f'"{entry.sha256}"')


def content(call: Call, entry: Entry, etag: str) -> Reply:
    """A file's bytes, or the single range of them that was asked for (RFC 9110, section 14)."""
    blobs = call.services.repositories.blobs
    headers = {"ETag": etag, "Accept-Ranges": "bytes", "Content-Type": "application/octet-stream"}
    asked = _asked_range(call.request.headers.get("range"), entry.size)
    if asked is None:
        return Reply(headers=headers, body=Stream(entry.size, blobs.chunks(entry, 0, entry.size)))
    start, stop = asked
    if start >= stop:
        headers["Content-Range"] = f"bytes */{entry.size}"
        return Reply(status=416, headers=headers, body=b"Requested Range Not Satisfiable")
    headers["Content-Range"] = f"bytes {start}-{stop - 1}/{entry.size}"
    return Reply(status=206, headers=headers, body=Stream(stop - start, blobs.chunks(entry, start, stop)))


def _asked_range(header: str | None, size: int) -> tuple[int, int] | None:
    """Start and end (exclusive) of the range; an empty one where it lies outside; ``None`` where the header means nothing.

    Several ranges at once and other units are answered with the whole file, as the RFC allows.
    """
    match = _RANGE.fullmatch((header or "").replace(" ", ""))
    if match is None or match.group() == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        return max(0, size - int(last)), size
    if last and int(last) < int(first):
        return None
    return int(first), min(size, int(last) + 1) if last else size


def _signed(call: Call, path: str) -> str:
    expires = str(int(time.time()) + _VALID_SECONDS)
    return f"{path}?Expires={expires}&Signature={_signature(call, path, expires)}"


def _signature(call: Call, path: str, expires: str) -> str:
    return hmac.new(call.services.secret, f"{path}?{expires}".encode(), hashlib.sha256).hexdigest()


def _text(headers: dict[str, str]) -> dict[str, str]:
    return {**headers, "Content-Type": "text/plain; charset=utf-8"}
