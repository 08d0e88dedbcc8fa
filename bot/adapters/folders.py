# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A model in a local folder, read as if it were a repository."""

from __future__ import annotations

import hashlib
import logging
import os
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from bot.adapters.cards import declared, front_matter
from bot.adapters.hub.addresses import is_plain_path
from bot.model.costs import Cost
from bot.model.errors import CutShort, FileTooLarge, InputError, NotFound
from bot.model.repository import ByteRange, Declared, FileEntry, Snapshot, SnapshotKey

_log = logging.getLogger(__name__)

_MOST_FILES = 100_000
_LARGEST_HASHED = 64 * 1024 * 1024
_MOST_HASHED = 1024 * 1024 * 1024
"""Bytes that are hashed of a whole folder: opening one takes seconds, never minutes."""

_LARGEST_PLAIN = 10 * 1024 * 1024
"""From this size on the Hub keeps a file as a large one, by SHA-256 (Hub documentation, "Repository limits")."""

_LARGE_SUFFIXES = frozenset(
    (
        *(".7z", ".arrow", ".bin", ".bz2", ".ckpt", ".ftz", ".gguf", ".gz", ".h5", ".joblib", ".mlmodel"),
        *(".model", ".msgpack", ".npy", ".npz", ".onnx", ".ot", ".parquet", ".pb", ".pickle", ".pkl", ".pt"),
        *(".pth", ".rar", ".safetensors", ".tar", ".tflite", ".tgz", ".wasm", ".xz", ".zip", ".zst"),
    )
)
"""What the ``.gitattributes`` of every new repository keeps as large files."""

_NOT_THE_MODEL = frozenset({".git", ".cache", "__pycache__"})
_LARGEST_CARD = 1024 * 1024
_PIECE = 1024 * 1024


def open_folder(folder: Path, *, monotonic: Callable[[], float] = time.monotonic) -> FolderSource:
    """The model in this folder, its small files hashed so that they can be looked up.

    Raises NotFound where there is no such folder, InputError where it holds no file that can be read as part of a model.
    """
    start = monotonic()
    root = Path(os.path.realpath(folder))
    if not root.is_dir():
        raise NotFound(f"{folder}: no such folder")
    found = list(_found(root))
    if not found:
        raise InputError(
            f"{folder}: expected a folder with files, found none inside it; links that lead out are not followed"
        )
    source = FolderSource(root, _snapshot(root, found), monotonic=monotonic)
    source.spent(Cost(seconds=monotonic() - start))
    return source


