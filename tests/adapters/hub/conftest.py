# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A local Hub that behaves, or not, and a server that says whatever a test wants."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.adapters.hub.connection import HubConnection
from bot.adapters.hub.options import HubOptions
from bot.localhub import LocalHub

REPO = "acme/tiny"
SHA = "0123456789abcdef0123456789abcdef01234567"
WEIGHTS = bytes(range(256)) * 400

Connect = Callable[..., HubConnection]


@dataclass
class Impatient:
    """Opens connections with tests' patience: short timeouts, one further attempt, and pauses that are noted and not slept."""

    pauses: list[float] = field(default_factory=list)
    opened: list[HubConnection] = field(default_factory=list)

    def __call__(self, endpoint: str, **changes: object) -> HubConnection:
        chosen = {"token": "hf_bot", "timeout_seconds": 0.3, "deadline_seconds": 0.6, "retries": 1, **changes}
        options = HubOptions(endpoint=endpoint, contact="ops@example.org", version="1.2", **chosen)  # type: ignore[arg-type]
        self.opened.append(HubConnection(options, sleep=self.pauses.append))
        return self.opened[-1]


@pytest.fixture
def impatient() -> Iterator[Impatient]:
    made = Impatient()
    yield made
    for connection in made.opened:
        connection.close()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    with LocalHub(tmp_path / "hub") as running:
        running.accounts.add_user("bot", token="hf_bot")
        running.accounts.add_user("dev", token="hf_dev", orgs=("acme",))
        running.repositories.create(REPO)
        files = {"README.md": b"---\nlicense: mit\n---\n", "LICENSE": b"MIT\n" * 90, "model.safetensors": WEIGHTS}
        running.repositories.commit(REPO, files)
        yield running


@dataclass(frozen=True)
class Reply:
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a client that cuts an answer off is what the tests are about."""


class Scripted:
    """Answers each path as it was told, 404 otherwise, and keeps what it was asked."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        script = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                script.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                reply = script.replies.get(self.path.partition("?")[0], Reply(404))
                self.send_response_only(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the overridden signature
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    server = Scripted()
    yield server
    server.close()


@pytest.fixture
def elsewhere() -> Iterator[Scripted]:
    server = Scripted()
    yield server
    server.close()
