# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Serves the application from a thread, beside whatever else the process does."""

from __future__ import annotations

import logging
import socket
import threading
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI

from bot.model.errors import OperatorError

_BACKLOG = 128
_MOST_CONNECTIONS = 200
"""More are answered with 503, so that idle strangers cannot take all the file handles."""
_GOODBYE_SECONDS = 5
"""How long a stop waits for requests under way."""


class WebServer:
    """Listens from `start` to `stop`. Signals are left to the rest of the process."""

    def __init__(self, app: FastAPI, listen: str) -> None:
        """``listen`` is HOST:PORT; port 0 is any free one."""
        self._listen = listen
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            ws="none",
            http="h11",
            loop="asyncio",
            limit_concurrency=_MOST_CONNECTIONS,
            timeout_graceful_shutdown=_GOODBYE_SECONDS,
        )
        self._server = uvicorn.Server(config)
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None

    @property
    def address(self) -> str:
        """Where it can be reached from this machine."""
        if self._socket is None:
            raise RuntimeError("the server does not listen; start it first")
        host, port = self._socket.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def start(self) -> None:
        """Listen from now on. Raises OperatorError where the address cannot be had."""
        # What it says at each start and stop says the command line.
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
        bound = self._socket = listening_socket(self._listen)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [bound]}, name="hubnotice-web", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Answer what is under way and stop; does nothing where it does not run."""
        if self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
            self._thread = None
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def listening_socket(listen: str) -> socket.socket:
    """A socket that listens at HOST:PORT already, so that nobody is turned away before a thread is ready. Raises OperatorError."""
    parts = urlsplit(f"//{listen}")
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        bound = socket.socket(family, kind, protocol)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(address)
            bound.listen(_BACKLOG)
        except BaseException:
            bound.close()
            raise
    except OSError as error:
        raise OperatorError(
            f"{listen}: cannot be listened on: {error.strerror}; choose another address with --listen"
        ) from error
    return bound
