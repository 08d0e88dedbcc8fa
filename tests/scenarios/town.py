# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A Hub on which derivatives appear, are half mended, mended, and turn out to have been our mistake; and daemons that are killed."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from bot.adapters.storage.engine import open_database, reading, writing
from bot.bootstrap import build
from bot.localhub import Fault, LocalHub, Rule, samples
from bot.localhub.samples.sample import Files
from bot.localhub.samples.texts import notice
from bot.localhub.samples.upstreams import DEEPSEEK_LICENSE
from bot.localhub.storage.threads import Discussion
from bot.model.cases import CaseState
from bot.model.orders import POSTING
from bot.ports.progress import Silence
from bot.settings import load_settings
from tests.scenarios.world import BOT, TOKEN, environment_of, settings_file

_ROOT = Path(__file__).parents[2]
_PRESET = Path(__file__).parents[1] / "samples" / "rules" / "presets" / "automatic.yaml"
"""As many posts an hour as the bounds of presets allow, and no waiting."""
_HALF = b"Copyright (c) 2023 DeepSeek\n"
_MOST_REPOSITORIES = 28


class Fate(Enum):
    """What becomes of a repository after it was written to."""

    NOTHING = 0
    HALF_MENDED = 1
    MENDED = 2
    OUR_MISTAKE = 3


