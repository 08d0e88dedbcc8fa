# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What every `ModelHub` does, asked of the fake and of the real adapter over a local Hub."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.hub.connection import HubConnection
from bot.adapters.hub.models import HubModels
from bot.adapters.hub.options import HubOptions
from bot.localhub import LocalHub
from bot.model.errors import CutShort, FileTooLarge, InputError, NotFound
from bot.model.repository import ByteRange, SnapshotKey
from bot.ports.hub import ModelHub
from tests.fakes.hub import FakeHub

CARD = b"---\nlicense: apache-2.0\nbase_model:\n- acme/base\n---\n# Tiny\n"
WEIGHTS = bytes(range(256)) * 400
FILES = {"README.md": CARD, "config.json": b"{}", "model.safetensors": WEIGHTS, "sub/empty.txt": b""}

Publish = Callable[[str, Mapping[str, bytes], datetime], str]


@dataclass(frozen=True)
class World:
    hub: ModelHub
    publish: Publish


def _fake(_: Path) -> Iterator[World]:
    fake = FakeHub()
    yield World(fake, lambda repo, files, at: fake.publish(repo, files, at=at).revision)


def _real(folder: Path) -> Iterator[World]:
    with LocalHub(folder / "hub") as hub, HubConnection(HubOptions(endpoint=hub.url)) as connection:

        def publish(repo: str, files: Mapping[str, bytes], at: datetime) -> str:
            if repo not in {each.id for each in hub.repositories.all()}:
                hub.repositories.create(repo, created_at=at)
            return hub.repositories.commit(repo, files, date=at)

        yield World(HubModels(connection), publish)


