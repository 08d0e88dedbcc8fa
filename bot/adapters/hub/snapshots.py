# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From the Hub's JSON to snapshots and events. A value of the wrong kind counts as absent; only a missing commit is an error."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from bot.adapters.cards import declared
from bot.adapters.hub.addresses import is_plain_path, is_repo_name
from bot.model.errors import RemoteFailure
from bot.model.repository import FileEntry, HubEvent, Snapshot, SnapshotKey

_log = logging.getLogger(__name__)

_COMMIT = re.compile(r"[0-9a-f]{40}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LARGEST_SIZE = 1 << 60
_WEIGHTS = re.compile(
    r"\.(?:safetensors|gguf|ggml|bin|pt|pth|ckpt|h5|keras|msgpack|onnx|npz|nemo|pdparams|tflite|mlmodel|ot)\Z",
    re.IGNORECASE,
)


def snapshot_from(asked: str, document: object) -> Snapshot:
    """What ``GET /api/models/{id}/revision/{rev}?blobs=true`` said. ``asked`` stands in where it names no repository.

    Raises RemoteFailure where it names no commit: then it is no model.
    """
    fields = _object(document)
    sha = _match(fields.get("sha"), _COMMIT)
    if sha is None:
        raise RemoteFailure(f"{asked}: the Hub's description names no commit")
    name = fields.get("id")
    key = SnapshotKey(name if isinstance(name, str) and is_repo_name(name) else asked, sha)
    total = _object(fields.get("safetensors")).get("total")
    return Snapshot(
        key=key,
        files=tuple(sorted(_files(key, fields.get("siblings")), key=lambda entry: entry.path)),
        declared=declared(fields.get("cardData")),
        parameters=_count(total) or None,
        created_at=moment(fields.get("createdAt")),
        last_modified=moment(fields.get("lastModified")),
        gated=fields.get("gated") in {"auto", "manual"}
        if isinstance(fields.get("gated"), str)
        else fields.get("gated") is True,
    )


def event_from(item: object) -> HubEvent | None:
    """One model of a list; ``None`` where it lacks name, commit or time."""
    fields = _object(item)
    name, sha, modified = fields.get("id"), _match(fields.get("sha"), _COMMIT), moment(fields.get("lastModified"))
    if not isinstance(name, str) or not is_repo_name(name) or sha is None or modified is None:
        return None
    siblings = fields.get("siblings")
    has_weights = None
    if isinstance(siblings, list):
        paths = (_object(each).get("rfilename") for each in siblings)
        has_weights = any(isinstance(path, str) and _WEIGHTS.search(path) for path in paths)
    return HubEvent(
        key=SnapshotKey(name, sha),
        last_modified=modified,
        source="poll",
        has_weights=has_weights,
        disabled=fields.get("disabled") is True,
    )


def moment(value: object) -> datetime | None:
    """A time as the Hub writes it, with UTC as its zone.

    >>> moment("2026-03-17T09:30:00.000Z")
    datetime.datetime(2026, 3, 17, 9, 30, tzinfo=datetime.timezone.utc)
    >>> moment("yesterday"), moment(5)
    (None, None)
    """
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        parsed = datetime.fromisoformat(value)
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _files(key: SnapshotKey, siblings: object) -> Iterator[FileEntry]:
    seen: set[str] = set()
    for sibling in siblings if isinstance(siblings, list) else []:
        fields = _object(sibling)
        path = fields.get("rfilename")
        if not isinstance(path, str) or not is_plain_path(path) or path in seen:
            _log.warning("file_name_refused", extra={"snapshot": str(key), "path": ascii(path)[:200]})
            continue
        seen.add(path)
        lfs = _object(fields.get("lfs"))
        yield FileEntry(
            path=path,
            size=_count(fields.get("size")) or _count(lfs.get("size")) or 0,
            blob_id=_match(fields.get("blobId"), _COMMIT),
            lfs_sha256=_match(lfs.get("sha256"), _SHA256),
        )


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _match(value: object, pattern: re.Pattern[str]) -> str | None:
    return value if isinstance(value, str) and pattern.fullmatch(value) else None


def _count(value: object) -> int | None:
    """A count that could be true: whole, not negative, below an exabyte."""
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST_SIZE
    return value if is_count and isinstance(value, int) else None
