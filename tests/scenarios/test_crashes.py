# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The daemon is killed at any moment, again and again, while it posts: every repository that owes something gets one thread."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.storage.engine import open_database, reading
from bot.bootstrap import build
from bot.localhub import Fault, LocalHub, Rule, samples
from bot.localhub.samples.sample import Files
from bot.model.cases import CaseState
from bot.ports.progress import Silence
from bot.settings import load_settings
from tests.scenarios.world import BOT, TOKEN, environment_of, settings_file

_ROOT = Path(__file__).parents[2]
_FIRST_BATCH = 4
_MOST_REPOSITORIES = 30
_PRESET = Path(__file__).parents[1] / "samples" / "rules" / "presets" / "automatic.yaml"
"""As many posts an hour as the bounds of presets allow."""


class Town:
    """A Hub on which more and more derivatives appear, and a daemon that never dies of old age."""

    def __init__(self, folder: Path, database: str | None = None) -> None:
        """``database`` is an address; otherwise a SQLite file in the folder."""
        self.folder = folder
        self.database = database
        self.hub = LocalHub(folder / "hub")
        self.hub.accounts.add_user(BOT, token=TOKEN)
        self.repos: list[str] = []
        [upstream] = [each for each in samples.UPSTREAMS if each.repo == samples.DEEPSEEK_V3]
        [derivative] = [each for each in samples.FLAGGED if each.repo == samples.RAKUTEN_LIKE]
        samples.publish(self.hub, upstream)
        self._files: Files = derivative.files()
        presets = folder / "rules" / "presets"
        presets.mkdir(parents=True)
        shutil.copy(_PRESET, presets)
        file = settings_file(folder)
        file.write_text(f'{file.read_text()}rules_folder = "{folder / "rules"}"\n')
        self.app = build(load_settings({}, self.environment, file), environment={})
        self.app.add_to_catalog(samples.DEEPSEEK_V3, Silence())

    @property
    def environment(self) -> dict[str, str]:
        ours = environment_of(self.hub.url, self.folder)
        return ours | ({"HUBNOTICE_DATABASE": self.database} if self.database else {})

    def publish(self) -> None:
        """One more repository that owes something."""
        repo = f"lab-{len(self.repos)}/Example-AI"
        sample = samples.Sample(repo=repo, files=lambda: self._files, created_at=datetime.now(UTC))
        samples.publish(self.hub, sample)
        self.repos.append(repo)

    def lose_replies(self, count: int) -> None:
        """So many threads are made without the daemon being told."""
        self.hub.faults.add(Rule(fault=Fault.LOST_REPLY, method="POST", path=r"/discussions$", times=count))

    @contextmanager
    def daemon(self, executor: str = "first") -> Iterator[Daemon]:
        command = [sys.executable, "-m", "tests.scenarios.mortal", str(self.folder)]
        with subprocess.Popen(
            command,
            cwd=_ROOT,
            env={**os.environ, **self.environment, "OPENBLAS_NUM_THREADS": "1", "HUBNOTICE_EXECUTOR": executor},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            yield Daemon(process)
            process.communicate()


class Daemon:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def live(self, seconds: float) -> str:
        """``killed`` after so many seconds, or how it ended before; 0 lets it live."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{seconds}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    found = Town(tmp_path)
    yield found
    found.app.close()
    found.hub.close()


@pytest.mark.slow
@pytest.mark.parametrize(("kills", "lost_replies", "seed"), [(38, 0, 1), (12, 6, 2)])
def test_each_repository_gets_one_thread_whenever_the_daemon_dies(
    town: Town, kills: int, lost_replies: int, seed: int
) -> None:
    moments = random.Random(seed)
    for _ in range(_FIRST_BATCH):
        town.publish()
    with town.daemon() as daemon:
        assert daemon.live(0) == "0"
        town.publish()
        began = time.perf_counter()
        assert daemon.live(0) == "0"
        one_life = time.perf_counter() - began
        town.lose_replies(lost_replies)
        killed = 0
        town.publish()
        while killed < kills:
            if daemon.live(moments.uniform(0.1, 1.1) * one_life) == "killed":
                killed += 1
            elif len(town.repos) < _MOST_REPOSITORIES:
                # So that there is always something under way.
                town.publish()
        assert daemon.live(0) == "0"
    assert_once_each(town, lost_replies)


@pytest.mark.slow
@pytest.mark.parametrize(("kills", "lost_replies", "seed"), [(int(os.environ.get("HUBNOTICE_TEST_KILLS", "24")), 4, 3)])
def test_each_repository_gets_one_thread_whichever_of_three_daemons_dies(
    postgres_database: str, tmp_path: Path, kills: int, lost_replies: int, seed: int
) -> None:
    """On one PostgreSQL database. HUBNOTICE_TEST_KILLS asks for more of them."""
    town = Town(tmp_path, postgres_database)
    names = ("first", "second", "third")
    killed, guard = [0], threading.Lock()
    try:
        for _ in range(_FIRST_BATCH):
            town.publish()
        with ExitStack() as held:
            daemons = [held.enter_context(town.daemon(name)) for name in names]
            assert daemons[0].live(0) == "0"
            town.publish()
            began = time.perf_counter()
            assert daemons[0].live(0) == "0"
            one_life = time.perf_counter() - began
            town.lose_replies(lost_replies)

            def chaos(daemon: Daemon, moments: random.Random) -> None:
                while killed[0] < kills:
                    how = daemon.live(moments.uniform(0.1, 1.5) * one_life)
                    with guard:
                        if how == "killed":
                            killed[0] += 1
                        elif len(town.repos) < _MOST_REPOSITORIES - 1:
                            town.publish()

            threads = [
                threading.Thread(target=chaos, args=(daemon, random.Random(seed + number)))
                for number, daemon in enumerate(daemons)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            town.publish()
            assert daemons[0].live(0) == "0"
        assert_once_each(town, lost_replies)
    finally:
        town.app.close()
        town.hub.close()


def assert_once_each(town: Town, lost_replies: int) -> None:
    """One thread with one comment and one posted case for each repository, nothing left to do."""
    assert [rule.applied > 0 for rule in town.hub.faults.rules] == [lost_replies > 0]
    assert not_finished(town) == []
    for repo in town.repos:
        own = [thread for thread in town.hub.discussions.all(repo) if thread.author == BOT]
        assert [len(thread.comments) for thread in own] == [1], repo
        case = town.app.casebook.case_of(repo)
        assert case is not None
        assert case.state is CaseState.POSTED
        assert case.thread == own[0].num
    assert town.app.casebook.pending_actions() == []
    assert len(town.app.casebook.cases()) == len(town.repos)


def not_finished(town: Town) -> list[tuple[str, str]]:
    """Jobs that did not end well, by their ids, with what became of them."""
    engine = open_database(town.environment["HUBNOTICE_DATABASE"])
    table = "workflow_status" if engine.dialect.name == "sqlite" else "dbos.workflow_status"
    with reading(engine) as connection:
        rows = connection.exec_driver_sql(f"SELECT workflow_uuid, status FROM {table} WHERE status <> 'SUCCESS'")
        found = [(str(job), str(status)) for job, status in rows]
    engine.dispose()
    return found
