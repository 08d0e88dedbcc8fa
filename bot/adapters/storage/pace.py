# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One bucket of turns for all processes that share a database and a token.

1. A turn comes from the lease that this process holds, without asking the database.
2. Where that is used up or too old, one short transaction takes a new one: large where there is plenty and the last one was used up,
   a single turn where there is little. What of a lease is not used in time is lost; nothing is ever given back, so nothing is spent twice.
3. What the Hub says travels into the database with the next lease, and at once where it says that all is used.

The time in the database is that of whoever counted last, if it is later than one's own: a clock that lags adds no turns. Turns come in
slower than the quota by what a lease may be used late, by what clocks may differ and by what a request takes to arrive.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from sqlalchemy import ColumnElement, Connection, Engine, insert, select, update

from bot.adapters.hub.buckets import Bucket
from bot.adapters.hub.pacing import KINDS, Rest, Size, rest_in, size_in, used_up
from bot.adapters.storage.engine import Clash, writing
from bot.adapters.storage.hub_tables import BUCKETS
from bot.model.errors import OperatorError
from bot.ports.clock import Clock

_LOG = logging.getLogger(__name__)

_LEASE_SECONDS = 10.0
"""How long a lease may be used."""
_CLOCKS_DIFFER_SECONDS = 5.0
"""By how much the clocks of machines may differ; any that is kept by NTP stays well below."""
_ON_THE_WAY_SECONDS = 5.0
_SLACK_SECONDS = _LEASE_SECONDS + _CLOCKS_DIFFER_SECONDS + _ON_THE_WAY_SECONDS
_LARGEST_LEASE = 64


@dataclass(slots=True)
class _Kind:
    """What one process knows of one quota."""

    turns: int = 0
    """What is left of the lease."""
    size: int = 0
    ends_at: float = 0.0
    news_size: Size | None = None
    news_rest: list[tuple[Rest, float]] = field(default_factory=list)
    """What the Hub said since the last transaction and when; one entry for each of its windows."""
    ahead: tuple[float, float] | None = None
    """A time in the database that lies ahead of us, and when on our stopwatch we saw it first."""


