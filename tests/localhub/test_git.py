# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.localhub.storage import git

FILES = {"a.txt": b"a\n", "a/b.txt": b"b\n", "a.b/c": b"", "z/y/x": b"deep", "a0": b"0"}


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_ids_are_those_of_git(tmp_path: Path) -> None:
    def run(*command: str) -> str:
        done = subprocess.run(["git", *command], cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    run("init", "-q")
    files = {path: content for path, content in FILES.items() if path != "a.txt"}
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    run("add", "-A")
    blobs = {path: git.blob_id(content) for path, content in files.items()}
    assert blobs == {path: run("hash-object", path) for path in files}
    assert git.tree_id(blobs) == run("write-tree")


def test_a_pointer_is_what_git_lfs_writes() -> None:
    pointer = git.pointer("c2" * 32, 2400)
    assert len(pointer) == 129
    assert pointer.splitlines()[2] == b"size 2400"
