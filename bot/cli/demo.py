# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The whole loop on a Hub of its own: sample models are published, one post is written, the publisher adds a NOTICE, the case is closed.

1. A local Hub in the folder, with accounts and samples; what an earlier run left is used again.
2. The known upstreams come into a catalog.
3. The daemon polls once with preset automatic: one post, and silence about models that only look alike.
4. The publisher adds the NOTICE; the daemon polls again: thanks, and the thread is closed.

Nothing leaves this machine, and nothing is left running.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.bootstrap import Application, build
from bot.cli.output import say
from bot.localhub import LocalHub, samples
from bot.localhub.storage.threads import Discussion
from bot.model.cases import CaseState
from bot.model.errors import BotError, OperatorError
from bot.ports.progress import Silence
from bot.ports.work import WorkEngine
from bot.settings import load_settings

FOLDER = Path(".demo")
"""Where everything of the demo lies unless somebody names another place. Delete it to begin anew."""

ACCOUNT = "hubnotice-demo"
_TOKEN = "hf_demo_of_hubnotice"  # noqa: S105 - opens nothing but the local Hub of the demo
_SHOWN = (samples.RAKUTEN_LIKE, samples.SOLAR_LIKE, samples.DECLARED_FINETUNE)
_WITHIN_SECONDS = 120.0


def run(folder: Path | None = None) -> None:
    """Show the loop, in ``folder`` or in `FOLDER`. A second run shows what the first one did, and posts nothing again.

    Raises OperatorError where the folder cannot be used, or where another demo runs in it; BotError where something did not work.
    """
    place = folder or FOLDER
    with _started(place) as hub:
        say(f"A Hub of our own listens at {hub.url}; its files are in {place}.")
        _publish(hub)
        app = build(load_settings({}, _environment(hub, place), _settings_file(place)), environment={})
        try:
            _fill_catalog(app)
            _watch(app, hub, place)
        finally:
            app.close()
    say(f"Done. Nothing is left running; delete {place} to begin anew.")


def _started(place: Path) -> LocalHub:
    try:
        place.mkdir(parents=True, exist_ok=True)
        return LocalHub(place / "hub")
    except BlockingIOError as error:
        raise OperatorError(f"{place}: another demo runs in this folder; wait for it or use another one") from error
    except OSError as error:
        raise OperatorError(f"{place}: cannot be used: {error.strerror}; run the demo in another folder") from error


def _publish(hub: LocalHub) -> None:
    say("Publishing sample models ...")
    hub.accounts.add_user(ACCOUNT, token=_TOKEN)
    samples.publish_upstreams(hub)
    # Uploads are of today, as the daemon looks back a little and not for years.
    for sample in samples.DERIVATIVES:
        if sample.repo in _SHOWN:
            samples.publish(hub, sample, date=datetime.now(UTC))


def _settings_file(place: Path) -> Path:
    """The demo's own settings, so that those of the operator do not reach it."""
    file = place / "hubnotice.toml"
    try:
        file.write_text('preset = "demo"\ncontact = "demo@localhost"\n', encoding="utf-8")
    except OSError as error:
        raise OperatorError(f"{file}: cannot be written: {error.strerror}") from error
    return file


def _environment(hub: LocalHub, place: Path) -> Mapping[str, str]:
    return {
        "HF_ENDPOINT": hub.url,
        "HUBNOTICE_TOKEN": _TOKEN,
        "HUBNOTICE_DATABASE": str(place / "hubnotice.sqlite3"),
    }


def _fill_catalog(app: Application) -> None:
    for sample in samples.UPSTREAMS:
        if app.catalog.newest(sample.repo) is None:
            known = app.add_to_catalog(sample.repo, Silence())
            say(f"Known upstream: {known.key}, {len(known.references)} references.")


def _watch(app: Application, hub: LocalHub, place: Path) -> None:
    engine = app.daemon()
    engine.start()
    try:
        _poll(engine)
        _show_rulings(app)
        _show_post(app, hub, place)
        _fix(app, hub)
        _poll(engine)
        _show_end(app, hub)
    finally:
        engine.stop()


def _poll(engine: WorkEngine) -> None:
    say("The daemon polls ...")
    engine.poll()
    if not engine.drain(_WITHIN_SECONDS):
        raise BotError(f"the demo's daemon did not finish within {_WITHIN_SECONDS:.0f} seconds")


def _show_rulings(app: Application) -> None:
    for repo in _SHOWN:
        case = app.casebook.case_of(repo)
        if case is None:
            say(f"{repo}: nothing to ask for.")
            continue
        say(f"{repo}: case {case.name}, {case.state.value.replace('_', ' ')}.")
        for finding in case.findings:
            say(f"    {finding.rule}: {finding.message}")


def _show_post(app: Application, hub: LocalHub, place: Path) -> None:
    thread = _thread(hub)
    case = app.casebook.case_of(samples.RAKUTEN_LIKE)
    if thread is None or case is None:
        raise BotError("the demo's daemon wrote no post, and should have written one")
    file = place / f"{case.name}.md"
    text = f"# {thread.title}\n\n{thread.comments[0].latest.text}\n"
    file.write_text(text, encoding="utf-8")
    say(f"The one post, at {hub.url}/{samples.RAKUTEN_LIKE}/discussions/{thread.num} and in {file}:")
    click.echo(text)


def _fix(app: Application, hub: LocalHub) -> None:
    case = app.casebook.case_of(samples.RAKUTEN_LIKE)
    if case is not None and case.state is CaseState.RESOLVED:
        say(f"The publisher of {samples.RAKUTEN_LIKE} added a NOTICE in an earlier run; nothing is posted again.")
        return
    say(f"The publisher of {samples.RAKUTEN_LIKE} adds a NOTICE.")
    samples.fix(hub, samples.RAKUTEN_LIKE)


def _show_end(app: Application, hub: LocalHub) -> None:
    thread = _thread(hub)
    case = app.casebook.case_of(samples.RAKUTEN_LIKE)
    if thread is None or case is None or case.state is not CaseState.RESOLVED or thread.status.is_open:
        raise BotError("the case of the demo should be resolved and its thread closed")
    click.echo(thread.comments[-1].latest.text)
    say(f"Case {case.name}: resolved. The thread is closed, and never opened again.")


def _thread(hub: LocalHub) -> Discussion | None:
    """The bot's thread; there is never a second one."""
    own = [each for each in hub.discussions.all(samples.RAKUTEN_LIKE) if each.author == ACCOUNT]
    if len(own) > 1:
        raise BotError(f"expected one thread, found {len(own)}")
    return own[0] if own else None
