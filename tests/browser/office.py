# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A desk as an operator runs it: the real application on SQLite, the local Hub, a mail server, and people of every kind.

Nothing here is a stand-in but the weights and the calendar: time passes by telling the outbox not to wait.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.controller import Controller
from playwright.sync_api import BrowserContext

from bot.adapters.storage.engine import open_database, writing
from bot.bootstrap import Application, build
from bot.cli.listening import listening
from bot.localhub import LocalHub, samples
from bot.localhub.storage.threads import Discussion
from bot.model.cases import Case
from bot.model.people import Membership, Person
from bot.ports.progress import Silence
from bot.ports.work import WorkEngine
from bot.settings import Settings, load_settings
from tests.adapters.channels.test_mail import Post
from tests.scenarios.world import BOT, TOKEN
from tests.services.ports import closed_port

PASSWORD = "a long enough password"
CLIENT = "the-desk"
CLIENT_SECRET = "known to the desk and the Hub"
OWNER, FIRST, SECOND, AUDITOR = "hf:hana", "local:rita", "hf:sato", "local:ann"
ROLES = (
    f"reviewer={FIRST} publisher={FIRST} legal={FIRST} reviewer={SECOND} publisher={SECOND} "
    f"admin={AUDITOR} auditor={AUDITOR} reviewer={AUDITOR} publisher={AUDITOR}"
)
_PRESET = """id: review
title: A person approves every post
declared: review
proven: review
inferred: review
posts_per_hour: 30
posts_per_day: 100
posts_per_day_at_first: 100
open_per_owner: 10
new_per_owner_per_week: 10
undo_minutes: 10
courtesy_hours: 0
local_only: true
"""
"""As it is shipped, with room for many posts in a minute, and no days of courtesy: they are counted from the log, which nobody can change."""
_WITHIN_SECONDS = 120.0


def road(name: str) -> str:
    """A repository that owes something, whose owner is ``lab-NAME``."""
    return f"lab-{name}/Example-AI"


class _Silent:
    """Pages need not wake the engine, which every test asks to work when it wants it to."""

    def repository(self, repo: str, revision: str | None) -> None:
        """Nothing."""

    def discussions(self, repo: str) -> None:
        """Nothing."""


class Office:
    """Served at ``address`` while it is open."""

    def __init__(self, folder: Path, hub: LocalHub, app: Application, settings: Settings, post: Post) -> None:
        self.folder, self.hub, self.app, self.settings, self.post = folder, hub, app, settings, post
        self.address = settings.public_url
        self._engine: WorkEngine | None = None
        """From the first work on, as there is one engine in a process."""
        self._hands = ThreadPoolExecutor(1)

    def aside(self, task: Callable[[], object]) -> None:
        """In another thread: the engine refuses to be asked from one in which Playwright's loop runs."""
        self._hands.submit(task).result()

    def close(self) -> None:
        """End the engine; what is served stays as it is."""
        if self._engine is not None:
            self.aside(self._engine.stop)
        self._hands.shutdown()

    def upload(self, repos: Sequence[str]) -> None:
        """Each a finetune of DeepSeek-V3 that says nothing of it, and one poll that finds them all."""
        [derivative] = [each for each in samples.FLAGGED if each.repo == samples.RAKUTEN_LIKE]
        files = derivative.files()
        for repo in repos:
            sample = samples.Sample(repo=repo, files=lambda: files, created_at=datetime.now(UTC))
            samples.publish(self.hub, sample)
        self.work()

    def work(self) -> None:
        """One poll and everything that follows from it, alerts included."""
        self.aside(self._work)

    def _work(self) -> None:
        if self._engine is None:
            self._engine = self.app.daemon()
            self._engine.start()
        self._engine.poll()
        assert self._engine.drain(_WITHIN_SECONDS)
        assert self.app.alerts is not None
        self.app.alerts.turn.take()

    def let_time_pass(self) -> None:
        """Windows to undo are over."""
        engine = open_database(str(self.folder / "hubnotice.sqlite3"))
        with writing(engine) as connection:
            connection.exec_driver_sql("UPDATE actions SET not_before = NULL")
        engine.dispose()

    def approve(self, repo: str) -> None:
        """As two people at the command line do it: it waits in the outbox then."""
        case = self.case(repo)
        for name in (FIRST, SECOND):
            self.app.desk.approve(case.number, name=name, reason="read it")
        report = self.app.scan(repo, self.app.budget, Silence())
        self.app.desk.post(case.number, report, name=SECOND, reason="it is clear")

    def post_by_hand(self, repo: str) -> Case:
        """Approved, and the window to undo it over."""
        self.approve(repo)
        self.let_time_pass()
        self.work()
        return self.case(repo)

    def link(self, path: str) -> str:
        """The newest link of this kind that somebody was sent by mail, without the address of the desk."""
        for letter in reversed(self.post.taken):
            body = letter.get_body(("plain",))
            text = f"{letter['List-Unsubscribe']}\n{body.get_content() if body else ''}"
            found = re.search(re.escape(self.address) + rf"({path}[^\s>?]+)", text)
            if found:
                return found[1]
        raise LookupError(f"nobody was sent a link to {path}")

    def case(self, repo: str) -> Case:
        found = self.app.casebook.case_of(repo)
        assert found is not None
        return found

    def threads(self, repo: str) -> list[Discussion]:
        """The bot's own."""
        return [each for each in self.hub.discussions.all(repo) if each.author == BOT and not each.is_pull_request]

    def sign_in(self, context: BrowserContext, name: str, *organisations: str) -> None:
        """Without the pages for it, which have tests of their own."""
        member = tuple(Membership(organisation=each, role="admin") for each in organisations)
        person = Person(
            name=name,
            display_name=name.partition(":")[2],
            roles=frozenset(),
            organisations=member,
            checked_at=self.app.clock.now(),
        )
        session = self.app.signing_in.sessions.open(person)
        context.add_cookies([{"name": "hubnotice_session", "value": session, "url": self.address}])


