# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The server takes its address at once, and gives it back."""

from __future__ import annotations

import socket
import threading
from urllib.parse import urlsplit

import pytest

from bot.model.errors import OperatorError
from bot.web.server import WebServer
from tests.web.conftest import Web


def test_an_address_that_is_taken_is_the_operators_matter(web: Web) -> None:
    taken = urlsplit(web.address).netloc
    server = WebServer(web.server()._server.config.app, taken)  # type: ignore[arg-type]
    with pytest.raises(OperatorError, match=r"127\.0\.0\.1:\d+: cannot be listened on: .* --listen"):
        server.start()
    server.stop()


def test_a_host_that_nobody_knows_is_the_operators_matter(web: Web) -> None:
    server = WebServer(web.server()._server.config.app, "300.300.300.300:80")  # type: ignore[arg-type]
    with pytest.raises(OperatorError, match="cannot be listened on"):
        server.start()


def test_a_stop_gives_the_address_back_and_leaves_no_thread() -> None:
    made = Web()
    server = made.server()
    server.start()
    made.address = server.address
    assert made.ask("/healthz").status == 200
    server.stop()
    server.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "hubnotice-web"]
    place = urlsplit(made.address)
    with socket.create_server((str(place.hostname), place.port or 0)):
        pass


def test_a_stop_before_anybody_came_is_no_trouble() -> None:
    server = Web().server()
    server.start()
    server.stop()


def test_a_server_that_does_not_listen_has_no_address() -> None:
    with pytest.raises(RuntimeError, match="start it first"):
        _ = Web().server().address
