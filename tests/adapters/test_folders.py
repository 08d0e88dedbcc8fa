# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters import folders
from bot.adapters.cards import declared, front_matter
from bot.adapters.folders import open_folder
from bot.model.errors import CutShort, FileTooLarge, InputError, NotFound
from bot.model.repository import ByteRange, Declared

WEIGHTS = bytes(range(256)) * 40


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    (folder / "sub").mkdir(parents=True)
    (folder / "README.md").write_text("---\nlicense: MIT\nbase_model: acme/base\n---\n# Card\n", encoding="utf-8")
    (folder / "config.json").write_bytes(b"{}")
    (folder / "model.safetensors").write_bytes(WEIGHTS)
    (folder / "sub" / "LICENSE").write_bytes(b"MIT\n")
    return folder


def test_a_folder_is_listed_as_the_hub_would_list_it(model: Path) -> None:
    snapshot = open_folder(model).snapshot
    assert [entry.path for entry in snapshot.files] == ["README.md", "config.json", "model.safetensors", "sub/LICENSE"]
    config, weights = snapshot.file("config.json"), snapshot.file("model.safetensors")
    assert config is not None
    assert weights is not None
    assert (config.blob_id, config.lfs_sha256) == ("9e26dfeeb6e641a33dae4961196235bdb965b21b", None)
    assert (weights.blob_id, weights.lfs_sha256) == (None, hashlib.sha256(WEIGHTS).hexdigest())
    assert snapshot.declared == Declared(license_id="mit", base_models=("acme/base",))
    assert snapshot.key.repo == str(model)
    assert snapshot.last_modified is not None


def test_files_and_ranges_are_read_and_counted(model: Path) -> None:
    source = open_folder(model)
    assert source.cost.bytes == source.cost.requests == 0
    assert source.read("sub/LICENSE", limit=4) == b"MIT\n"
    wanted = [ByteRange(300, 310), ByteRange(0, 8)]
    assert source.read_ranges("model.safetensors", wanted) == [WEIGHTS[300:310], WEIGHTS[:8]]
    assert (source.cost.bytes, source.cost.requests) == (22, 0)
    with pytest.raises(FileTooLarge):
        source.read("sub/LICENSE", limit=3)
    with pytest.raises(CutShort):
        source.read_ranges("model.safetensors", [ByteRange(0, len(WEIGHTS) + 1)])
    with pytest.raises(NotFound):
        source.read("NOTICE", limit=3)
    with pytest.raises(NotFound):
        source.read("sub", limit=3)


def test_the_revision_is_that_of_the_content(model: Path, tmp_path: Path) -> None:
    before = open_folder(model).snapshot.key.revision
    assert before.startswith("local-")
    os.utime(model / "config.json", (1, 1))
    assert open_folder(model).snapshot.key.revision == before
    (model / "config.json").write_bytes(b"[]")
    changed = open_folder(model).snapshot.key.revision
    (model / "config.json").rename(model / "config2.json")
    assert len({before, changed, open_folder(model).snapshot.key.revision}) == 3
    assert tmp_path.is_dir()


def test_a_file_too_large_to_be_hashed_is_told_apart_by_its_time(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "_LARGEST_HASHED", 1000)
    snapshot = open_folder(model).snapshot
    weights = snapshot.file("model.safetensors")
    assert weights is not None
    assert (weights.size, weights.blob_id, weights.lfs_sha256) == (len(WEIGHTS), None, None)
    os.utime(model / "model.safetensors", (1, 1))
    assert open_folder(model).snapshot.key.revision != snapshot.key.revision


def _link_to_file(folder: Path, outside: Path) -> None:
    (folder / "link").symlink_to(outside / "secret")


def _link_to_folder(folder: Path, outside: Path) -> None:
    (folder / "link").symlink_to(outside)


def _link_to_itself(folder: Path, _: Path) -> None:
    (folder / "link").symlink_to(folder / "link")


def _link_to_nothing(folder: Path, outside: Path) -> None:
    (folder / "link").symlink_to(outside / "missing")


def _link_upwards(folder: Path, _: Path) -> None:
    (folder / "link").symlink_to("..")


def _pipe(folder: Path, _: Path) -> None:
    os.mkfifo(folder / "link")