@contextmanager
def office(folder: Path, *, accounts: bool = True) -> Iterator[Office]:
    """An installation with one known upstream and nothing else. Without ``accounts`` nothing of it was set up yet."""
    presets = folder / "rules" / "presets"
    presets.mkdir(parents=True)
    (presets / "review.yaml").write_text(_PRESET)
    post = Post()
    mail = Controller(post, hostname="127.0.0.1", port=closed_port())
    mail.start()
    port = closed_port()
    with LocalHub(folder / "hub") as hub:
        hub.accounts.add_user(BOT, token=TOKEN)
        address = f"http://127.0.0.1:{port}"
        settings = load_settings({}, _environment(folder, hub, address, mail.port), _settings_file(folder))
        app = build(settings, environment={})
        try:
            if accounts:
                _people(hub, app, address)
                [upstream] = [each for each in samples.UPSTREAMS if each.repo == samples.DEEPSEEK_V3]
                samples.publish(hub, upstream)
                app.add_to_catalog(samples.DEEPSEEK_V3, Silence())
            made = Office(folder, hub, app, settings, post)
            try:
                with listening(app, settings, _Silent(), lambda: True):
                    yield made
            finally:
                made.close()
        finally:
            app.close()
            mail.stop()


def _people(hub: LocalHub, app: Application, address: str) -> None:
    hub.oauth.register(CLIENT, secret=CLIENT_SECRET, redirects=(f"{address}/login/callback",))
    for name, organisations in (("hana", ("lab-road", "lab-plain")), ("sato", ())):
        hub.accounts.add_user(name, token=f"hf_{name}", password=PASSWORD, orgs=organisations)
    for name in ("rita", "ann"):
        app.signing_in.accounts.add(name, name.title(), PASSWORD)


def _environment(folder: Path, hub: LocalHub, address: str, mail_port: int) -> dict[str, str]:
    return {
        "HF_ENDPOINT": hub.url,
        "HUBNOTICE_TOKEN": TOKEN,
        "HUBNOTICE_DATABASE": str(folder / "hubnotice.sqlite3"),
        "HUBNOTICE_LISTEN": address.removeprefix("http://"),
        "HUBNOTICE_PUBLIC_URL": address,
        "HUBNOTICE_OAUTH_CLIENT_ID": CLIENT,
        "HUBNOTICE_OAUTH_CLIENT_SECRET": CLIENT_SECRET,
        "HUBNOTICE_SMTP_URL": f"smtp://127.0.0.1:{mail_port}",
        "HUBNOTICE_MAIL_FROM": "alerts@desk.example",
        "HUBNOTICE_RULES_FOLDER": str(folder / "rules"),
        "HUBNOTICE_DESK_ROLES": ROLES,
    }


def _settings_file(folder: Path) -> Path:
    """Settings of these tests, so that those of whoever runs them do not matter."""
    file = folder / "hubnotice.toml"
    file.write_text('preset = "review"\ncontact = "desk@hubnotice.example"\n')
    return file
