# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""An application over fakes whose reports are given by the test, and a way to call commands."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.adapters.targets import TargetSources
from bot.bootstrap import Application, Operations, Oversight, Programs
from bot.bootstrap.people import SigningIn
from bot.cli.main import main
from bot.model.costs import Budget
from bot.model.errors import BotError
from bot.model.reports import Comparison, ScanReport
from bot.model.status import ProcessCounts
from bot.pipeline.history import Past
from bot.pipeline.local_accounts import LocalAccounts
from bot.pipeline.service_tokens import Tokens
from bot.pipeline.sessions import Sessions
from bot.pipeline.status import StatusOfAll
from bot.policy.roles import grants_of
from bot.ports.progress import Progress
from bot.ports.work import FailedJob, Schedule, WorkEngine
from tests.fakes.audit import FakeAudit
from tests.fakes.book_questions import BookQuestions
from tests.fakes.casebook import FakeCasebook
from tests.fakes.catalog import FakeCatalog
from tests.fakes.clock import FakeClock
from tests.fakes.conversations import FakeConversations
from tests.fakes.coverage import FakeCoverage
from tests.fakes.handling import FakeHandling
from tests.fakes.hub import FakeHub
from tests.fakes.job_book import FakeJobBook
from tests.fakes.people import FakePasswords, FakePeople
from tests.fakes.questions import FakeQuestions
from tests.fakes.records import FakeQuotas, FakeRuleRecords
from tests.fakes.service import FakeAttempts, FakeServiceTokens
from tests.samples.daemon import desk_over, owners_desk_over
from tests.samples.judged import rulebook
from tests.samples.schemas import check_document

Answer = ScanReport | Comparison | Exception


class FakeEngine:
    """Implements `WorkEngine`: remembers what it was told, in order."""

    def __init__(self, *, drains: bool = True, sets_aside: Sequence[FailedJob] = ()) -> None:
        self.calls: list[str] = []
        self._drains = drains
        self._sets_aside = sets_aside

    def start(self) -> None:
        self.calls.append("start")

    def poll(self, scheduled_at: object = None) -> None:
        self.calls.append(f"poll {scheduled_at}" if scheduled_at else "poll")

    def drain(self, timeout_seconds: float) -> bool:
        self.calls.append("drain" if timeout_seconds > 0 else "look")
        return self._drains

    def failed(self) -> list[FailedJob]:
        old = FailedJob(id="scan:acme/older@1", reason="set aside last week")
        return [old, *self._sets_aside] if "drain" in self.calls else [old]

    @property
    def is_running(self) -> bool:
        return "start" in self.calls and "stop" not in self.calls

    def repository(self, repo: str, revision: str | None) -> None:
        self.calls.append(f"repository {repo} {revision}")

    def discussions(self, repo: str) -> None:
        self.calls.append(f"discussions {repo}")

    def stop(self) -> None:
        self.calls.append("stop")


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenApplication(Application):
    """Answers with what the test put there; everything else is the real thing over fakes."""

    hub: FakeHub
    engine: FakeEngine
    answers: dict[str, Answer] = field(default_factory=dict)
    budgets: list[Budget] = field(default_factory=list)

    def scan(self, target: str, budget: Budget, progress: Progress, *, with_history: bool = False) -> ScanReport:
        """The answer for this target, or the real scan."""
        self.budgets.append(budget)
        answer = self._given(target)
        if isinstance(answer, ScanReport):
            return answer
        return Application.scan(self, target, budget, progress, with_history=with_history)

    def compare(
        self,
        suspect: str,
        reference: str,
        budget: Budget,
        progress: Progress,
        *,
        full: bool = False,
        device: str | None = None,
    ) -> Comparison:
        """The answer for this suspect, or the real comparison."""
        self.budgets.append(budget)
        answer = self._given(suspect)
        if isinstance(answer, Comparison):
            return answer
        return Application.compare(self, suspect, reference, budget, progress, full=full, device=device)

    def _given(self, target: str) -> ScanReport | Comparison | None:
        answer = self.answers.get(target)
        if isinstance(answer, Exception):
            raise answer
        return answer


def no_schedule(_: WorkEngine) -> Schedule:
    raise AssertionError("watch --once has no schedule")


@pytest.fixture
def app() -> GivenApplication:
    hub, engine, casebook, clock = FakeHub(), FakeEngine(), FakeCasebook(), FakeClock()
    conversations = FakeConversations()
    people = FakePeople()
    return GivenApplication(
        hub=hub,
        engine=engine,
        sources=TargetSources(hub),
        catalog=FakeCatalog(),
        casebook=casebook,
        rulebook=rulebook(),
        preset=rulebook().preset("dry-run"),
        clock=clock,
        budget=Budget(),
        hub_url="https://huggingface.co",
        daemon=lambda: engine,
        schedule=no_schedule,
        oversight=Oversight(
            questions=FakeQuestions(clock),
            coverage=FakeCoverage(),
            audit=FakeAudit(),
            records=FakeRuleRecords(),
            quotas=FakeQuotas(),
            kill_switch=lambda: None,
        ),
        operations=Operations(
            status=StatusOfAll(
                casebook=casebook, jobs=FakeJobBook(), preset=rulebook().preset("dry-run"), clock=FakeClock()
            ),
            counts=ProcessCounts,
            wake=engine,
        ),
        past=Past(open=hub.history),
        desk=desk_over(casebook, clock),
        owners=lambda wake: owners_desk_over(casebook, conversations, clock, wake),
        programs=Programs(
            questions=BookQuestions(casebook, clock), conversations=conversations, attempts=FakeAttempts()
        ),
        questions=FakeQuestions(clock),
        handling=FakeHandling(FakeQuestions(clock)),
        signing_in=SigningIn(
            tokens=Tokens(FakeServiceTokens(), grants_of("reviewer=local:ada"), clock),
            sessions=Sessions(people, (), clock),
            accounts=LocalAccounts(people, FakePasswords(), clock),
            elsewhere=None,
        ),
    )


@pytest.fixture
def call(app: GivenApplication) -> Callable[..., Result]:
    """A command with the application above."""

    def run(*arguments: str) -> Result:
        return as_described(CliRunner().invoke(main, arguments, obj=app))

    return run


@pytest.fixture
def call_for_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """A command that builds everything itself, with its database in a folder of its own and no settings from outside."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, environment: Mapping[str, str | None] | None = None) -> Result:
        clean: dict[str, str | None] = {
            "HF_ENDPOINT": None,
            "HUBNOTICE_TOKEN": None,
            "HUBNOTICE_PRESET": None,
            "HUBNOTICE_LISTEN": None,
        }
        clean |= {"XDG_DATA_HOME": str(tmp_path / "data"), **(environment or {})}
        return as_described(CliRunner().invoke(main, arguments, env=clean))

    return run


def as_described(result: Result) -> Result:
    """The same; every JSON document of ours that a test prints is held to what `hubnotice schema` says of it."""
    if result.stdout.startswith('{\n  "schema": "hubnotice.'):
        check_document(json.loads(result.stdout))
    return result


def error_for(kind: type[BotError]) -> BotError:
    return kind("acme/model: expected this, found that; try again")
