# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Metrics are read when they are asked for, and each of them is explained."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from bot.model.cases import ActionState, CaseState
from bot.model.status import JobCounts, ProcessCounts
from tests.contract.test_casebook_contract import ACTION, CASE, DECISION, RECEIPT
from tests.web.conftest import Web

PAGE = Path(__file__).parents[2] / "docs" / "operating" / "metrics.md"


def busy(web: Web) -> None:
    """Everything that can be counted was done."""
    now = web.clock.now()
    web.casebook.decide(CASE, DECISION, ACTION)
    web.casebook.settle(replace(CASE, state=CaseState.POSTED), replace(RECEIPT, at=now), ActionState.DONE)
    web.casebook.decide(replace(CASE, number=2, repo="acme/two"), None, replace(ACTION, id="C-2", case=2))
    web.casebook.advance(now - timedelta(seconds=90))
    web.jobs.polled = now - timedelta(seconds=30)
    web.jobs.jobs = JobCounts(waiting=4, running=2, set_aside=1)
    web.counts = ProcessCounts(
        scans=(("derived", 3),), events_taken_in=9, events_skipped=(("scanned before", 5),), requests=70, bytes=8000
    )


def samples(web: Web) -> dict[str, float]:
    answer = web.ask("/metrics")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return {
        "".join((each.name, *(f" {value}" for value in each.labels.values()))): each.value
        for family in text_string_to_metric_families(answer.text)
        for each in family.samples
    }


def test_the_numbers_are_those_of_the_database_and_of_this_process(web: Web) -> None:
    busy(web)
    found = samples(web)
    expected = {
        "hubnotice_database_up": 1,
        "hubnotice_jobs waiting": 4,
        "hubnotice_jobs running": 2,
        "hubnotice_jobs set_aside": 1,
        "hubnotice_cases posted": 1,
        "hubnotice_cases approved": 1,
        "hubnotice_cases resolved": 0,
        "hubnotice_outbox_waiting": 1,
        "hubnotice_posts hour": 1,
        "hubnotice_posts day": 1,
        "hubnotice_post_cap hour": 2,
        "hubnotice_post_cap day": 10,
        "hubnotice_watermark_lag_seconds": 90,
        "hubnotice_poll_age_seconds": 30,
        "hubnotice_breaker_tripped": 0,
        "hubnotice_kill_switch": 0,
        "hubnotice_scans_total derived": 3,
        "hubnotice_events_taken_in_total": 9,
        "hubnotice_events_skipped_total scanned before": 5,
        "hubnotice_hub_requests_total": 70,
        "hubnotice_hub_bytes_total": 8000,
        "hubnotice_webhook_deliveries_total woken": 0,
    }
    assert expected.items() <= found.items()


def test_a_post_leaves_the_hour_before_it_leaves_the_day(web: Web) -> None:
    busy(web)
    web.clock.advance(3601)
    found = samples(web)
    assert (found["hubnotice_posts hour"], found["hubnotice_posts day"]) == (0, 1)


def test_without_a_database_its_numbers_are_missing_and_not_zero(web: Web) -> None:
    busy(web)
    web.jobs.broken = True
    found = samples(web)
    assert found["hubnotice_database_up"] == 0
    assert found["hubnotice_hub_requests_total"] == 70
    assert not any(name.startswith(("hubnotice_jobs", "hubnotice_cases", "hubnotice_posts")) for name in found)


def test_before_the_first_poll_there_is_no_lag(web: Web) -> None:
    assert not any("lag" in name or "age" in name for name in samples(web))


def test_nothing_of_the_process_at_large_is_told(web: Web) -> None:
    busy(web)
    assert all(name.startswith("hubnotice_") for name in samples(web))


def test_every_metric_has_a_line_on_its_page_and_every_line_a_metric(web: Web) -> None:
    busy(web)
    families = [
        f"{family.name}_total" if family.type == "counter" else family.name
        for family in text_string_to_metric_families(web.ask("/metrics").text)
    ]
    documented = re.findall(r"^\| `(hubnotice_\w+)` \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(documented) == sorted(families)