class FolderSource:
    """Reads files of one folder and never anything outside it."""

    def __init__(self, root: Path, snapshot: Snapshot, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._root = root
        self._snapshot = snapshot
        self._monotonic = monotonic
        self._cost = Cost()

    @property
    def snapshot(self) -> Snapshot:
        """The folder as it was when it was opened."""
        return self._snapshot

    @property
    def cost(self) -> Cost:
        """Seconds, and bytes that were asked for; no requests, and hashing is not counted as bytes."""
        return self._cost

    def spent(self, cost: Cost) -> None:
        """Count this too."""
        self._cost += cost

    def read(self, path: str, *, limit: int) -> bytes:
        """The whole file."""
        start = self._monotonic()
        with _opened(self._root, path) as file:
            if os.fstat(file.fileno()).st_size > limit:
                raise FileTooLarge(f"{path}: longer than the {limit} bytes that are read of a file of its kind")
            # A file that grows meanwhile is read up to the limit and one byte, which tells.
            content = file.read(limit + 1)
        if len(content) > limit:
            raise FileTooLarge(f"{path}: longer than the {limit} bytes that are read of a file of its kind")
        self.spent(Cost(seconds=self._monotonic() - start, bytes=len(content)))
        return content

    def read_ranges(self, path: str, ranges: Sequence[ByteRange]) -> list[bytes]:
        """Each range's bytes. Raises CutShort where the file ends before."""
        start = self._monotonic()
        parts = []
        with _opened(self._root, path) as file:
            size = os.fstat(file.fileno()).st_size
            for each in ranges:
                if each.stop > size:
                    raise CutShort(f"{path}: asked for bytes up to {each.stop}, the file ends at {size}")
                file.seek(each.start)
                parts.append(file.read(each.length))
                if len(parts[-1]) < each.length:
                    raise CutShort(f"{path}: the file became shorter while it was read")
        self.spent(Cost(seconds=self._monotonic() - start, bytes=sum(map(len, parts))))
        return parts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """One regular file inside the folder."""

    path: str
    size: int
    modified_ns: int


def _found(root: Path) -> Iterator[_Found]:
    count = 0
    for folder, folders, names in os.walk(root, followlinks=False):
        folders[:] = sorted(name for name in folders if name not in _NOT_THE_MODEL)
        for name in sorted(names):
            count += 1
            if count > _MOST_FILES:
                raise InputError(f"{root}: more than {_MOST_FILES} files; name the folder of one model")
            path = Path(folder, name)
            status = _status(root, path)
            relative = path.relative_to(root).as_posix()
            if status is None or not is_plain_path(relative):
                _log.warning("file_skipped", extra={"folder": str(root), "path": ascii(relative)[:200]})
                continue
            yield _Found(path=relative, size=status.st_size, modified_ns=status.st_mtime_ns)


def _status(root: Path, path: Path) -> os.stat_result | None:
    """Of a regular file that lies inside the folder, also by a link; ``None`` of everything else."""
    try:
        target = Path(os.path.realpath(path))
        status = target.stat()
    except (OSError, ValueError):
        return None
    return status if target.is_relative_to(root) and stat.S_ISREG(status.st_mode) else None


def _opened(root: Path, path: str) -> BinaryIO:
    """The file, looked at again when it is opened, since whoever owns the folder may have changed it. Close it.

    Raises InputError for a path that leads out of the folder, NotFound where there is no such file.
    """
    target = Path(os.path.realpath(root / path)) if is_plain_path(path) else root
    if target == root or not target.is_relative_to(root):
        raise InputError(f"{path[:80]!r}: leads out of the folder")
    # Opening a pipe would wait for its other end for ever.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        number = os.open(target, flags)
    except OSError as error:
        raise NotFound(f"{path}: no such file in the folder, or no permission to read it") from error
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise NotFound(f"{path}: no file")
    return os.fdopen(number, "rb")


def _snapshot(root: Path, found: Sequence[_Found]) -> Snapshot:
    entries = {each.path: FileEntry(path=each.path, size=each.size) for each in found}
    room = _MOST_HASHED
    for each in sorted(found, key=lambda one: (one.size, one.path)):
        if each.size <= min(_LARGEST_HASHED, room):
            room -= each.size
            entries[each.path] = _hashed(root, each)
    files = tuple(entries[path] for path in sorted(entries))
    try:
        key = SnapshotKey(str(root), _revision(files, found))
    except ValueError as error:
        raise InputError(f"{ascii(str(root))[:200]}: a folder of this name cannot be named in a report") from error
    newest = max(each.modified_ns for each in found) / 1e9
    return Snapshot(
        key=key,
        files=files,
        declared=_declared(root, entries.get("README.md")),
        last_modified=datetime.fromtimestamp(newest, UTC),
    )


def _hashed(root: Path, found: _Found) -> FileEntry:
    """As the Hub would list it: a small file by git's blob id, a large one by its SHA-256."""
    is_large = found.size >= _LARGEST_PLAIN or Path(found.path).suffix.lower() in _LARGE_SUFFIXES
    digest = hashlib.sha256() if is_large else hashlib.sha1(f"blob {found.size}\0".encode(), usedforsecurity=False)
    try:
        with _opened(root, found.path) as file:
            left = found.size
            while left and (piece := file.read(min(_PIECE, left))):
                digest.update(piece)
                left -= len(piece)
    except (NotFound, InputError):
        # Listed all the same: whoever reads it learns that it cannot be read.
        return FileEntry(path=found.path, size=found.size)
    name = digest.hexdigest()
    return FileEntry(
        path=found.path,
        size=found.size,
        blob_id=None if is_large else name,
        lfs_sha256=name if is_large else None,
    )


def _revision(files: Sequence[FileEntry], found: Sequence[_Found]) -> str:
    """A digest of the list of files. A file too large to be hashed is told apart by when it was changed."""
    modified = {each.path: each.modified_ns for each in found}
    digest = hashlib.sha256()
    for entry in files:
        content = entry.lfs_sha256 or entry.blob_id or f"changed {modified[entry.path]}"
        digest.update(f"{entry.path}\0{entry.size}\0{content}\n".encode())
    return f"local-{digest.hexdigest()[:40]}"


def _declared(root: Path, card: FileEntry | None) -> Declared:
    if card is None or card.size > _LARGEST_CARD:
        return Declared()
    try:
        with _opened(root, card.path) as file:
            text = file.read(_LARGEST_CARD).decode("utf-8", "replace")
    except (NotFound, InputError):
        return Declared()
    return declared(front_matter(text))
