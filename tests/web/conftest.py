# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The web application on a free port of the loopback interface, over fakes, served as the daemon serves it."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI

from bot.adapters.rulebook import load_templates
from bot.model.people import Person, Role
from bot.model.status import ProcessCounts
from bot.pipeline.status import StatusOfAll
from bot.settings import Secret
from bot.web.app import create_app
from bot.web.health import Expected
from bot.web.parts import DeskParts, Page
from bot.web.server import WebServer
from bot.web.site.site import Site
from bot.web.site.visitors import Known
from bot.web.webhook import PATH, SECRET_HEADER
from tests.fakes.casebook import FakeCasebook
from tests.fakes.clock import FakeClock
from tests.fakes.job_book import FakeJobBook
from tests.fakes.wake import FakeWake
from tests.samples.judged import rulebook

SECRET = "correct horse battery staple"
POLL_SECONDS = 300


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.text)


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
    pages: Callable[[Site], Page] | None = None
    """Makes a page of the test's own."""
    added: Page | None = None
    known: Known | None = None
    """Whom everybody is taken for."""

    def parts(self) -> DeskParts:
        return DeskParts(
            templates=load_templates(),
            clock=self.clock,
            contact="desk@hubnotice.example",
            public_url=self.public_url,
            recognise=lambda _: self.known,
        )

    def sign_in(self, name: str, *roles: Role) -> None:
        """From now on every request is this person's."""
        person = Person(name=name, display_name=name, roles=frozenset(roles), checked_at=self.clock.now())
        self.known = Known(person, f"the session of {name}")

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
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, named, response.read().decode())
        finally:
            connection.close()

    def deliver(self, body: object, secret: str | None = SECRET) -> Answer:
        """As the Hub does: a document, or bytes that are none."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} | ({} if secret is None else {SECRET_HEADER: secret})
        return self.ask(PATH, method="POST", body=sent, headers=headers)


def form_token(web: Web, path: str, cookie: str = "") -> tuple[str, str]:
    """The token of a form on a page, and the cookie that goes with it."""
    page = web.ask(path, headers={"Cookie": cookie})
    found = re.search(r'name="form_token" value="(\w+)"', page.text)
    assert found is not None
    return found[1], page.headers.get("set-cookie", cookie).partition(";")[0]


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
