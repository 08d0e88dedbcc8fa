# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A backfill over a local Hub and a real database: restarted in the middle, with a place that the Hub knows and one that it does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.hub.models import HubModels
from bot.adapters.silence import NoAccount
from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.inbox import SqlInbox
from bot.adapters.storage.schema import migrate
from bot.adapters.storage.walks import SqlWalks
from bot.localhub import LocalHub, PageSizes
from bot.pipeline.backfill import Backfill
from bot.pipeline.intake import Intake
from bot.ports.work import Pace
from tests.adapters.hub.conftest import Impatient

DAY = datetime(2026, 3, 17, tzinfo=UTC)
MODELS = [f"acme/m{number}" for number in range(7)]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    with LocalHub(tmp_path / "hub", pages=PageSizes(models=2)) as found:
        found.accounts.add_user("dev", token="hf_dev", orgs=("acme",))
        for number, repo in enumerate(MODELS):
            found.repositories.create(repo, created_at=DAY + timedelta(hours=number))
            found.repositories.commit(repo, {"model.safetensors": b"w"}, title="Upload")
        yield found


def steps(hub: LocalHub, folder: Path, impatient: Impatient, most: int) -> list[Pace]:
    """What a process does that ends after so many steps."""
    database = open_database(folder / "hubnotice.sqlite")
    migrate(database)
    models, clock = HubModels(impatient(hub.url, token=None)), SystemClock()
    inbox, walks = SqlInbox(database), SqlWalks(database)
    intake = Intake(
        hub=models,
        casebook=SqlCasebook(database),
        inbox=inbox,
        clock=clock,
        forum=NoAccount(),
        overlap_seconds=600,
        first_look_back_seconds=3600,
    )
    backfill = Backfill(hub=models, intake=intake, inbox=inbox, walks=walks, clock=clock)
    paces = [backfill.step() for _ in range(most)]
    database.dispose()
    return paces


def taken_in(folder: Path) -> list[str]:
    database = open_database(folder / "hubnotice.sqlite")
    keys = SqlInbox(database).claim("main", most=99, at=DAY)
    database.dispose()
    return [key.repo for key in keys]


def test_a_restart_in_the_middle_asks_for_no_page_twice(hub: LocalHub, tmp_path: Path, impatient: Impatient) -> None:
    assert steps(hub, tmp_path, impatient, 2) == [Pace.AT_ONCE] * 2
    assert steps(hub, tmp_path, impatient, 3) == [Pace.AT_ONCE, Pace.NEVER, Pace.NEVER]
    assert sorted(taken_in(tmp_path)) == MODELS
    assert hub.recorder.count() == 4


def test_a_place_that_the_hub_does_not_know_begins_again(hub: LocalHub, tmp_path: Path, impatient: Impatient) -> None:
    steps(hub, tmp_path, impatient, 2)
    assert sorted(taken_in(tmp_path)) == MODELS[:4]
    database = open_database(tmp_path / "hubnotice.sqlite")
    walks = SqlWalks(database)
    place = walks.walk()
    assert place is not None
    assert place.reached == DAY + timedelta(hours=3)
    walks.keep(replace(place, cursor="of another age"))
    database.dispose()
    paces = steps(hub, tmp_path, impatient, 5)
    assert paces == [Pace.LATER, Pace.AT_ONCE, Pace.AT_ONCE, Pace.AT_ONCE, Pace.NEVER]
    assert sorted(taken_in(tmp_path)) == MODELS[4:], "what was in somebody's hands was left alone"
