# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``GET /metrics``: numbers for Prometheus, read when they are asked for. Each has a line in ``docs/operating/metrics.md``."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping

from fastapi import FastAPI, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.model.errors import BotError
from bot.model.status import OperatingStatus, ProcessCounts
from bot.ports.status import StatusReader
from bot.web.webhook import Result

PATH = "/metrics"
_LOG = logging.getLogger(__name__)

_Values = Iterable[tuple[str, float]]


class Metrics:
    """Has a registry of its own, so that nothing else of this process is told."""

    def __init__(
        self,
        reader: StatusReader,
        counts: Callable[[], ProcessCounts],
        webhook_results: Callable[[], Mapping[Result, int]],
    ) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(_Numbers(reader, counts, webhook_results))

    def add_to(self, app: FastAPI) -> None:
        """Answer at `PATH`."""
        app.add_api_route(PATH, self.answer, methods=["GET"], response_class=Response)

    def answer(self) -> Response:
        """Everything, in the text form of Prometheus. Where the database does not answer its numbers are left out."""
        return Response(
            generate_latest(self._registry),
            headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"},
        )


class _Numbers(Collector):
    def __init__(
        self,
        reader: StatusReader,
        counts: Callable[[], ProcessCounts],
        webhook_results: Callable[[], Mapping[Result, int]],
    ) -> None:
        self._reader = reader
        self._counts = counts
        self._webhook_results = webhook_results

    def collect(self) -> Iterator[Metric]:
        status: OperatingStatus | None = None
        try:
            status = self._reader.status()
        except BotError as error:
            _LOG.warning("metrics_without_database", extra={"reason": str(error)})
        yield _gauge("database_up", "1 where the database answers, 0 where it does not", 0 if status is None else 1)
        if status is not None:
            yield from _of_database(status)
        yield from _of_process(self._counts())
        results = [(result.value, count) for result, count in self._webhook_results().items()]
        yield _counters("webhook_deliveries", "Webhooks of the Hub by what became of them", "result", results)


def _of_database(status: OperatingStatus) -> Iterator[Metric]:
    jobs = (("waiting", status.jobs.waiting), ("running", status.jobs.running), ("set_aside", status.jobs.set_aside))
    yield _gauges("jobs", "Jobs of all processes that did not end well, or not yet", "state", jobs)
    yield _gauges("cases", "Cases by state", "state", ((state.value, count) for state, count in status.cases))
    yield _gauge("outbox_waiting", "Intentions that are not made true yet", status.outbox_waiting)
    posts, caps = status.posts, ((status.posts.hour_cap, "hour"), (status.posts.day_cap, "day"))
    lately = (("hour", posts.last_hour), ("day", posts.last_day))
    yield _gauges("posts", "Threads that were created in the last hour and the last day", "window", lately)
    yield _gauges(
        "post_cap",
        "Threads that the preset allows in any hour and any day",
        "window",
        ((name, cap) for cap, name in caps),
    )
    if status.watermark_lag is not None:
        words = "Age of the newest change of the Hub that was taken in"
        yield _gauge("watermark_lag_seconds", words, status.watermark_lag.total_seconds())
    if status.polled_at is not None:
        age = max((status.at - status.polled_at).total_seconds(), 0.0)
        yield _gauge("poll_age_seconds", "Time since the newest poll that ended well", age)
    yield _gauge("breaker_tripped", "1 where posting stopped by itself", int(status.breaker_tripped))
    yield _gauge("kill_switch", "1 where a person stopped posting", int(status.kill_switch))


def _of_process(counts: ProcessCounts) -> Iterator[Metric]:
    yield _counters("scans", "Scans of this process by verdict", "verdict", counts.scans)
    taken_in, skipped = "Changes that polls of this process found new", "Changes that polls left out, by reason"
    yield CounterMetricFamily("hubnotice_events_taken_in", taken_in, value=counts.events_taken_in)
    yield _counters("events_skipped", skipped, "reason", counts.events_skipped)
    yield CounterMetricFamily("hubnotice_hub_requests", "Requests of this process to the Hub", value=counts.requests)
    yield CounterMetricFamily("hubnotice_hub_bytes", "Bytes that this process read from the Hub", value=counts.bytes)


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"hubnotice_{name}", words, value=value)


def _gauges(name: str, words: str, label: str, values: _Values) -> Metric:
    family = GaugeMetricFamily(f"hubnotice_{name}", words, labels=[label])
    for each, value in values:
        family.add_metric([each], value)
    return family


def _counters(name: str, words: str, label: str, values: _Values) -> Metric:
    family = CounterMetricFamily(f"hubnotice_{name}", words, labels=[label])
    for each, value in values:
        family.add_metric([each], value)
    return family
