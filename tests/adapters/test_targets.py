# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.targets import TargetSources
from bot.model.errors import InputError, NotFound
from tests.fakes.hub import FakeHub


@pytest.fixture
def hub() -> FakeHub:
    made = FakeHub()
    made.publish("acme/tiny", {"config.json": b"{}"})
    made.publish("gpt2", {"config.json": b"{}"})
    return made


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_name_is_a_model_on_the_hub(hub: FakeHub) -> None:
    assert TargetSources(hub).open("acme/tiny").snapshot.key.repo == "acme/tiny"
    assert TargetSources(hub).open("gpt2").snapshot.key.repo == "gpt2"


def test_a_revision_may_follow(hub: FakeHub) -> None:
    old = hub.publish("acme/tiny", {"config.json": b"[]"})
    hub.publish("acme/tiny", {"config.json": b"1"})
    assert TargetSources(hub).open(f"acme/tiny@{old.revision}").snapshot.key == old
    with pytest.raises(NotFound):
        TargetSources(hub).open(f"acme/tiny@{'0' * 40}")


def test_a_folder_that_exists_comes_first(hub: FakeHub, tmp_path: Path) -> None:
    (tmp_path / "acme" / "tiny").mkdir(parents=True)
    (tmp_path / "acme" / "tiny" / "config.json").write_bytes(b"{}")
    for target in ("acme/tiny", "./acme/tiny", str(tmp_path / "acme" / "tiny")):
        assert TargetSources(hub).open(target).snapshot.key.revision.startswith("local-")
    assert hub.opened == []


@pytest.mark.parametrize(
    "target",
    ["", "./nowhere", "/nowhere/at/all", "~/nowhere", "~nobody/x", "a/b/c", "acme/tiny@", "a b", "x\0y", "x" * 5000],
)
def test_what_is_neither_is_not_found(hub: FakeHub, target: str) -> None:
    with pytest.raises(NotFound):
        TargetSources(hub).open(target)


def test_a_file_is_no_model(hub: FakeHub, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_bytes(b"{}")
    with pytest.raises(InputError, match="folder around it"):
        TargetSources(hub).open("config.json")


def test_offline_there_are_folders_only() -> None:
    with pytest.raises(NotFound, match="offline"):
        TargetSources(None).open("acme/tiny")
