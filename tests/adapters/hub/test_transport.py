# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The transport over a line that a test speaks for, with a clock that a test moves."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import httpx2
import pytest

from bot.adapters.hub.metering import ASK, Ask, Meter
from bot.adapters.hub.options import HubOptions
from bot.adapters.hub.pacing import OwnPace, Pace
from bot.adapters.hub.transport import GuardedTransport
from bot.model.errors import RateLimited, RemoteFailure, Unreachable


@dataclass
class Clock:
    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Pieces(httpx2.SyncByteStream):
    pieces: Iterable[bytes]
    closed: bool = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self.pieces

    def close(self) -> None:
        self.closed = True


@dataclass
class Line(httpx2.BaseTransport):
    """Answers every request as `answer` says and keeps it."""

    answer: Callable[[httpx2.Request], httpx2.Response]
    asked: list[httpx2.Request] = field(default_factory=list)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        return self.answer(request)


def guarded(line: Line, clock: Clock, *, pace: Pace | None = None, **changes: object) -> GuardedTransport:
    options = HubOptions(endpoint="http://hub.example", **changes)  # type: ignore[arg-type]
    return GuardedTransport(options, Meter(monotonic=clock), inner=line, pace=pace, sleep=clock.sleep, monotonic=clock)


def get(transport: GuardedTransport, address: str = "http://hub.example/api/models", **extensions: object) -> bytes:
    request = httpx2.Request("GET", address, extensions=extensions)
    return transport.handle_request(request).read()


def test_timeouts_are_filled_in_whatever_the_library_asks() -> None:
    line, clock = Line(lambda _: httpx2.Response(200, content=b"x")), Clock()
    transport = guarded(line, clock, timeout_seconds=4.0)
    get(transport)
    get(transport, timeout=dict.fromkeys(("connect", "read", "write", "pool")))
    get(transport, timeout={"read": 2.0, "connect": 60.0})
    kinds = [request.extensions["timeout"] for request in line.asked]
    assert kinds[0] == kinds[1] == dict.fromkeys(("connect", "read", "write", "pool"), 4.0)
    assert (kinds[2]["read"], kinds[2]["connect"]) == (2.0, 4.0)


def test_a_packed_answer_is_unpacked() -> None:
    packed = gzip.compress(b"[1, 2]")
    transport = guarded(
        Line(lambda _: httpx2.Response(200, headers={"Content-Encoding": "gzip"}, stream=Pieces([packed]))), Clock()
    )
    assert get(transport) == b"[1, 2]"


def test_an_answer_that_grows_when_unpacked_is_not_unpacked_to_its_end() -> None:
    packed = gzip.compress(bytes(50_000_000))
    line = Line(lambda _: httpx2.Response(200, headers={"Content-Encoding": "gzip"}, stream=Pieces([packed])))
    with pytest.raises(RemoteFailure, match="cut off"):
        get(guarded(line, Clock(), largest_answer_bytes=100_000))


@pytest.mark.parametrize(("encoding", "verbatim"), [("br", False), ("gzip", False), ("gzip", True)])
def test_packing_that_was_not_asked_for_is_refused(encoding: str, *, verbatim: bool) -> None:
    line = Line(lambda _: httpx2.Response(200, headers={"Content-Encoding": encoding}, stream=Pieces([b"no gzip"])))
    ask = Ask(meter=Meter(), largest=100, verbatim=verbatim)
    with pytest.raises(RemoteFailure):
        guarded(line, Clock()).handle_request(httpx2.Request("GET", "http://cdn.example/x", extensions={ASK: ask}))


def test_a_body_that_trickles_ends_at_the_deadline() -> None:
    clock = Clock()

    def trickle() -> Iterator[bytes]:
        while True:
            clock.now += 5.0
            yield b"x"

    body = Pieces(trickle())
    line = Line(lambda _: httpx2.Response(200, stream=body))
    with pytest.raises(Unreachable, match="trickles"):
        get(guarded(line, clock))
    assert clock.now <= 1000 + 60 + 5
    assert body.closed


def test_attempts_end_with_the_deadline() -> None:
    clock = Clock()

    def hang(_: httpx2.Request) -> httpx2.Response:
        clock.now += 25.0
        raise httpx2.ReadTimeout("silence")

    line = Line(hang)
    with pytest.raises(Unreachable):
        get(guarded(line, clock, retries=10))
    assert len(line.asked) == 3