@pytest.mark.parametrize(
    "make", [_link_to_file, _link_to_folder, _link_to_itself, _link_to_nothing, _link_upwards, _pipe]
)
def test_nothing_outside_is_listed_or_read(model: Path, tmp_path: Path, make: Callable[[Path, Path], None]) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_bytes(b"secret")
    make(model, outside)
    source = open_folder(model)
    assert len(source.snapshot.files) == 4
    for path in ("link", "link/secret", "link/outside/secret"):
        with pytest.raises((InputError, NotFound)):
            source.read(path, limit=100)


def test_a_file_that_became_a_link_is_not_followed(model: Path, tmp_path: Path) -> None:
    source = open_folder(model)
    (tmp_path / "secret").write_bytes(b"secret")
    (model / "config.json").unlink()
    (model / "config.json").symlink_to(tmp_path / "secret")
    with pytest.raises(InputError):
        source.read("config.json", limit=100)


def test_a_link_inside_the_folder_is_a_file(model: Path) -> None:
    (model / "COPYING").symlink_to(model / "sub" / "LICENSE")
    source = open_folder(model)
    assert source.read("COPYING", limit=10) == b"MIT\n"


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", "sub/../../secret", "", "a\0b"])
def test_a_path_that_leads_out_is_refused(model: Path, path: str) -> None:
    (model.parent / "secret").write_bytes(b"secret")
    with pytest.raises(InputError):
        open_folder(model).read(path, limit=100)


def test_an_empty_folder_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found none"):
        open_folder(tmp_path)
    with pytest.raises(NotFound):
        open_folder(tmp_path / "missing")


def test_the_repository_around_a_model_is_not_the_model(model: Path) -> None:
    (model / ".git").mkdir()
    (model / ".git" / "config").write_bytes(b"x")
    assert len(open_folder(model).snapshot.files) == 4


def test_a_folder_of_many_files_is_listed_and_one_of_far_too_many_refused(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2000):
        (model / "sub" / f"{number:05}.txt").touch()
    paths = [entry.path for entry in open_folder(model).snapshot.files]
    assert len(paths) == 2004
    assert paths == sorted(paths)
    monkeypatch.setattr(folders, "_MOST_FILES", 2003)
    with pytest.raises(InputError, match="more than 2003 files"):
        open_folder(model)


def test_a_name_that_cannot_be_printed_is_left_out(model: Path) -> None:
    (model / "a\nb").write_bytes(b"x")
    Path(os.fsdecode(os.fsencode(model) + b"/\xff")).write_bytes(b"x")
    assert len(open_folder(model).snapshot.files) == 4


def test_a_file_without_permission_is_listed_and_cannot_be_read(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def refuse(path: Path, flags: int) -> int:
        if Path(path).name == "config.json":
            raise PermissionError("no")
        return opened(path, flags)

    monkeypatch.setattr(os, "open", refuse)
    source = open_folder(model)
    config = source.snapshot.file("config.json")
    assert config is not None
    assert (config.size, config.blob_id) == (2, None)
    with pytest.raises(NotFound, match="permission"):
        source.read("config.json", limit=10)


@pytest.mark.parametrize(
    ("card", "license_id"),
    [
        (b"---\nlicense: mit\n---\n", "mit"),
        (b"\xef\xbb\xbf---\r\nlicense: mit\r\n---\r\n# Card", "mit"),
        (b"---\nlicense:\n- apache-2.0\n- mit\n---\n", "apache-2.0"),
        (b"---\nlicense: mit\nlicense: other\n---\n", "other"),
        (b"---\nlicense: [mit\n---\n", None),
        (b"---\nlicense: null\n---\n", None),
        (b"---\nlicense:\n---\n", None),
        (b"---\n- mit\n---\n", None),
        (b"---\nlicense: mit\n", None),
        (b"license: mit\n", None),
        (b"---\nlicense: {a: b}\n---\n", None),
        (b"---\nlicense: !!python/object/apply:os.system [ls]\n---\n", "ls"),
        (b"---\nx: 2024-99-99\nlicense: mit\n---\n", "mit"),
        (b"---\n" + b"[" * 50_000 + b"\n---\n", None),
        (b'---\nlicense: "mit\\u001b[31m"\n---\n', None),
        (b"\xff\xfe---\n", None),
        (b"", None),
    ],
)
def test_a_card_is_read_as_far_as_it_can_be(model: Path, card: bytes, license_id: str | None) -> None:
    (model / "README.md").write_bytes(card)
    assert open_folder(model).snapshot.declared.license_id == license_id


@given(st.text())
def test_no_card_makes_reading_it_stumble(text: str) -> None:
    assert isinstance(declared(front_matter(f"---\n{text}\n---\n")), Declared)
