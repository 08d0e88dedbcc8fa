# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Object ids as git computes them, so that identical files have identical ids here and on the real Hub."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime


def blob_id(content: bytes) -> str:
    """The id of a file's content.

    >>> blob_id(b"{}")
    '9e26dfeeb6e641a33dae4961196235bdb965b21b'
    """
    return _object_id("blob", content)


def pointer(sha256: str, size: int) -> bytes:
    """The file that git keeps in place of a large one (git-lfs, docs/spec.md)."""
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n".encode()


def tree_id(blobs: Mapping[str, str]) -> str:
    """The id of the folder that holds these paths, with the id of each file's blob."""
    files: dict[str, str] = {}
    folders: dict[str, dict[str, str]] = {}
    for path, blob in blobs.items():
        head, slash, rest = path.partition("/")
        if slash:
            folders.setdefault(head, {})[rest] = blob
        else:
            files[head] = blob
    rows = [(name, b"100644", blob) for name, blob in files.items()]
    # Git sorts a folder as if its name ended in a slash.
    rows += [(f"{name}/", b"40000", tree_id(inside)) for name, inside in folders.items()]
    content = b"".join(
        mode + b" " + name.rstrip("/").encode() + b"\0" + bytes.fromhex(oid) for name, mode, oid in sorted(rows)
    )
    return _object_id("tree", content)


def commit_id(*, tree: str, parent: str | None, author: str, date: datetime, message: str) -> str:
    """The id of a commit."""
    who = f"{author} <{author}@localhub.invalid> {int(date.timestamp())} +0000"
    lines = [f"tree {tree}", *([f"parent {parent}"] if parent else []), f"author {who}", f"committer {who}"]
    return _object_id("commit", ("\n".join(lines) + f"\n\n{message}\n").encode())


def _object_id(kind: str, content: bytes) -> str:
    digest = hashlib.sha1(usedforsecurity=False)
    digest.update(f"{kind} {len(content)}\0".encode())
    digest.update(content)
    return digest.hexdigest()
