# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The web server beside a command: the desk, webhooks, health, metrics and the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.cli.logs import tell

if TYPE_CHECKING:
    from bot.bootstrap import Application
    from bot.ports.work import Wake
    from bot.settings import Settings
    from bot.web.desk.case_parts import CaseParts


@contextmanager
def listening(
    app: Application, settings: Settings, wake: Wake, engine_runs: Callable[[], bool] | None
) -> Iterator[None]:
    """Serve where the settings say so, and stop at the end. Raises OperatorError where the address cannot be had."""
    if not settings.listen:
        yield
        return
    from bot.adapters.catalogues import load_catalogues
    from bot.adapters.rulebook import load_templates
    from bot.bootstrap.release import version
    from bot.web.app import create_app
    from bot.web.desk.around import AroundParts
    from bot.web.desk.queue_parts import QueueParts
    from bot.web.health import Expected
    from bot.web.parts import DeskParts, PublicParts
    from bot.web.server import WebServer

    expected = Expected(started_at=app.clock.now(), poll_seconds=settings.poll_seconds, engine_runs=engine_runs)
    web = create_app(
        wake=wake,
        secret=settings.webhook_secret,
        status=app.operations.status,
        counts=app.operations.counts,
        expected=expected,
        parts=DeskParts(
            templates=load_templates(app.templates_folder),
            languages=load_catalogues(),
            clock=app.clock,
            public_url=settings.public_url,
            contact=app.contact,
            reads=app.oversight.audit,
            around=AroundParts(
                questions=app.oversight.questions,
                casebook=app.casebook,
                catalog=app.catalog,
                coverage=app.oversight.coverage,
                audit=app.oversight.audit,
                records=app.oversight.records,
                quotas=app.oversight.quotas,
                status=app.operations.status,
                rulebook=app.rulebook,
                preset=app.preset,
                desk=app.desk,
                kill_switch=app.oversight.kill_switch,
            ),
            queue=QueueParts(
                questions=app.questions,
                handling=app.handling,
                dismiss=app.desk.dismiss,
                titles={rule.id: rule.title for rule in app.rulebook.policies},
            ),
            cases=case_parts(app, wake),
            sessions=app.signing_in.sessions,
            accounts=app.signing_in.accounts,
            elsewhere=app.signing_in.elsewhere,
            alerts=app.alerts.subscribing if app.alerts else None,
            public=PublicParts(
                questions=app.programs.questions,
                casebook=app.casebook,
                conversations=app.programs.conversations,
                rulebook=app.rulebook,
                status=app.operations.status,
                desk=app.desk,
                tokens=app.signing_in.tokens,
                attempts=app.programs.attempts,
                version=version(),
            ),
        ),
    )
    server = WebServer(web, settings.listen)
    server.start()
    try:
        hooks = "webhooks, " if settings.webhook_secret else "no webhooks without HUBNOTICE_WEBHOOK_SECRET, "
        text = f"Listening at {server.address}: {hooks}health, metrics and the desk."
        tell(settings, text, "listening", address=server.address, webhooks=settings.webhook_secret is not None)
        yield
    finally:
        server.stop()


def case_parts(app: Application, wake: Wake) -> CaseParts:
    """What the pages around one case do and read."""
    from bot.ports.progress import Silence
    from bot.web.desk.case_parts import CaseParts

    return CaseParts(
        casebook=app.casebook,
        conversations=app.programs.conversations,
        questions=app.programs.questions,
        desk=app.desk,
        owners=app.owners(wake.discussions),
        scan=lambda repo: app.scan(repo, app.budget, Silence(), with_history=True),
        plan_fix=lambda repo: app.plan_fix(repo, Silence()),
        hub_url=app.hub_url.rstrip("/"),
        titles={rule.id: rule.title for rule in app.rulebook.policies},
    )
