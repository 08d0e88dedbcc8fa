# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A request as it came in, and a reply before it goes out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, cast
from urllib.parse import parse_qsl

from bot.localhub.errors import Refusal, bad_request
from bot.localhub.storage.files import Json


class Origin(Enum):
    """Which of the two ports: the Hub proper, or the content network that large files are served from."""

    HUB = "hub"
    CDN = "cdn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request, wholly received. ``path`` is still percent-encoded; names of headers are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""
    origin: Origin = Origin.HUB

    def parameters(self, name: str) -> list[str]:
        """Every value of a query parameter."""
        return [value for key, value in parse_qsl(self.query, keep_blank_values=True) if key == name]

    def parameter(self, name: str, default: str = "") -> str:
        """The last value of a query parameter."""
        return (self.parameters(name) or [default])[-1]

    def flag(self, name: str) -> bool:
        """Whether a query parameter says yes."""
        return self.parameter(name).lower() in {"1", "true"}

    def number(self, name: str, default: int) -> int:
        """A query parameter that is a count. Raises Refusal 400 for anything else."""
        text = self.parameter(name) or str(default)
        if not text.isdecimal() or len(text) > 18:
            raise bad_request(f"Query parameter {name}: expected a number, found {text[:40]!r}")
        return int(text)

    def json(self) -> Json:
        """The body as a JSON object. Raises Refusal 400 for anything else."""
        try:
            value = json.loads(self.body or b"{}")
        except ValueError:
            raise bad_request("Expected a JSON body") from None
        if not isinstance(value, dict):
            raise bad_request("Expected a JSON object")
        return cast("Json", value)


@dataclass(frozen=True, slots=True)
class Stream:
    """A body that is made while it is sent. ``length`` is what ``Content-Length`` promises."""

    length: int
    chunks: Iterator[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Status, headers and body. ``Content-Length`` is added when it is sent."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Stream = b""

    @property
    def length(self) -> int:
        """Bytes of the body."""
        return self.body.length if isinstance(self.body, Stream) else len(self.body)

    def chunks(self) -> Iterator[bytes]:
        """The body in pieces."""
        if isinstance(self.body, Stream):
            yield from self.body.chunks
        elif self.body:
            yield self.body


def json_reply(value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:  # noqa: ANN401 - any JSON
    """A reply that carries JSON."""
    body = json.dumps(value, ensure_ascii=False).encode()
    return Reply(
        status=status, headers={"Content-Type": "application/json; charset=utf-8", **(headers or {})}, body=body
    )


def html_reply(text: str, *, status: int = 200) -> Reply:
    """A reply for people. Nothing in it may run or load anything."""
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    }
    return Reply(status=status, headers=headers, body=text.encode())


def refusal_reply(refusal: Refusal) -> Reply:
    """The Hub's way to decline: the sentence in a header and in the body."""
    headers = {"X-Error-Message": refusal.message.encode("latin-1", "replace").decode("latin-1"), **refusal.headers}
    if refusal.code:
        headers["X-Error-Code"] = refusal.code
    return json_reply({"error": refusal.message}, status=refusal.status, headers=headers)
