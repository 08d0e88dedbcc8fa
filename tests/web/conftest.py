# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The web application on a free port of the loopback interface, over fakes, served as the daemon serves it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.model.status import ProcessCounts
from bot.pipeline.status import StatusOfAll
from bot.settings import Secret
from bot.web.app import create_app
from bot.web.health import Expected
from bot.web.server import WebServer
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

    def server(self) -> WebServer:
        """Not started yet; on any free port."""
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
            clock=self.clock,
        )
        return WebServer(app, "127.0.0.1:0")

    def ask(
        self, path: str, *, method: str = "GET", body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=30)
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read().decode())
        finally:
            connection.close()

    def deliver(self, body: object, secret: str | None = SECRET) -> Answer:
        """As the Hub does: a document, or bytes that are none."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} | ({} if secret is None else {SECRET_HEADER: secret})
        return self.ask(PATH, method="POST", body=sent, headers=headers)


@pytest.fixture
def web() -> Iterator[Web]:
    made = Web()
    server = made.server()
    server.start()
    made.address = server.address
    yield made
    server.stop()


@pytest.fixture(scope="module")
def shared_web() -> Iterator[Web]:
    """One for many examples; what they leave behind does not matter."""
    made = Web()
    server = made.server()
    server.start()
    made.address = server.address
    yield made
    server.stop()