def test_pauses_grow_and_stay_within_what_a_call_may_sleep() -> None:
    line, clock = Line(lambda _: httpx2.Response(503)), Clock()
    with pytest.raises(RemoteFailure):
        get(guarded(line, clock, retries=10))
    assert clock.slept == [0.5, 1.0, 2.0]


def test_no_window_holds_more_requests_than_were_allowed() -> None:
    clock = Clock()
    times = []
    line = Line(lambda _: httpx2.Response(200))
    transport = guarded(line, clock, max_requests_per_window=100, window_seconds=50.0)
    for _ in range(400):
        get(transport)
        times.append(clock.now)
    assert max(sum(start <= each < start + 50.0 for each in times) for start in times) <= 100
    assert clock.now - 1000 < 400 / 100 * 50.0 * 1.2


def test_requests_to_other_servers_wait_for_no_turn() -> None:
    line, clock = Line(lambda _: httpx2.Response(200)), Clock()
    transport = guarded(line, clock, max_requests_per_window=10)
    for _ in range(50):
        get(transport, "http://cdn.example/file")
    assert clock.slept == []


def test_a_quota_that_is_used_up_closes_itself_alone() -> None:
    clock = Clock()
    pace = OwnPace(requests=500, window_seconds=300, monotonic=clock)
    pace.heed({"ratelimit": '"api";r=0;t=200'})
    pace.heed({"ratelimit": "nonsense"})
    with pytest.raises(RateLimited) as caught:
        pace.take("api", patience_seconds=5)
    # The Hub rounds to whole seconds, so a second more is waited.
    assert caught.value.retry_after_seconds == 201
    assert pace.take("resolvers", patience_seconds=5) == 0
    clock.now += 198
    assert pace.take("api", patience_seconds=5) == 3


def test_the_quota_that_the_hub_names_is_taken_over_at_once() -> None:
    clock = Clock()
    pace = OwnPace(requests=10, window_seconds=300, monotonic=clock)
    pace.heed({"ratelimit-policy": '"fixed window";"api";q=10000;w=300'})
    assert [pace.take("api", patience_seconds=0) for _ in range(900)] == [0.0] * 900
    pace.heed({"ratelimit-policy": '"fixed window";"api";q=10;w=300'})
    with pytest.raises(RateLimited):
        pace.take("api", patience_seconds=5)


def test_reading_files_has_a_quota_of_its_own() -> None:
    pace = OwnPace(requests=10, window_seconds=300, monotonic=Clock())
    pace.take("api", patience_seconds=0)
    with pytest.raises(RateLimited):
        pace.take("api", patience_seconds=5)
    assert [pace.take("resolvers", patience_seconds=0) for _ in range(6)] == [0.0] * 6


def test_waiting_for_a_turn_does_not_use_up_the_deadline() -> None:
    line, clock = Line(lambda _: httpx2.Response(200)), Clock()
    transport = guarded(line, clock, max_requests_per_window=1, longest_wait_for_turn_seconds=300.0)
    get(transport)
    get(transport)
    assert clock.slept == [300.0]
    assert line.asked[1].extensions["timeout"]["read"] == 10.0


@dataclass
class Crowded:
    """Gives a turn to whoever has asked often enough."""

    refusals: int
    asked: list[float] = field(default_factory=list)

    def take(self, quota: str, *, patience_seconds: float) -> float:
        self.asked.append(patience_seconds)
        if len(self.asked) <= self.refusals:
            raise RateLimited(f"{quota}: others wait", retry_after_seconds=4.0)
        return 0.5

    def heed(self, headers: Mapping[str, str]) -> None:
        """Believe nothing."""


def test_where_many_wait_a_request_asks_again_until_its_patience_ends() -> None:
    line, clock, crowded = Line(lambda _: httpx2.Response(200)), Clock(), Crowded(2)
    get(guarded(line, clock, pace=crowded, longest_wait_for_turn_seconds=10.0))
    assert crowded.asked == [10.0, 6.0, 2.0]
    assert clock.slept == [4.0, 4.0, 0.5]
    with pytest.raises(RateLimited):
        get(guarded(line, clock, pace=Crowded(3), longest_wait_for_turn_seconds=10.0))
    assert len(line.asked) == 1
