# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The web application on a free port of the loopback interface, over fakes, served as the daemon serves it."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from gettext import NullTranslations
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI

from bot.adapters.rulebook import load_templates
from bot.model.errors import Unreachable
from bot.model.people import Membership, Person, Role
from bot.model.status import ProcessCounts
from bot.pipeline.alerting.subscribing import Subscribing
from bot.pipeline.local_accounts import LocalAccounts
from bot.pipeline.sessions import Sessions
from bot.pipeline.status import StatusOfAll
from bot.ports.people import People, SignInElsewhere
from bot.settings import Secret
from bot.web.app import create_app
from bot.web.desk.around import AroundParts
from bot.web.desk.case_parts import CaseParts
from bot.web.desk.queue_parts import QueueParts
from bot.web.health import Expected
from bot.web.parts import DeskParts, Page, PublicParts
from bot.web.server import WebServer
from bot.web.site.site import Site
from bot.web.webhook import PATH, SECRET_HEADER
from tests.fakes.audit import FakeAudit
from tests.fakes.casebook import FakeCasebook
from tests.fakes.catalog import FakeCatalog
from tests.fakes.clock import FakeClock
from tests.fakes.conversations import FakeConversations
from tests.fakes.coverage import FakeCoverage
from tests.fakes.handling import FakeHandling
from tests.fakes.job_book import FakeJobBook
from tests.fakes.people import FakePasswords, FakePeople
from tests.fakes.questions import FakeQuestions
from tests.fakes.records import FakeQuotas, FakeRuleRecords
from tests.fakes.wake import FakeWake
from tests.samples.daemon import desk_over, owners_desk_over
from tests.samples.judged import rulebook

SECRET = "correct horse battery staple"
PASSWORD = "correct horse battery"
POLL_SECONDS = 300


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str
    cookies: tuple[str, ...] = ()
    """Every one that is set, as it was sent."""

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.text)


class GivenRoles(Sessions):
    """People have the roles that the test gave them, too."""

    def __init__(self, people: People, given: Mapping[str, frozenset[Role]], clock: FakeClock) -> None:
        super().__init__(people, (), clock)
        self._given = given

    def person(self, found: str) -> Person | None:
        known = super().person(found)
        return None if known is None else replace(known, roles=known.roles | self._given.get(known.name, frozenset()))


def alerts_of_nobody() -> Subscribing:
    """For tests that never look behind the door."""
    nothing = cast("Any", None)
    return Subscribing(
        subscriptions=nothing, deliveries=nothing, courier=nothing, confirming=nothing, clock=FakeClock()
    )


