# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The pre-commit hooks, run by pre-commit itself in a repository of its own, against the local Hub."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import yaml

from bot.localhub import LocalHub
from tests.publishing.conftest import ROOT, installed

HOOKS = ROOT / ".pre-commit-hooks.yaml"
pytestmark = pytest.mark.slow
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{0}\nsize 5177704\n"


class Repository:
    """A model in a git repository whose commits are checked."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self._environment = {
            **environment,
            "HOME": str(folder.parent),
            "PRE_COMMIT_HOME": str(folder.parent / "pre-commit"),
            "HUBNOTICE_DATABASE": str(folder.parent / "db"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": "Acme",
            "GIT_AUTHOR_EMAIL": "acme@example.org",
            "GIT_COMMITTER_NAME": "Acme",
            "GIT_COMMITTER_EMAIL": "acme@example.org",
        }

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A command in the repository."""
        return subprocess.run(
            command, cwd=self.folder, env=self._environment, capture_output=True, text=True, check=False
        )

    def git(self, *words: str) -> str:
        """A git command that has to succeed."""
        done = self.run("git", *words)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def repository(tmp_path: Path, environment: dict[str, str], derivative: Callable[[Path], Path]) -> Repository:
    """With both hooks configured out of a repository that holds nothing but them; what they start is on PATH."""
    source = Repository(tmp_path / "hubnotice", environment)
    source.folder.mkdir()
    (source.folder / HOOKS.name).write_bytes(HOOKS.read_bytes())
    source.git("init", "-q")
    source.git("add", ".")
    source.git("commit", "-qm", "Add hooks")
    made = Repository(derivative(tmp_path / "model"), environment)
    hooks = [{"id": each["id"], "language": "system"} for each in yaml.safe_load(HOOKS.read_text(encoding="utf-8"))]
    revision = source.git("rev-parse", "HEAD").strip()
    config = {"repos": [{"repo": str(source.folder), "rev": revision, "hooks": hooks}]}
    (made.folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    made.git("init", "-q")
    made.git("add", ".")
    return made


def checked(repository: Repository, hook: str, *more: str) -> tuple[int, str]:
    done = repository.run(installed("pre-commit"), "run", hook, "--color", "never", "--verbose", *more)
    return done.returncode, done.stdout + done.stderr


def exit_code(said: str) -> Sequence[str]:
    return re.findall(r"exit code: (\d+)", said)


def test_a_commit_with_everything_that_is_owed_passes(repository: Repository) -> None:
    code, said = checked(repository, "hubnotice")
    assert code == 0, said
    assert "To fix: 0." in said


def test_a_commit_without_the_notice_does_not_pass_and_says_what_to_add(repository: Repository) -> None:
    repository.git("rm", "-q", "--cached", "LICENSE")
    (repository.folder / "LICENSE").unlink()
    code, said = checked(repository, "hubnotice")
    assert (code, exit_code(said)) == (1, ["11"]), said
    assert "license-text-missing" in said


def test_the_hook_keeps_a_commit_from_being_made(repository: Repository) -> None:
    assert repository.run(installed("pre-commit"), "install").returncode == 0
    (repository.folder / "LICENSE").unlink()
    repository.git("add", "-A")
    assert repository.run("git", "commit", "-qm", "Add model").returncode != 0
    assert repository.run("git", "rev-parse", "--verify", "-q", "HEAD").returncode != 0


def test_offline_asks_the_hub_nothing_and_uses_what_is_known(repository: Repository, hub: LocalHub) -> None:
    before = len(hub.recorder.records)
    code, said = checked(repository, "hubnotice-offline")
    assert code == 0, said
    assert "no upstream in the catalog" in " ".join(said.split())
    assert "Not counted: 4" in said
    assert len(hub.recorder.records) == before
    checked(repository, "hubnotice")
    (repository.folder / "LICENSE").unlink()
    repository.git("add", "-A")
    before = len(hub.recorder.records)
    code, said = checked(repository, "hubnotice-offline")
    assert (code, exit_code(said)) == (1, ["11"]), said
    assert len(hub.recorder.records) == before


@pytest.mark.parametrize("hook", ["hubnotice", "hubnotice-offline"])
def test_pointers_in_place_of_weights_are_not_checked_and_no_mistake(repository: Repository, hook: str) -> None:
    for place, file in enumerate(sorted(repository.folder.glob("*.safetensors"))):
        file.write_text(POINTER.format(f"{place:064x}"), encoding="utf-8")
    repository.git("add", "-A")
    code, said = checked(repository, hook)
    assert code == 0, said
    assert "Git LFS pointer" in " ".join(said.split())
    assert "Not counted: 4, something could not be checked" in said


def test_a_commit_of_something_else_is_not_looked_at(repository: Repository) -> None:
    repository.git("commit", "-qm", "Add model")
    (repository.folder / "train.py").write_text("print()\n", encoding="utf-8")
    repository.git("add", "train.py")
    code, said = checked(repository, "hubnotice")
    assert (code, "no files to check" in said) == (0, True)


@pytest.mark.parametrize(
    ("path", "is_looked_at"),
    [
        ("README.md", True),
        ("a/config.json", True),
        ("LICENSE", True),
        ("licenses/LICENCE-mit.txt", True),
        ("NOTICE.txt", True),
        ("model-00001-of-00002.safetensors", True),
        ("q4.gguf", True),
        ("train.py", False),
        ("tokenizer.json", False),
        ("README.md.bak", False),
    ],
)
def test_a_hook_looks_at_what_can_change_its_answer(path: str, *, is_looked_at: bool) -> None:
    for each in yaml.safe_load(HOOKS.read_text(encoding="utf-8")):
        assert (re.search(each["files"], path) is not None) is is_looked_at


def test_the_manifest_is_one_that_pre_commit_takes(repository: Repository) -> None:
    done = repository.run(installed("pre-commit"), "validate-manifest", str(HOOKS))
    assert done.returncode == 0, done.stdout
    documented = (ROOT / "docs" / "publishing.md").read_text(encoding="utf-8")
    for each in yaml.safe_load(HOOKS.read_text(encoding="utf-8")):
        assert (each["language"], each["pass_filenames"]) == ("python", False)
        assert f"- id: {each['id']}" in documented
