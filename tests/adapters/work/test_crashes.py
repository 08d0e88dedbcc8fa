# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A process that is killed at any moment loses no job, and repeats only the step that it was in."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy

from bot.adapters.storage.engine import open_database
from bot.adapters.storage.inbox import SqlInbox
from tests.adapters.work import crowd
from tests.adapters.work.child import REPOS

_ROOT = Path(__file__).parents[3]
_GIVE_UP_SECONDS = 60


@dataclass
class Scene:
    """The database and the effects of all children so far. `intakes` is how many had begun at the kill before which one had finished."""

    database: str
    lines: Path
    children: list[subprocess.Popen[bytes]] = field(default_factory=list)
    intakes: int | None = None

    def written(self) -> Counter[str]:
        return Counter(self.lines.read_text().splitlines())

    def finished_acts(self) -> set[str]:
        """The actions whose step is stored."""
        return {workflow.replace(":", " ") for workflow in self._stored("act")}

    def has_finished_intake(self) -> bool:
        """Whether the step of an intake is stored."""
        return bool(self._stored("intake"))

    def _stored(self, step: str) -> set[str]:
        """The workflows of which a step of this name is stored."""
        engine = sqlalchemy.create_engine(open_database(self.database).url)
        table = "operation_outputs" if engine.dialect.name == "sqlite" else "dbos.operation_outputs"
        try:
            with engine.connect() as connection:
                rows = connection.exec_driver_sql(
                    f"SELECT workflow_uuid FROM {table} WHERE function_name = '{step}' AND child_workflow_id IS NULL"
                )
                return {row[0] for row in rows}
        finally:
            engine.dispose()

    def waiting(self) -> int:
        """What is left in the inbox."""
        tables = open_database(self.database)
        try:
            return SqlInbox(tables).waiting()
        finally:
            tables.dispose()

    def child(self, hang_at: str, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.adapters.work.child", self.database, str(self.lines), hang_at, *words]
        child = subprocess.Popen(command, cwd=_ROOT, env={**os.environ, "PYTHONPATH": str(_ROOT)})
        self.children.append(child)
        return child

    def kill_when(self, child: subprocess.Popen[bytes], is_time: Callable[[], bool]) -> None:
        looks = threading.Event()
        for _ in range(_GIVE_UP_SECONDS * 100):
            if is_time():
                break
            assert child.poll() is None, "the child ended before its time"
            looks.wait(0.01)
        else:
            pytest.fail("the child did not come to its time")
        child.kill()
        child.wait()
        if self.intakes is None and self.has_finished_intake():
            self.intakes = self.written()["intake"]

    def kill_at_next(self, kind: str, *words: str) -> None:
        before = self._count(kind)
        self.kill_when(self.child(kind, *words), lambda: self._count(kind) > before)

    def _count(self, kind: str) -> int:
        return sum(count for line, count in self.written().items() if line.split(maxsplit=1)[0] == kind)


@pytest.fixture
def scene(database: str, tmp_path: Path) -> Iterator[Scene]:
    lines = tmp_path / "lines.txt"
    lines.touch()
    made = Scene(database, lines)
    yield made
    # After a test that failed, some may hang for ever.
    for child in made.children:
        child.kill()
        child.wait()


def test_every_job_is_done_however_often_the_process_is_killed(scene: Scene) -> None:
    scene.kill_at_next("intake", "poll")
    scene.kill_at_next("added")
    scene.kill_at_next("claimed")
    scene.kill_at_next("claimed")
    scene.kill_at_next("scan")
    scene.kill_at_next("done")
    after_scans = scene.written()
    scene.kill_at_next("done")
    scene.kill_at_next("act")

    slow, *others = (f"act post {repo}" for repo in REPOS)
    before = scene.written()[slow]
    child = scene.child(slow)
    scene.kill_when(child, lambda: scene.written()[slow] > before and scene.finished_acts() == set(others))
    at_the_kill = scene.written()

    assert scene.child("nowhere").wait(_GIVE_UP_SECONDS) == 0
    written = scene.written()
    assert written["intake"] >= 3, "the first two were killed in the middle"
    if scene.intakes is not None:
        assert written["intake"] == scene.intakes, "its step had finished"
    for repo in REPOS:
        assert written[f"scan {repo}"] >= 1
        if after_scans[f"done {repo}"]:
            assert written[f"scan {repo}"] == after_scans[f"scan {repo}"], "its step had finished"
    assert written[slow] == at_the_kill[slow] + 1, "its step had not finished"
    assert [written[act] for act in others] == [at_the_kill[act] for act in others], "their steps had finished"
    assert scene.finished_acts() == {slow, *others}
    assert scene.waiting() == 0


@pytest.mark.parametrize("hang_at", ["claimed", "scan", "done", "act"])
def test_another_process_takes_over_what_a_dead_one_left(scene: Scene, hang_at: str) -> None:
    scene.kill_at_next(hang_at, "poll", "first")
    # An intake of the second one notices; what the dead one had taken off the queue would otherwise wait for its return.
    assert scene.child("nowhere", "poll", "second").wait(_GIVE_UP_SECONDS) == 0
    assert scene.finished_acts() == {f"act post {repo}" for repo in REPOS}
    assert scene.waiting() == 0


def test_nothing_is_taken_from_a_process_that_lives(scene: Scene) -> None:
    slow = f"act post {REPOS[0]}"
    first = scene.child(slow, "poll", "first")
    try:
        looks = threading.Event()
        while not scene.written()[slow]:
            looks.wait(0.01)
        second = scene.child("nowhere", "poll", "second")
        while scene.written()["intake"] < 2 or scene.written()["added"] < 2:
            looks.wait(0.01)
        assert second.poll() is None, "it still waits for what the first one has under way"
        assert scene.written()[slow] == 1
    finally:
        first.kill()
        first.wait()
    second.kill()
    second.wait()


def test_processes_on_one_database_never_scan_one_repository_at_the_same_time(scene: Scene) -> None:
    """Two of them, of which one is killed in the middle and comes back as a third."""
    command = [sys.executable, "-m", "tests.adapters.work.crowd", scene.database, str(scene.lines)]
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    first, second = (subprocess.Popen([*command, name], cwd=_ROOT, env=environment) for name in ("first", "second"))
    scene.children.extend((first, second))
    scene.kill_when(second, lambda: sum(line.startswith("begin second") for line in scene.written()) >= 10)
    with scene.lines.open("a") as file:
        file.write("killed second\n")
    third = subprocess.Popen([*command, "third"], cwd=_ROOT, env=environment)
    scene.children.append(third)
    assert (first.wait(_GIVE_UP_SECONDS), third.wait(_GIVE_UP_SECONDS)) == (0, 0)

    at_work: dict[str, str] = {}
    ended: Counter[str] = Counter()
    for line in scene.lines.read_text().splitlines():
        what, executor, *rest = line.split()
        match what:
            case "killed":
                at_work = {repo: name for repo, name in at_work.items() if name != executor}
            case "begin":
                assert rest[0] not in at_work, f"{line}, while {at_work[rest[0]]} is at it"
                at_work[rest[0]] = executor
            case _:
                del at_work[rest[0]]
                ended[" ".join(rest)] += 1
    assert {key for key in ended if key.endswith("b")} == {f"{repo} b" for repo in crowd.REPOS}
    twice = sum(count - 1 for count in ended.values())
    assert twice <= 3, "only steps that the kill caught before they were stored"
    assert scene.waiting() == 0
