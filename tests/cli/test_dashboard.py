# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice dashboard`` over a fake tracker, and as it is built, against a local GitHub."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.schema import migrate
from bot.cli.main import main
from bot.model.cases import CaseState
from tests.cli.conftest import GivenApplication
from tests.fakes.tracker import FakeTracker
from tests.samples.judged import WHOLE_MODEL, case_of
from tests.services.github import GitHub

REPO = "team/licenses"
POSTED = replace(case_of(WHOLE_MODEL), state=CaseState.POSTED, thread=3)
PROPOSED = replace(case_of(WHOLE_MODEL), number=18, repo="acme/quiet", state=CaseState.PROPOSED)


def call(app: GivenApplication, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["dashboard", *arguments], obj=app)


@pytest.fixture
def with_cases(app: GivenApplication) -> GivenApplication:
    for each in (POSTED, PROPOSED):
        app.casebook.decide(each, None, None)
    return replace(app, tracker=FakeTracker(), dashboard_repo=REPO)


def test_it_is_shown_and_nothing_is_written(with_cases: GivenApplication) -> None:
    shown = call(with_cases)
    assert "[C-17](https://huggingface.co/example-lab/Example-JA-700B/discussions/3)" in shown.stdout
    assert "acme/quiet" not in shown.stdout
    assert "--write" in shown.stderr
    assert isinstance(with_cases.tracker, FakeTracker)
    assert with_cases.tracker.writes == []


def test_where_few_can_read_every_open_case_is_named(with_cases: GivenApplication) -> None:
    private = replace(with_cases, tracker=FakeTracker(private={REPO}))
    assert "acme/quiet" in call(private).stdout


def test_without_a_repository_it_is_shown_as_everybody_would_read_it(with_cases: GivenApplication) -> None:
    shown = call(replace(with_cases, tracker=None, dashboard_repo=""))
    assert "C-17" in shown.stdout
    assert "acme/quiet" not in shown.stdout


def test_it_is_written_once_and_edited_when_something_changes(with_cases: GivenApplication) -> None:
    said = [call(with_cases, "--write").stderr.split(":")[0] for _ in range(2)]
    with_cases.casebook.decide(replace(PROPOSED, state=CaseState.POSTED, thread=1), None, None)
    said.append(call(with_cases, "--write").stderr.split(":")[0])
    assert said == ["created", "unchanged", "edited"]
    assert isinstance(with_cases.tracker, FakeTracker)
    assert len(with_cases.tracker.issues(REPO)) == 1


def test_one_that_was_closed_stays_closed_and_the_exit_code_says_so(with_cases: GivenApplication) -> None:
    call(with_cases, "--write")
    assert isinstance(with_cases.tracker, FakeTracker)
    with_cases.tracker.change(REPO, 1, is_open=False)
    result = call(with_cases, "--write")
    assert result.exit_code == 5
    assert "the issue is closed" in result.stderr


def test_writing_without_a_repository_or_an_account_says_what_to_set(app: GivenApplication) -> None:
    result = call(app, "--write")
    assert result.exit_code == 2
    assert "HUBNOTICE_GITHUB_DASHBOARD" in result.stderr


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub() as running:
        running.repository(REPO)
        yield running


def test_everything_built_writes_one_issue_on_github(
    github: GitHub, call_for_real: Callable[..., Result], tmp_path: Path
) -> None:
    database = open_database(tmp_path / "cases.sqlite")
    migrate(database)
    SqlCasebook(database).decide(POSTED, None, None)
    database.dispose()
    environment = {
        "HUBNOTICE_GITHUB_URL": github.url,
        "HUBNOTICE_GITHUB_TOKEN": "ghp_bot",
        "HUBNOTICE_GITHUB_DASHBOARD": REPO,
        "HUBNOTICE_DATABASE": str(tmp_path / "cases.sqlite"),
    }
    for _ in range(2):
        result = call_for_real("dashboard", "--write", environment=environment)
        assert result.exit_code == 0, result.stderr
    (issue,) = github.repository(REPO).issues.values()
    assert issue.title == "Attribution dashboard"
    assert "C-17" in issue.body
    assert github.written == ["POST"]


def test_a_token_that_nobody_knows_is_told_without_being_shown(
    github: GitHub, call_for_real: Callable[..., Result]
) -> None:
    environment = {
        "HUBNOTICE_GITHUB_URL": github.url,
        "HUBNOTICE_GITHUB_TOKEN": "ghp_wrong",
        "HUBNOTICE_GITHUB_DASHBOARD": REPO,
    }
    result = call_for_real("dashboard", "--write", environment=environment)
    assert result.exit_code == 2
    assert "HUBNOTICE_GITHUB_TOKEN" in result.stderr
    assert "ghp_wrong" not in result.output


def test_the_doctor_says_who_we_are_on_github(github: GitHub, call_for_real: Callable[..., Result]) -> None:
    environment = {
        "HUBNOTICE_GITHUB_URL": github.url,
        "HUBNOTICE_GITHUB_TOKEN": "ghp_bot",
        "HUBNOTICE_GITHUB_DASHBOARD": REPO,
        "HF_ENDPOINT": "http://127.0.0.1:9",
    }
    printed = call_for_real("doctor", environment=environment).stdout
    assert f"signed in as bot; everybody can read the dashboard in {REPO}" in printed
