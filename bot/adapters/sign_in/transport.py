# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Sends what a sign-in asks the Hub: with timeouts and a deadline, never further than to it, and reads no more than an answer can be long."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from bot.model.errors import RemoteFailure, Unreachable

_LARGEST = 1024 * 1024
"""Bytes; somebody may belong to a thousand organisations."""
_PIECE = 64 * 1024


class OneAnswer(HTTPAdapter):
    """Each request is sent once, and its answer is in memory. Raises Unreachable and RemoteFailure."""

    def __init__(self, timeout_seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._seconds = timeout_seconds
        self._monotonic = monotonic

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002, FBT001, FBT002 - the signature of the class above
        timeout: Any = None,  # noqa: ANN401, ARG002 - likewise
        verify: bool | str = True,  # noqa: FBT001, FBT002 - likewise
        cert: Any = None,  # noqa: ANN401 - likewise
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """The whole answer, whatever its status; one that leads elsewhere is a failure."""
        what = f"{request.method} {urlsplit(request.url or '').path}"
        end = self._monotonic() + self._seconds
        request.headers["Accept-Encoding"] = "identity"
        try:
            answer = super().send(
                request, stream=True, timeout=self._seconds, verify=verify, cert=cert, proxies=proxies
            )
        except (requests.ConnectionError, requests.Timeout) as error:
            raise Unreachable(f"{what}: no answer ({type(error).__name__})") from error
        try:
            if 300 <= answer.status_code < 400:
                raise RemoteFailure(f"{what}: the Hub sends us elsewhere, where we do not go")
            body = self._body(answer, what, end)
        finally:
            answer.close()
        whole = urllib3.HTTPResponse(
            io.BytesIO(body), headers=answer.headers, status=answer.status_code, preload_content=False
        )
        return self.build_response(request, whole)

    def _body(self, answer: requests.Response, what: str, end: float) -> bytes:
        body = bytearray()
        try:
            while piece := answer.raw.read1(_PIECE, decode_content=False):
                body += piece
                if len(body) > _LARGEST:
                    raise RemoteFailure(f"{what}: expected an answer of at most {_LARGEST} bytes, found more")
                if self._monotonic() > end:
                    raise Unreachable(f"{what}: the answer trickles in too slowly")
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Unreachable(f"{what}: the connection ended before the answer did") from error
        return bytes(body)
