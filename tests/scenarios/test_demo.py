# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bot.cli.demo import ACCOUNT, run
from bot.localhub import LocalHub, samples
from bot.model.errors import OperatorError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "new" / ".demo"


@pytest.mark.slow
def test_the_demo_shows_the_post_and_the_thanks_and_a_second_run_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    threads = set(threading.enumerate())
    run(folder)
    assert [each for each in threading.enumerate() if each not in threads and not each.daemon] == []
    first = capsys.readouterr()
    assert "Permission is hereby granted, free of charge" in first.out
    assert "**Thank you, this is settled.**" in first.out
    assert f"{samples.SOLAR_LIKE}: nothing to ask for." in first.err
    assert f"{samples.DECLARED_FINETUNE}: nothing to ask for." in first.err
    assert "resolved" in first.err
    before = _written(folder)
    run(folder)
    assert _written(folder) == before
    assert capsys.readouterr().out == first.out


def test_two_demos_do_not_share_a_folder(folder: Path) -> None:
    with LocalHub(folder / "hub"), pytest.raises(OperatorError, match="another demo"):
        run(folder)


def _written(folder: Path) -> list[tuple[int, str, list[str]]]:
    """Every thread of the bot with its words."""
    with LocalHub(folder / "hub") as hub:
        return [
            (thread.num, thread.status.value, [comment.latest.text for comment in thread.comments])
            for repository in hub.repositories.all()
            for thread in hub.discussions.all(repository.id)
            if thread.author == ACCOUNT
        ]