@dataclass
class Web:
    """Everything behind the application is open for tests to change."""

    wake: FakeWake = field(default_factory=FakeWake)
    casebook: FakeCasebook = field(default_factory=FakeCasebook)
    jobs: FakeJobBook = field(default_factory=FakeJobBook)
    clock: FakeClock = field(default_factory=FakeClock)
    counts: ProcessCounts = field(default_factory=ProcessCounts)
    engine_runs: bool = True
    secret: str | None = SECRET
    address: str = ""
    public_url: str = ""
    templates: dict[str, str] = field(default_factory=dict)
    """Of the test's own."""
    pages: Callable[[Site], Page] | None = None
    """Makes a page of the test's own."""
    added: Page | None = None
    audit: FakeAudit = field(default_factory=FakeAudit)
    public: PublicParts | None = None
    """What stands behind the API, feeds and badges."""
    people: People = field(default_factory=FakePeople)
    hub: SignInElsewhere | None = None
    """The Hub that people sign in with."""
    languages: Mapping[str, NullTranslations] = field(default_factory=dict)
    """Catalogues beside English."""
    given: dict[str, frozenset[Role]] = field(default_factory=dict)
    """Roles of people, beside those that follow from who they are."""
    alerts: Subscribing = field(default_factory=alerts_of_nobody)
    cookie: str = ""
    """Sent with every request that names no other."""

    def parts(self) -> DeskParts:
        return DeskParts(
            templates=load_templates() | self.templates,
            languages=self.languages,
            clock=self.clock,
            contact="desk@hubnotice.example",
            public_url=self.public_url,
            public=self.public,
            sessions=self.sessions(),
            accounts=self.accounts(),
            elsewhere=self.hub,
            alerts=self.alerts,
            queue=self.queue(),
            cases=self.case_parts(),
            reads=self.audit,
            around=self.around(),
        )

    def around(self) -> AroundParts:
        """The pages around the queue, with nothing to show."""
        preset = rulebook().preset("review")
        return AroundParts(
            questions=FakeQuestions(self.clock),
            casebook=self.casebook,
            catalog=FakeCatalog(),
            coverage=FakeCoverage(),
            audit=self.audit,
            records=FakeRuleRecords(),
            quotas=FakeQuotas(),
            status=StatusOfAll(casebook=self.casebook, jobs=self.jobs, preset=preset, clock=self.clock),
            rulebook=rulebook(),
            preset=preset,
            desk=desk_over(self.casebook, self.clock, preset),
            kill_switch=lambda: None,
        )

    def case_parts(self) -> CaseParts:
        conversations = FakeConversations()

        def refused(repo: str) -> Any:  # noqa: ANN401 - it never answers
            raise Unreachable(f"{repo}: no Hub here")

        return CaseParts(
            casebook=self.casebook,
            conversations=conversations,
            questions=FakeQuestions(self.clock),
            desk=desk_over(self.casebook, self.clock),
            owners=owners_desk_over(self.casebook, conversations, self.clock),
            scan=refused,
            plan_fix=refused,
            hub_url="https://hub.example",
        )

    def queue(self) -> QueueParts:
        questions = FakeQuestions(self.clock, self.casebook)
        dismiss = desk_over(self.casebook, self.clock).dismiss
        return QueueParts(questions=questions, handling=FakeHandling(questions), dismiss=dismiss, titles={})

    def sessions(self) -> Sessions:
        return GivenRoles(self.people, self.given, self.clock)

    def accounts(self) -> LocalAccounts:
        return LocalAccounts(self.people, FakePasswords(), self.clock)

    def sign_in(self, name: str, *roles: Role, organisations: Mapping[str, str] | None = None) -> str:
        """From now on every request is this person's; ``organisations`` are names with roles there. The cookie of the session."""
        member = tuple(Membership(organisation=each, role=role) for each, role in (organisations or {}).items())
        now = self.clock.now()
        person = Person(name=name, display_name=name, roles=frozenset(), organisations=member, checked_at=now)
        self.given[name] = frozenset(roles)
        prefix = "__Host-" if self.public_url.startswith("https:") else ""
        self.cookie = f"{prefix}hubnotice_session={self.sessions().open(person)}"
        return self.cookie

    def server(self) -> WebServer:
        """Not started yet; on any free port."""
        return WebServer(self.app(), "127.0.0.1:0")

    @contextmanager
    def served(self) -> Iterator[None]:
        server = self.server()
        server.start()
        self.address = server.address
        try:
            yield
        finally:
            server.stop()

    def app(self) -> FastAPI:
        """As it is served, with a page of the test's own."""
        status = StatusOfAll(
            casebook=self.casebook, jobs=self.jobs, preset=rulebook().preset("automatic"), clock=self.clock
        )
        app = create_app(
            wake=self.wake,
            secret=None if self.secret is None else Secret(self.secret),
            status=status,
            counts=lambda: self.counts,
            expected=Expected(
                started_at=self.clock.now(), poll_seconds=POLL_SECONDS, engine_runs=lambda: self.engine_runs
            ),
            parts=self.parts(),
        )
        if self.pages is not None:
            self.added = self.pages(app.state.site)
            self.added.add_to(app.state.routes)
        return app

    def ask(
        self, path: str, *, method: str = "GET", body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=30)
        try:
            mine = {"Cookie": self.cookie} if self.cookie else {}
            connection.request(method, path, body, mine | dict(headers or {}))
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            cookies = tuple(value for name, value in response.getheaders() if name.lower() == "set-cookie")
            return Answer(response.status, named, response.read().decode(), cookies)
        finally:
            connection.close()

    def deliver(self, body: object, secret: str | None = SECRET) -> Answer:
        """As the Hub does: a document, or bytes that are none."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} | ({} if secret is None else {SECRET_HEADER: secret})
        return self.ask(PATH, method="POST", body=sent, headers=headers)


def form_token(web: Web, path: str, cookie: str = "") -> tuple[str, str]:
    """The token of a form on a page, and the cookie that goes with it."""
    page = web.ask(path, headers={"Cookie": cookie or web.cookie})
    found = re.search(r'name="form_token" value="(\w+)"', page.text)
    assert found is not None
    return found[1], page.headers.get("set-cookie", cookie or web.cookie).partition(";")[0]


@pytest.fixture
def web() -> Iterator[Web]:
    made = Web()
    with made.served():
        yield made


@pytest.fixture(scope="module")
def shared_web() -> Iterator[Web]:
    """One for many examples; what they leave behind does not matter."""
    made = Web()
    with made.served():
        yield made
