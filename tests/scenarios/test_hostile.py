# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A repository of files that lie: it is said what could not be read, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.localhub import samples
from bot.model.errors import InputError
from bot.model.repository import SnapshotKey
from bot.ports.progress import Silence
from tests.scenarios.world import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("hostile"), [samples.HOSTILE]) as world:
        world.poll()
        yield world


def test_what_could_not_be_read_is_told_with_a_reason(world: World) -> None:
    document = world.document(samples.HOSTILE)
    told = {each["what"]: each["reason"] for each in document["not_checked"]}
    assert document["verdict"] == "not_assessed"
    assert told["pytorch_model.bin"] == "not_opened"
    assert {told.get(f"model-0000{number}-of-00004.safetensors") for number in (1, 2, 3, 4)} == {"unreadable"}
    assert document["findings"] == []


def test_the_daemon_went_through_it_and_wrote_nothing(world: World) -> None:
    key = SnapshotKey(samples.HOSTILE, world.head(samples.HOSTILE))
    assert world.app.casebook.scan_report(key) is not None
    assert world.app.casebook.cases() == []
    assert world.written() == 0


def test_it_takes_few_requests_and_bytes(world: World) -> None:
    cost = world.scan(samples.HOSTILE).cost
    assert cost.requests <= 40
    assert cost.bytes < 1_000_000


def test_a_hostile_repository_cannot_become_an_upstream(world: World) -> None:
    with pytest.raises(InputError):
        world.app.add_to_catalog(samples.HOSTILE, Silence())
