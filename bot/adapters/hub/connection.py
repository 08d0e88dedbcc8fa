# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One connection to the Hub: the client library and plain requests, behind the same guards."""

from __future__ import annotations

import functools
import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from bot.adapters.hub.errors import understood
from bot.adapters.hub.metering import ASK, Ask, Counter, Meter
from bot.adapters.hub.options import HubOptions
from bot.adapters.hub.pacing import Pace
from bot.model.costs import Cost
from bot.model.errors import RemoteFailure, Unreachable

if TYPE_CHECKING:
    import httpx2
    from huggingface_hub import HfApi

    from bot.adapters.hub.transport import GuardedTransport

_MOST_REDIRECTS = 3
_MOST_ADDRESSES = 512
"""Addresses that are kept as they were parsed: of one file many ranges are read, and a signed address is long."""
_QUIET = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "HF_XET_TELEMETRY_ENABLED": "0",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
}
"""The client library reads these when it is imported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer: status, headers in lower case, body, and the address that it came from."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    address: str
    next_page: str | None = None
    """The address that the Link header names as the next page."""


@dataclass(frozen=True, slots=True)
class _Engine:
    """What exists only after the first request: importing the client library takes more than a second."""

    transport: GuardedTransport
    client: httpx2.Client
    api: HfApi
    headers: Mapping[str, str]
    parse: Callable[[str], httpx2.URL]


class HubConnection:
    """Talks to one Hub as one user. Safe to use from several threads; close it at the end.

    ``pace`` gives out turns, by default to this connection alone; ``above`` is told what is moved.

    Every method raises RemoteError, or SettingsError for a token that nobody knows, and nothing of the libraries behind it.
    """

    def __init__(
        self,
        options: HubOptions,
        *,
        pace: Pace | None = None,
        above: Counter | None = None,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.options = options
        self.meter = Meter(above, monotonic=monotonic)
        self._pace = pace
        self._sleep = sleep
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._started: _Engine | None = None

    @property
    def cost(self) -> Cost:
        """Everything that went through this connection so far."""
        return self.meter.cost

    def new_meter(self) -> Meter:
        """A count of its own, which also counts here."""
        return Meter(self.meter, monotonic=self._monotonic)

    @contextmanager
    def library(self, what: str) -> Iterator[HfApi]:
        """The client library; whatever it does inside goes through our guards and raises our errors.

        ``what`` says in words what is being done, for the message of an error.
        """
        engine = self._engine
        from bot.adapters.hub.routes import through  # noqa: PLC0415 - imports the client library

        with understood(what), through(engine.transport):
            yield engine.api

    def get(self, address: str, ask: Ask, *, headers: Mapping[str, str] | None = None) -> Answer:
        """One GET without following redirects. The token goes to the Hub alone."""
        engine = self._engine
        with understood(f"GET {_without_query(address)}"):
            at_home = self.is_home(address)
            sent = {name: value for name, value in engine.headers.items() if at_home or name == "user-agent"}
            request = engine.client.build_request(
                "GET", engine.parse(address), headers={**sent, **(headers or {})}, extensions={ASK: ask}
            )
            # Not through the client, which would keep cookies, and work out the next address of a redirect to throw it away.
            response = engine.transport.handle_request(request)
            return Answer(
                status=response.status_code,
                headers={name.lower(): value for name, value in response.headers.items()},
                body=response.content,
                address=address,
                next_page=response.links.get("next", {}).get("url"),
            )

    def follow(self, address: str, ask: Ask, *, headers: Mapping[str, str] | None = None) -> Answer:
        """One GET, going where it is sent.

        Raises RemoteFailure for more than three redirects, for one that leads away from http, and for one that gives up https.
        """
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self.get(address, ask, headers=headers)
            if answer.status < 300:
                return answer
            address = joined(address, answer.headers.get("location", ""))
        raise RemoteFailure(f"GET {_without_query(address)}: sent on more than {_MOST_REDIRECTS} times")

    def get_json(self, address: str, meter: Meter) -> tuple[Any, Answer]:
        """JSON of the Hub's API, and the answer it came in. Redirects, as of a renamed repository, stay on the Hub."""
        ask = Ask(meter=meter, largest=self.options.largest_answer_bytes)
        answer = self.follow(address, ask)
        if not self.is_home(answer.address):
            raise RemoteFailure(f"GET {_without_query(address)}: the API sent us to another server")
        try:
            return json.loads(answer.body), answer
        except (ValueError, RecursionError) as error:
            raise RemoteFailure(f"GET {_without_query(address)}: expected JSON, found something else") from error

    def is_home(self, address: str) -> bool:
        """Whether the address is on the Hub itself: same scheme, host and port."""
        # Read by the very parser that reads it when the request is sent: where two disagree, the token goes to a stranger.
        return _origin(self._engine.parse(address)) == _origin(self._engine.parse(self.options.root))

    def close(self) -> None:
        """Close every socket. The next request opens new ones."""
        with self._lock:
            if self._started is not None:
                self._started.client.close()
                self._started = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _engine(self) -> _Engine:
        with self._lock:
            if self._started is None:
                self._started = self._start()
            return self._started

    def _start(self) -> _Engine:
        for name, value in _QUIET.items():
            os.environ.setdefault(name, value)
        import httpx2  # noqa: PLC0415 - the command line must start without the client library
        from huggingface_hub import HfApi, constants  # noqa: PLC0415 - likewise
        from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # noqa: PLC0415 - listed for lazy import only

        from bot.adapters.hub.routes import Direct  # noqa: PLC0415 - imports the client library
        from bot.adapters.hub.transport import GuardedTransport  # noqa: PLC0415 - likewise

        if constants.HF_HUB_OFFLINE:
            raise Unreachable("HF_HUB_OFFLINE is set, so the Hub is not asked; unset it to allow requests")
        options = self.options
        transport = GuardedTransport(
            options, self.meter, inner=Direct(), pace=self._pace, sleep=self._sleep, monotonic=self._monotonic
        )
        # `False` keeps the library from picking up the token of whoever is logged in on this machine.
        token = options.token or False
        names: Any = {
            "library_name": options.bot_name,
            "library_version": options.version,
            "user_agent": options.user_agent,
        }
        return _Engine(
            transport=transport,
            client=httpx2.Client(transport=transport, follow_redirects=False),
            api=HfApi(endpoint=options.root, token=token, **names),
            headers={name.lower(): value for name, value in build_hf_headers(token=token, **names).items()},
            parse=functools.lru_cache(maxsize=_MOST_ADDRESSES)(httpx2.URL),
        )


def joined(source: str, location: str) -> str:
    """Where an answer of ``source`` sends us to.

    Raises RemoteFailure where that is no address, leads away from http, or gives up https.
    """
    import httpx2  # noqa: PLC0415 - slow to import, and loaded by now

    what = f"GET {_without_query(source)}"
    try:
        target = httpx2.URL(source).join(location)
    except (httpx2.InvalidURL, ValueError) as error:
        raise RemoteFailure(f"{what}: sent on to an address that is none") from error
    is_good = target.scheme in {"http", "https"} and target.host and 0 < (target.port or 80) < 1 << 16
    gives_up = target.scheme == "http" and source.startswith("https:")
    if not location or not is_good or gives_up:
        raise RemoteFailure(f"{what}: sent on to {ascii(_without_query(location))[:80]}, where we do not go")
    return str(target)


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)


def _without_query(address: str) -> str:
    """For messages: the query of a signed address is a secret."""
    return address.partition("?")[0][:300]
