# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From settings to an application: which adapter is behind which port."""

from __future__ import annotations

from collections.abc import Mapping

from bot.adapters.clock import SystemClock
from bot.adapters.hub.forum import HubForum
from bot.adapters.hub.models import HubModels
from bot.adapters.hub.pull_requests import HubPullRequests
from bot.adapters.kill_switch import KillSwitch
from bot.adapters.lines import Lines
from bot.adapters.rulebook import load_rulebook
from bot.adapters.tally import ProcessTally
from bot.adapters.targets import TargetSources
from bot.adapters.work.schedule import PollSchedule
from bot.adapters.work.turns import Together, TurnSchedule
from bot.bootstrap.alerts import alerts
from bot.bootstrap.application import Application, Operations, Oversight, Programs
from bot.bootstrap.daemon import check_signature, connect_github, daemon_jobs, desk, owners_desk
from bot.bootstrap.people import signing_in
from bot.bootstrap.storage import open_storage
from bot.comparing import budget_of, connect
from bot.pipeline.auditing import CheckedPolls
from bot.pipeline.status import StatusOfAll
from bot.ports.work import WorkEngine
from bot.scanning import remembered_past
from bot.settings import Settings

_TURN_SECONDS = 5
"""Between two turns of the alerts, each of which asks the database three short questions where there is nothing to do."""


def build(settings: Settings, *, environment: Mapping[str, str], offline: bool = False) -> Application:
    """The application of these settings. Raises OperatorError where rules or database cannot be used; asks the Hub nothing yet."""
    rulebook = load_rulebook(settings.rules_folder)
    preset = rulebook.preset(settings.preset)
    connection = connect(settings)
    storage = open_storage(settings, environment)
    clock = SystemClock()
    budget = budget_of(settings)
    lines: list[Lines] = []
    kill_switch = KillSwitch(is_on=settings.posting, file=settings.stop_file)
    tally = ProcessTally(lambda: sum((each.cost for each in lines), connection.cost))

    told = alerts(settings, storage, clock, storage.questions(clock))
    signs = settings.token is not None and bool(settings.contact) and not offline
    github = None if offline else connect_github(settings)

    def daemon() -> WorkEngine:
        check_signature(settings, preset)
        lines.append(storage.lines(clock))
        jobs = daemon_jobs(
            settings,
            lines[-1],
            storage,
            rulebook,
            clock,
            tally=tally,
            propose=application.offer_fix,
            retract=application.take_back_offer,
            tracker=github,
        )
        return storage.engine(jobs, clock)

    def hang_up() -> None:
        for each in lines:
            each.close()

    application = Application(
        sources=TargetSources(None if offline else HubModels(connection)),
        past=None if offline else remembered_past(HubModels(connection), storage.past, clock),
        hub=None if offline else HubModels(connection),
        catalog=storage.catalog,
        casebook=storage.casebook,
        rulebook=rulebook,
        preset=preset,
        clock=clock,
        budget=budget,
        hub_url=settings.hub_url,
        templates_folder=settings.templates_folder,
        pull_requests=HubPullRequests(connection, HubForum(connection)) if signs else None,
        contact=settings.contact,
        desk=desk(settings, storage, rulebook, clock),
        questions=storage.questions(clock),
        handling=storage.handling,
        owners=lambda wake: owners_desk(settings, storage, clock, wake),
        daemon=daemon,
        schedule=lambda engine: Together(
            (
                PollSchedule(CheckedPolls(engine.poll, storage.audit, clock), settings.poll_seconds, clock=clock),
                TurnSchedule(told.turn.take_calmly, _TURN_SECONDS),
            )
        ),
        alerts=told,
        oversight=Oversight(
            questions=storage.questions(clock),
            coverage=storage.coverage,
            audit=storage.audit,
            records=storage.records,
            quotas=storage.quotas(clock),
            kill_switch=kill_switch,
        ),
        operations=Operations(
            status=StatusOfAll(
                casebook=storage.casebook, jobs=storage.jobs, preset=preset, clock=clock, kill_switch=kill_switch
            ),
            counts=tally.counts,
            wake=storage.wake,
        ),
        programs=Programs(
            questions=storage.questions(clock), conversations=storage.conversations, attempts=storage.attempts
        ),
        signing_in=signing_in(settings, storage.people, storage.service_tokens, clock),
        tracker=github,
        dashboard_repo=settings.github_dashboard,
        closers=(connection.close, hang_up, storage.close, *(() if github is None else (github.disconnect,))),
    )
    return application
