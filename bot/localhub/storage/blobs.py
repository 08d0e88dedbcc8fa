# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Contents of files, kept once each under the digest of what they are."""

from __future__ import annotations

import functools
import hashlib
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.localhub.procedural.recipes import ProceduralFile
from bot.localhub.storage import git
from bot.localhub.storage.files import write_bytes

CHUNK = 1 << 18
"""Bytes read and sent at a time."""

LARGE_FROM = 10 * 1024 * 1024
"""The Hub refuses regular git files from 10 MiB on."""

_LARGE_SUFFIXES = frozenset(
    [
        "7z",
        "arrow",
        "bin",
        "bz2",
        "ckpt",
        "ftz",
        "gguf",
        "gz",
        "h5",
        "joblib",
        "mlmodel",
        "model",
        "msgpack",
        "npy",
        "npz",
        "onnx",
        "ot",
        "parquet",
        "pb",
        "pickle",
        "pkl",
        "pt",
        "pth",
        "rar",
        "safetensors",
        "tar",
        "tflite",
        "tgz",
        "wasm",
        "xz",
        "zip",
        "zst",
    ]
)
"""Suffixes in the `.gitattributes` that the Hub gives to every new repository."""

GITATTRIBUTES = "".join(
    f"*.{suffix} filter=lfs diff=lfs merge=lfs -text\n" for suffix in sorted(_LARGE_SUFFIXES)
).encode()
"""The file that every repository starts with."""

_SHA256 = re.compile(r"[0-9a-f]{64}")

Content = bytes | Path | ProceduralFile
"""What can be published under a path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file of a commit: its size and the ids under which its content is found."""

    size: int
    blob_id: str
    """Git's id of the content, or of the pointer where the file is large."""
    sha256: str | None = None
    """Digest of a large file's content; of a procedural one, of its recipe."""
    procedural: bool = False

    @property
    def pointer_size(self) -> int:
        """Size of the file that git holds in place of a large one."""
        return len(git.pointer(self.sha256 or "", self.size))


def is_large(path: str, size: int) -> bool:
    """Whether the Hub would keep this file in large-file storage."""
    return size >= LARGE_FROM or (size > 0 and path.rpartition(".")[2].lower() in _LARGE_SUFFIXES)


def large_entry(sha256: str, size: int, *, procedural: bool = False) -> Entry:
    """The entry of a file in large-file storage."""
    return Entry(size=size, blob_id=git.blob_id(git.pointer(sha256, size)), sha256=sha256, procedural=procedural)


class Blobs:
    """Everything that commits point to."""

    def __init__(self, root: Path) -> None:
        self._root = root
        # A model of 163 shards is read in any order; parsing a recipe costs milliseconds, keeping it about 300 KB.
        self._recipe = functools.lru_cache(maxsize=64)(self._read_recipe)

    def add(self, path: str, content: Content) -> Entry:
        """Keep this content; what is there already is not written again."""
        match content:
            case ProceduralFile():
                return self._add_recipe(content)
            case Path():
                size = content.stat().st_size
                return (
                    self._add_large_file(content, size)
                    if is_large(path, size)
                    else self._add_small(content.read_bytes())
                )
            case bytes():
                return self.add_large(content) if is_large(path, len(content)) else self._add_small(content)

    def add_large(self, content: bytes) -> Entry:
        """Keep this content in large-file storage, whatever its size."""
        digest = hashlib.sha256(content).hexdigest()
        target = self._large_path(digest)
        if not target.exists():
            write_bytes(target, content)
        return large_entry(digest, len(content))

    def large(self, sha256: str) -> Entry | None:
        """The large file with this digest, if it is here."""
        if not _SHA256.fullmatch(sha256):
            return None
        if self._recipe_path(sha256).exists():
            return large_entry(sha256, self._recipe(sha256).size, procedural=True)
        path = self._large_path(sha256)
        return large_entry(sha256, path.stat().st_size) if path.exists() else None

    def read(self, entry: Entry) -> bytes:
        """The whole content: for files that are known to be small."""
        return b"".join(self.chunks(entry, 0, entry.size))

    def chunks(self, entry: Entry, start: int, stop: int) -> Iterator[bytes]:
        """Bytes ``start`` to ``stop`` in pieces, without ever holding the file."""
        if entry.procedural and entry.sha256 is not None:
            yield from self._recipe(entry.sha256).chunks(start, stop)
            return
        path = self._large_path(entry.sha256) if entry.sha256 is not None else self._small_path(entry.blob_id)
        with path.open("rb") as file:
            file.seek(start)
            left = stop - start
            while left > 0 and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk

    def recipe(self, entry: Entry) -> ProceduralFile | None:
        """The recipe behind a procedural file."""
        return self._recipe(entry.sha256) if entry.procedural and entry.sha256 is not None else None

    def _add_small(self, content: bytes) -> Entry:
        oid = git.blob_id(content)
        target = self._small_path(oid)
        if not target.exists():
            write_bytes(target, content)
        return Entry(size=len(content), blob_id=oid)

    def _add_large_file(self, source: Path, size: int) -> Entry:
        with source.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        target = self._large_path(digest)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary = target.with_suffix(".part")
            shutil.copyfile(source, temporary)
            temporary.replace(target)
        return large_entry(digest, size)

    def _add_recipe(self, recipe: ProceduralFile) -> Entry:
        text = recipe.to_json()
        digest = hashlib.sha256(text).hexdigest()
        target = self._recipe_path(digest)
        if not target.exists():
            write_bytes(target, text)
        return large_entry(digest, recipe.size, procedural=True)

    def _read_recipe(self, sha256: str) -> ProceduralFile:
        return ProceduralFile.from_json(self._recipe_path(sha256).read_bytes())

    def _small_path(self, oid: str) -> Path:
        return self._root / "small" / oid[:2] / oid

    def _large_path(self, sha256: str) -> Path:
        return self._root / "large" / sha256[:2] / sha256

    def _recipe_path(self, sha256: str) -> Path:
        return self._root / "recipes" / sha256[:2] / f"{sha256}.json"