class Town:
    """More and more repositories, each with its fate. Close it at the end."""

    def __init__(self, folder: Path, database: str | None = None) -> None:
        """``database`` is an address; otherwise a SQLite file in the folder."""
        self.folder = folder
        self.database = database
        self.hub = LocalHub(folder / "hub")
        self.hub.accounts.add_user(BOT, token=TOKEN)
        self.repos: list[str] = []
        self.met: set[str] = set()
        """Repositories whose fate has come."""
        [upstream] = [each for each in samples.UPSTREAMS if each.repo == samples.DEEPSEEK_V3]
        [derivative] = [each for each in samples.FLAGGED if each.repo == samples.RAKUTEN_LIKE]
        samples.publish(self.hub, upstream)
        self._files: Files = derivative.files()
        presets = folder / "rules" / "presets"
        presets.mkdir(parents=True)
        shutil.copy(_PRESET, presets)
        file = settings_file(folder)
        words = f'rules_folder = "{folder / "rules"}"\ntimeout_seconds = 2\npreset = "automatic"\n'
        file.write_text(file.read_text().replace('preset = "demo"\n', "") + words)
        self.app = build(load_settings({}, self.environment, file), environment={})
        self.app.add_to_catalog(samples.DEEPSEEK_V3, Silence())

    def close(self) -> None:
        self.app.close()
        self.hub.close()

    @property
    def environment(self) -> dict[str, str]:
        ours = environment_of(self.hub.url, self.folder)
        return ours | ({"HUBNOTICE_DATABASE": self.database} if self.database else {})

    def fate(self, repo: str) -> Fate:
        return Fate(self.repos.index(repo) % len(Fate))

    def publish(self) -> None:
        """One more repository that owes something."""
        repo = f"lab-{len(self.repos)}/Example-AI"
        sample = samples.Sample(repo=repo, files=lambda: self._files, created_at=datetime.now(UTC))
        samples.publish(self.hub, sample)
        self.repos.append(repo)

    def go_on(self, chance: random.Random) -> None:
        """Something happens, so that there is always work under way."""
        waiting = [each for each in self.repos if each not in self.met and self._is_posted(each)]
        if waiting and (len(self.repos) >= _MOST_REPOSITORIES or chance.random() < 0.6):
            self.meet(chance.choice(waiting))
        elif len(self.repos) < _MOST_REPOSITORIES:
            self.publish()

    def meet(self, repo: str) -> None:
        """Let a repository's fate come."""
        self.met.add(repo)
        match self.fate(repo):
            case Fate.HALF_MENDED:
                self.hub.repositories.commit(repo, {"NOTICE": _HALF})
            case Fate.MENDED:
                owed = notice(samples.DEEPSEEK_V3, DEEPSEEK_LICENSE)
                self.hub.repositories.commit(repo, {"NOTICE": owed.encode()})
            case Fate.OUR_MISTAKE:
                case = self.app.casebook.case_of(repo)
                assert case is not None
                self.app.desk.withdraw(case.number, name="ada", reason="we were wrong")
                self.resume()
            case Fate.NOTHING:
                pass

    def misbehave(self, times: int) -> None:
        """Lost answers, refusals and silence while something is written; each so many times."""
        written = r"/discussions(/\d+/(comment|title|status|comment/\w+/edit))?$"
        for fault in (Fault.LOST_REPLY, Fault.STATUS, Fault.BARE_429, Fault.HANG):
            self.hub.faults.add(Rule(fault=fault, method="POST", path=written, times=times))

    def resume(self) -> None:
        """A person looked, and lets posting go on."""
        order = self.app.casebook.standing(POSTING)
        if order is not None and order.is_off:
            self.app.desk.switch_posting(on=True, name="ada", reason="looked into it")

    def let_time_pass(self) -> None:
        """Whatever was put off is due."""
        engine = open_database(self.environment["HUBNOTICE_DATABASE"])
        with writing(engine) as connection:
            connection.exec_driver_sql("UPDATE actions SET not_before = NULL")
        engine.dispose()

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

    def assert_all_is_said_once(self) -> None:
        """One thread for each repository, as its fate has it, nothing left to do, and the log whole."""
        assert not_finished(self) == []
        assert self.app.casebook.pending_actions() == []
        assert len(self.app.casebook.cases()) == len(self.repos)
        for repo in self.repos:
            own = [thread for thread in self.hub.discussions.all(repo) if thread.author == BOT]
            assert len(own) == 1, repo
            self._assert_as_fated(repo, own[0])
        engine = open_database(self.environment["HUBNOTICE_DATABASE"])
        from bot.adapters.storage.casebook import SqlCasebook  # noqa: PLC0415 - the log is checked by nothing else here

        assert SqlCasebook(engine).verify_log() is None
        engine.dispose()

    def _assert_as_fated(self, repo: str, thread: Discussion) -> None:
        case = self.app.casebook.case_of(repo)
        assert case is not None
        assert case.thread == thread.num
        fate = self.fate(repo) if repo in self.met else Fate.NOTHING
        first = thread.comments[0].latest.text
        match fate:
            case Fate.NOTHING | Fate.HALF_MENDED:
                assert (case.state, len(thread.comments), thread.status.is_open) == (CaseState.POSTED, 1, True), repo
                assert ("rev=2 " in first) is (fate is Fate.HALF_MENDED), repo
            case Fate.MENDED:
                assert (case.state, len(thread.comments), thread.status.is_open) == (CaseState.RESOLVED, 2, False), repo
            case Fate.OUR_MISTAKE:
                assert (case.state, len(thread.comments), thread.status.is_open) == (CaseState.WITHDRAWN, 2, False), (
                    repo
                )
                assert first.count("Withdrawn: we were wrong") == 1
                assert thread.title.startswith("[Withdrawn")

    def _is_posted(self, repo: str) -> bool:
        case = self.app.casebook.case_of(repo)
        return case is not None and case.state is CaseState.POSTED


class Daemon:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._lock = threading.Lock()

    def live(self, seconds: float) -> str:
        """``killed`` after so many seconds, or how it ended before; 0 lets it live."""
        assert self._process.stdin
        assert self._process.stdout
        with self._lock:
            self._process.stdin.write(f"{seconds}\n")
            self._process.stdin.flush()
            return self._process.stdout.readline().strip()


def not_finished(town: Town) -> list[tuple[str, str]]:
    """Jobs that did not end well, by their ids, with what became of them."""
    engine = open_database(town.environment["HUBNOTICE_DATABASE"])
    table = "workflow_status" if engine.dialect.name == "sqlite" else "dbos.workflow_status"
    with reading(engine) as connection:
        rows = connection.exec_driver_sql(f"SELECT workflow_uuid, status FROM {table} WHERE status <> 'SUCCESS'")
        found = [(str(job), str(status)) for job, status in rows]
    engine.dispose()
    return found