class SharedPace:
    """Implements `bot.adapters.hub.pacing.Pace` over a database, which has to be migrated.

    ``caller`` says whose quotas these are, see `caller_of`. What is not ``is_urgent`` leaves a reserve to what is. ``requests`` in any
    ``window_seconds`` to the API and in proportion to the rest, until the Hub says what the caller's quotas are.

    Raises OperatorError where the database cannot be used.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        caller: str,
        clock: Clock,
        is_urgent: bool,
        requests: int = 500,
        window_seconds: float = 300.0,
    ) -> None:
        self._engine = engine
        self._caller = caller
        self._clock = clock
        self._is_urgent = is_urgent
        self._requests = requests
        self._window_seconds = window_seconds
        self._lock = threading.Lock()
        self._kinds = {kind: _Kind() for kind in KINDS}

    def take(self, quota: str, *, patience_seconds: float) -> float:
        """One turn, and the seconds until it. Raises RateLimited where that were more than ``patience_seconds``."""
        with self._lock:
            kind = self._kinds[quota]
            if kind.turns > 0 and self._clock.monotonic() < kind.ends_at:
                kind.turns -= 1
                return 0.0
            return self._lease(quota, kind, patience_seconds)

    def heed(self, headers: Mapping[str, str]) -> None:
        """What the Hub says counts from now on, here at once and elsewhere with the next lease."""
        size, rest = size_in(headers), rest_in(headers)
        with self._lock:
            if size is not None:
                self._kinds[size.kind].news_size = size
            if rest is not None:
                self._heed_rest(rest, self._kinds[rest.kind])

    def _heed_rest(self, rest: Rest, kind: _Kind) -> None:
        now = self._clock.now().timestamp()
        kind.turns = min(kind.turns, rest.remaining // 2)
        # Turns that we hold are still in the Hub's count.
        news = Rest(rest.kind, rest.remaining - kind.turns, rest.seconds)
        known = kind.news_rest[-1] if kind.news_rest else None
        if known is not None and abs(known[1] + known[0].seconds - now - rest.seconds) <= 2.0:
            kind.news_rest.pop()
            news = Rest(rest.kind, min(known[0].remaining, news.remaining), rest.seconds)
        kind.news_rest.append((news, now))
        if rest.remaining == 0:
            try:
                self._transact(rest.kind, kind, wanted=0, patience_seconds=0.0)
            except OperatorError as error:
                _LOG.warning("limit_not_shared", extra={"kind": rest.kind, "reason": str(error)})

    def _lease(self, quota: str, kind: _Kind, patience_seconds: float) -> float:
        used = kind.size - kind.turns
        wanted = max(1, min(2 * used, _LARGEST_LEASE))
        turns, wait = self._transact(quota, kind, wanted=wanted, patience_seconds=patience_seconds)
        if not turns:
            raise used_up(quota, wait)
        kind.size, kind.turns = turns, turns - 1
        kind.ends_at = self._clock.monotonic() + _LEASE_SECONDS
        return wait

    def _transact(self, quota: str, kind: _Kind, *, wanted: int, patience_seconds: float) -> tuple[int, float]:
        """Hand on the news and take turns; how many, and the seconds until the first."""
        try:
            return self._once(quota, kind, wanted, patience_seconds)
        except Clash:
            # Another process made the row at this moment, so it is there now.
            return self._once(quota, kind, wanted, patience_seconds)

    def _once(self, quota: str, kind: _Kind, wanted: int, patience_seconds: float) -> tuple[int, float]:
        with writing(self._engine) as connection:
            bucket = self._stored(connection, quota)
            now = self._clock.now().timestamp()
            bucket = self._not_ahead(bucket, kind, now)
            if kind.news_size is not None:
                bucket = bucket.resized(kind.news_size.requests, kind.news_size.window_seconds, now)
            for rest, at in kind.news_rest:
                seconds = rest.seconds - (now - at)
                if seconds > 0:
                    bucket = bucket.told(rest.remaining, seconds, now)
            turns, wait = 0, 0.0
            if wanted:
                grant = bucket.take(now, most=wanted, patience_seconds=patience_seconds, is_urgent=self._is_urgent)
                bucket, turns, wait = grant.bucket, grant.turns, grant.wait_seconds
            self._store(connection, quota, bucket)
        kind.news_size = None
        kind.news_rest.clear()
        return turns, wait

    def _not_ahead(self, bucket: Bucket, kind: _Kind, now: float) -> Bucket:
        """The bucket, opened anew where some machine's clock went wrong and nobody has counted by it for a whole window since."""
        if bucket.counted_at <= now + _CLOCKS_DIFFER_SECONDS:
            kind.ahead = None
            return bucket
        stopwatch = self._clock.monotonic()
        if kind.ahead is None or kind.ahead[0] != bucket.counted_at:
            _LOG.warning("clocks_differ", extra={"seconds": round(bucket.counted_at - now)})
            kind.ahead = (bucket.counted_at, stopwatch)
        if stopwatch - kind.ahead[1] < bucket.window_seconds:
            return bucket
        kind.ahead = None
        return bucket.reopened(now)

    def _stored(self, connection: Connection, quota: str) -> Bucket:
        wanted = select(*(BUCKETS.c[name] for name in _COLUMNS)).where(*self._mine(quota)).with_for_update()
        row = connection.execute(wanted).mappings().one_or_none()
        if row is not None:
            return Bucket(**row, slack_seconds=_SLACK_SECONDS)
        bucket = Bucket.full(
            requests=max(1.0, self._requests * KINDS[quota]),
            window_seconds=self._window_seconds,
            now=self._clock.now().timestamp(),
            slack_seconds=_SLACK_SECONDS,
        )
        connection.execute(insert(BUCKETS).values(caller=self._caller, kind=quota, **_row(bucket)))
        return bucket

    def _store(self, connection: Connection, quota: str, bucket: Bucket) -> None:
        connection.execute(update(BUCKETS).where(*self._mine(quota)).values(**_row(bucket)))

    def _mine(self, quota: str) -> tuple[ColumnElement[bool], ...]:
        return BUCKETS.c.caller == self._caller, BUCKETS.c.kind == quota


def caller_of(endpoint: str, token: str | None) -> str:
    """Whose quotas: this token's at this Hub, unreadable. Without a token those of the address, which are taken to be one."""
    return hashlib.sha256(f"{endpoint.rstrip('/')}\n{token or ''}".encode()).hexdigest()[:32]


_COLUMNS = tuple(each.name for each in fields(Bucket) if each.name != "slack_seconds")


def _row(bucket: Bucket) -> dict[str, float | None]:
    return {name: getattr(bucket, name) for name in _COLUMNS}
