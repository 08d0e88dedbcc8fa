# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Sockets and threads: a listening port that turns bytes into requests and replies into bytes."""

from __future__ import annotations

import logging
import socket
import socketserver
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any, cast

from bot.localhub.http.messages import Origin, Reply, Request
from bot.localhub.http.recorder import Record, Recorder

_log = logging.getLogger(__name__)

_LARGEST_BODY = 2 << 30
_POLL_SECONDS = 0.02
"""How often a listening port looks whether it is to be closed; hundreds of tests wait for it."""

_PATIENCE_SECONDS = 1.0
"""How long `Listener.close` waits for answers that are under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A reply and the manner in which it is sent. Without a reply the connection just ends."""

    reply: Reply | None
    hang: bool = False
    """Stay silent until the client goes away or the server stops."""
    stop_after: int | None = None
    """End the connection after so many bytes of the body."""
    piece: int | None = None
    """Bytes of the body in each piece, with a pause before it."""
    pause_seconds: float = 0.0
    recorded: bool = True


Application = Callable[[Request, Record], Delivery]
"""Decides what is answered; fills in who asked."""


class Listener(socketserver.ThreadingTCPServer):
    """One port on loopback. Every connection has a thread, which ends with the connection or with the server."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, port: int, origin: Origin, recorder: Recorder) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.origin = origin
        self.recorder = recorder
        self.application: Application | None = None
        self.stopping = threading.Event()
        self._connections: set[socket.socket] = set()
        self._answering: set[threading.Thread] = set()
        self._guard = threading.Lock()
        self._accepting = threading.Thread(target=self.serve_forever, args=(_POLL_SECONDS,), daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def start(self, application: Application) -> None:
        """Begin to answer."""
        self.application = application
        self._accepting.start()

    def close(self) -> None:
        """Stop answering: whatever is under way is cut off, and every thread has about a second to end."""
        self.stopping.set()
        if self._accepting.is_alive():
            self.shutdown()
            self._accepting.join(_PATIENCE_SECONDS)
        self.server_close()
        with self._guard:
            connections, threads = list(self._connections), list(self._answering)
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(_PATIENCE_SECONDS)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the overridden signature
        """Give the connection a thread of its own, and remember both so that `close` can end them."""
        arguments = (request, client_address)
        thread = threading.Thread(target=self.process_request_thread, args=arguments, daemon=True)
        with self._guard:
            self._connections.add(request)
            self._answering.add(thread)
        thread.start()

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - the overridden signature
        """Forget a connection that ended."""
        with self._guard:
            self._connections.discard(request)
            self._answering.discard(threading.current_thread())
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401, ARG002 - the overridden signature
        """A defect of ours; the client sees the connection end."""
        _log.exception("request_failed")


class _Handler(BaseHTTPRequestHandler):
    """One connection: request after request until one side has had enough."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # Unbuffered writes would send the headers in a packet of their own, and wait for its acknowledgement.
    wbufsize = 1 << 16

    @property
    def _listener(self) -> Listener:
        return cast("Listener", self.server)

    def handle(self) -> None:
        """Serve until the connection ends; a client may go away at any moment."""
        with suppress(ConnectionError, TimeoutError):
            super().handle()

    def finish(self) -> None:
        """Close the files; what is left to send is lost where the client is gone."""
        with suppress(ConnectionError, ValueError):
            super().finish()

    def _serve(self) -> None:
        try:
            body = self._receive_body()
        except ValueError as error:
            self.close_connection = True
            self.send_error(413, explain=str(error))
            return
        if body is None:
            self.close_connection = True
            return
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        origin = self._listener.origin
        request = Request(method=self.command, path=path, query=query, headers=headers, body=body, origin=origin)
        record = Record(
            method=request.method,
            path=path,
            query=query,
            origin=origin.value,
            range=headers.get("range"),
            user_agent=headers.get("user-agent", ""),
            request_bytes=len(body),
        )
        if self._listener.application is None:
            raise RuntimeError("a listener answers only after start()")
        delivery = self._listener.application(request, record)
        try:
            self._deliver(delivery, record)
        finally:
            if delivery.recorded:
                self._listener.recorder.finish(record)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 - the names that the base class looks for

    def _receive_body(self) -> bytes | None:
        """The body; ``None`` where the client went away before its end. Raises ValueError for an impossible length."""
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._receive_chunks()
        text = self.headers.get("Content-Length", "0")
        if not text.isdecimal() or len(text) > 18 or int(text) > _LARGEST_BODY:
            raise ValueError(f"expected a Content-Length up to {_LARGEST_BODY}, found {text[:40]!r}")
        body = self.rfile.read(int(text))
        return body if len(body) == int(text) else None

    def _receive_chunks(self) -> bytes | None:
        parts: list[bytes] = []
        room = _LARGEST_BODY
        while line := self.rfile.readline(64):
            size = int(line.split(b";")[0], 16)
            if not 0 <= size <= room:
                raise ValueError(f"expected chunks of at most {_LARGEST_BODY} bytes together")
            parts.append(self.rfile.read(size))
            self.rfile.readline(2)
            room -= size
            if size == 0:
                return b"".join(parts)
        return None

    def _deliver(self, delivery: Delivery, record: Record) -> None:
        if delivery.hang:
            self._hang()
        reply = delivery.reply
        if reply is None:
            self.close_connection = True
            return
        record.status = reply.status
        self._send_head(reply)
        if self.command == "HEAD":
            return
        left = reply.length if delivery.stop_after is None else min(delivery.stop_after, reply.length)
        for chunk in reply.chunks():
            for piece in _pieces(chunk[:left], delivery.piece):
                if delivery.piece and self._listener.stopping.wait(delivery.pause_seconds):
                    self.close_connection = True
                    return
                record.response_bytes += len(piece)
                self.wfile.write(piece)
                if delivery.piece:
                    self.wfile.flush()
            left -= len(chunk[:left])
            if left <= 0:
                break
        # Whoever was promised more learns that it does not come.
        if left > 0 or delivery.stop_after is not None:
            self.close_connection = True

    def _send_head(self, reply: Reply) -> None:
        self.send_response_only(reply.status)
        self.send_header("Date", self.date_time_string())
        for name, value in reply.headers.items():
            # Parts of a request come back in some headers; a line break among them would start a header of its own.
            self.send_header(name, " ".join(value.splitlines()))
        self.send_header("Content-Length", str(reply.length))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()

    def _hang(self) -> None:
        while not self._listener.stopping.wait(0.05):
            try:
                if not self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT):
                    return
            except BlockingIOError:
                continue

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the overridden signature
        """Nothing: the recorder keeps the record."""


def _pieces(chunk: bytes, size: int | None) -> list[bytes]:
    if size is None:
        return [chunk]
    return [chunk[start : start + size] for start in range(0, len(chunk), size)]