@pytest.fixture(params=[_fake, _real], ids=["fake", "real"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    yield from request.param(tmp_path)


DAY = datetime(2026, 3, 17, tzinfo=UTC)


def test_a_model_is_opened_at_its_newest_commit(world: World) -> None:
    sha = world.publish("acme/tiny", FILES, DAY)
    snapshot = world.hub.open("acme/tiny").snapshot
    assert (snapshot.key.repo, snapshot.key.revision) == ("acme/tiny", sha)
    assert {entry.path for entry in snapshot.files} >= FILES.keys()
    assert [entry.path for entry in snapshot.files] == sorted(entry.path for entry in snapshot.files)
    assert (snapshot.declared.license_id, snapshot.declared.base_models) == ("apache-2.0", ("acme/base",))
    assert (snapshot.gated, snapshot.last_modified) == (False, DAY)


def test_small_files_have_a_git_id_and_large_ones_a_sha256(world: World) -> None:
    world.publish("acme/tiny", FILES, DAY)
    snapshot = world.hub.open("acme/tiny").snapshot
    config, weights = snapshot.file("config.json"), snapshot.file("model.safetensors")
    assert config is not None
    assert weights is not None
    assert (config.size, config.blob_id, config.lfs_sha256) == (2, "9e26dfeeb6e641a33dae4961196235bdb965b21b", None)
    assert (weights.size, weights.lfs_sha256) == (len(WEIGHTS), hashlib.sha256(WEIGHTS).hexdigest())


def test_an_old_commit_keeps_its_files(world: World) -> None:
    old = world.publish("acme/tiny", FILES, DAY)
    source = world.hub.open("acme/tiny")
    world.publish("acme/tiny", {"config.json": b"{ }"}, DAY + timedelta(hours=1))
    assert source.read("config.json", limit=100) == b"{}"
    assert world.hub.open("acme/tiny", old).read("config.json", limit=100) == b"{}"
    assert world.hub.open("acme/tiny", "main").read("config.json", limit=100) == b"{ }"


@pytest.mark.parametrize(("repo", "revision"), [("acme/none", None), ("acme/tiny", "0" * 40), ("a/../b", None)])
def test_what_does_not_exist_is_not_found(world: World, repo: str, revision: str | None) -> None:
    world.publish("acme/tiny", FILES, DAY)
    with pytest.raises(NotFound):
        world.hub.open(repo, revision)


def test_a_file_is_read_whole_up_to_its_limit(world: World) -> None:
    world.publish("acme/tiny", FILES, DAY)
    source = world.hub.open("acme/tiny")
    assert source.read("README.md", limit=len(CARD)) == CARD
    assert source.read("sub/empty.txt", limit=0) == b""
    assert source.read("model.safetensors", limit=len(WEIGHTS)) == WEIGHTS
    with pytest.raises(FileTooLarge):
        source.read("README.md", limit=len(CARD) - 1)
    with pytest.raises(NotFound):
        source.read("LICENSE", limit=10)


def test_ranges_come_in_the_order_they_were_asked_for(world: World) -> None:
    world.publish("acme/tiny", FILES, DAY)
    source = world.hub.open("acme/tiny")
    wanted = [ByteRange(90_000, 90_010), ByteRange(0, 8), ByteRange(4, 300), ByteRange(90_000, 90_010)]
    assert source.read_ranges("model.safetensors", wanted) == [WEIGHTS[each.start : each.stop] for each in wanted]
    assert source.read_ranges("model.safetensors", []) == []
    assert source.read_ranges("model.safetensors", [ByteRange(0, len(WEIGHTS))]) == [WEIGHTS]


def test_a_range_beyond_the_end_is_cut_short(world: World) -> None:
    world.publish("acme/tiny", FILES, DAY)
    source = world.hub.open("acme/tiny")
    for beyond in (ByteRange(0, len(WEIGHTS) + 1), ByteRange(len(WEIGHTS), len(WEIGHTS) + 5)):
        with pytest.raises(CutShort):
            source.read_ranges("model.safetensors", [beyond])


@pytest.mark.parametrize("path", ["../../other/secret/resolve/main/key", "/etc/passwd", "a/../../b"])
def test_a_path_that_leads_elsewhere_is_refused(world: World, path: str) -> None:
    world.publish("acme/tiny", FILES, DAY)
    source = world.hub.open("acme/tiny")
    with pytest.raises(InputError):
        source.read(path, limit=10)
    with pytest.raises(InputError):
        source.read_ranges(path, [ByteRange(0, 1)])


def test_the_first_read_of_a_file_takes_two_requests_and_later_ones_take_one(world: World) -> None:
    world.publish("acme/tiny", FILES, DAY)
    source = world.hub.open("acme/tiny")
    assert source.cost.requests == 1
    before = source.cost
    source.read_ranges("model.safetensors", [ByteRange(0, 8), ByteRange(100, 200)])
    source.read_ranges("model.safetensors", [ByteRange(50_000, 50_010), ByteRange(90_000, 90_010)])
    spent = source.cost - before
    assert spent.requests == 4
    assert spent.bytes >= 200 + 20


def test_changes_come_newest_first_down_to_a_moment(world: World) -> None:
    shas = [world.publish(f"acme/m{n}", FILES, DAY + timedelta(hours=n)) for n in range(4)]
    world.publish("acme/text", {"README.md": CARD}, DAY + timedelta(hours=9))
    found = list(world.hub.recent(since=DAY + timedelta(hours=1)))
    assert [event.key.repo for event in found] == ["acme/text", "acme/m3", "acme/m2", "acme/m1"]
    assert [event.key.revision for event in found[1:]] == shas[:0:-1]
    assert [event.has_weights for event in found] == [False, True, True, True]
    assert found[-1].last_modified == DAY + timedelta(hours=1)
    assert list(world.hub.recent(since=DAY + timedelta(days=1))) == []


def test_all_models_come_in_the_order_of_their_creation(world: World) -> None:
    for number in (2, 0, 1):
        world.publish(f"acme/m{number}", FILES, DAY + timedelta(hours=number))
    newest = world.publish("acme/m0", {"LICENSE": b"Mine"}, DAY + timedelta(days=9))
    page = world.hub.created()
    assert [event.key.repo for event in page.events] == ["acme/m0", "acme/m1", "acme/m2"]
    assert page.events[0].key.revision == newest
    assert [event.has_weights for event in page.events] == [True] * 3
    assert (page.created_at, page.cursor) == (DAY + timedelta(hours=2), None)


def _three_commits(world: World) -> list[str]:
    license_files = {"LICENSE": b"Mine", "LICENSES/MIT.txt": b"MIT"}
    contents = ({"README.md": CARD}, license_files, {"README.md": b"# Other\n"})
    return [world.publish("acme/tiny", files, DAY + timedelta(hours=hour)) for hour, files in enumerate(contents)]


def test_commits_come_newest_first_and_begin_with_the_one_that_was_asked_about(world: World) -> None:
    first, second, third = _three_commits(world)
    log = world.hub.history(SnapshotKey("acme/tiny", third)).commits(most=10)
    assert [each.id for each in log.commits][:3] == [third, second, first]
    assert [each.date for each in log.commits][:3] == [DAY + timedelta(hours=hour) for hour in (2, 1, 0)]
    assert (log.complete, log.total) == (True, len(log.commits))
    older = world.hub.history(SnapshotKey("acme/tiny", second)).commits(most=10)
    assert [each.id for each in older.commits][:2] == [second, first]
    cut = world.hub.history(SnapshotKey("acme/tiny", third)).commits(most=2)
    assert ([each.id for each in cut.commits], cut.complete) == ([third, second], False)


def test_a_folder_of_an_old_commit_names_its_files_and_folders(world: World) -> None:
    first, second, third = _three_commits(world)
    history = world.hub.history(SnapshotKey("acme/tiny", third))
    root = history.folder(second)
    assert {each.path for each in root.files} >= {"LICENSE", "README.md"}
    assert [path for path, _ in root.folders] == ["LICENSES"]
    assert [each.path for each in history.folder(second, "LICENSES").files] == ["LICENSES/MIT.txt"]
    assert "LICENSE" not in {each.path for each in history.folder(first).files}
    assert history.folder(third).folders == root.folders
    with pytest.raises(NotFound):
        history.folder(first, "LICENSES")


def test_a_file_of_an_old_commit_is_what_it_was(world: World) -> None:
    first, _, third = _three_commits(world)
    history = world.hub.history(SnapshotKey("acme/tiny", third))
    before = history.cost.requests
    [card] = [each for each in history.folder(first).files if each.path == "README.md"]
    assert history.read(first, card, limit=1000) == CARD
    assert history.cost.requests - before == 3
    declared = history.declared_in(CARD)
    assert (declared.license_id, declared.base_models) == ("apache-2.0", ("acme/base",))
    with pytest.raises(FileTooLarge):
        history.read(first, card, limit=5)
