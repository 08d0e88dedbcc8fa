# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One look at the Hub tells how our clocks agree and what is left of the quota."""

from __future__ import annotations

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.hub.checkup import Checkup, check_up
from bot.adapters.hub.pacing import Quota
from bot.localhub import LocalHub
from bot.model.errors import RemoteFailure
from tests.adapters.hub.conftest import Impatient, Reply, Scripted
from tests.fakes.clock import FakeClock

BODY = b"[]"
JSON = {"Content-Type": "application/json"}


def test_the_local_hub_agrees_with_us(hub: LocalHub, impatient: Impatient) -> None:
    found = check_up(impatient(hub.url), SystemClock())
    assert found.seconds_ahead is not None
    assert abs(found.seconds_ahead) <= 30
    assert found.quota is not None
    assert found.quota.name == "api"
    assert found.quota.size == found.quota.left + 1


@pytest.mark.parametrize(
    ("date", "ahead"),
    [
        ("Tue, 17 Mar 2026 10:00:00 GMT", 0),
        ("Tue, 17 Mar 2026 09:58:00 GMT", 120),
        ("Tue, 17 Mar 2026 10:01:30 GMT", -90),
        ("Tue, 17 Mar 2026 10:01:30", -90),
        ("Tue, 17 Mar 2026 11:01:30 +0100", -90),
        ("yesterday", None),
        ("Tue, 99 Mar 2026 10:00:00 GMT", None),
        ("", None),
    ],
)
def test_the_date_of_an_answer_says_how_far_we_are_off(
    scripted: Scripted, impatient: Impatient, date: str, ahead: int | None
) -> None:
    """To the second or so: the header has no more."""
    scripted.replies["/api/models"] = Reply(headers=JSON | {"Date": date}, body=BODY)
    found = check_up(impatient(scripted.url), FakeClock()).seconds_ahead
    assert found == ahead if found is None or ahead is None else abs(found - ahead) <= 1


def test_without_those_headers_nothing_is_known(scripted: Scripted, impatient: Impatient) -> None:
    scripted.replies["/api/models"] = Reply(headers=JSON, body=BODY)
    assert check_up(impatient(scripted.url), FakeClock()) == Checkup(seconds_ahead=None, quota=None)


def test_the_quota_is_what_the_hub_says(scripted: Scripted, impatient: Impatient) -> None:
    told = {"RateLimit": '"api";r=991;t=212', "RateLimit-Policy": '"fixed window";"api";q=1000;w=300'}
    scripted.replies["/api/models"] = Reply(headers=JSON | told, body=BODY)
    assert check_up(impatient(scripted.url), FakeClock()).quota == Quota(
        name="api", left=991, size=1000, resets_in_seconds=212
    )


def test_a_hub_that_is_down_is_no_clock(scripted: Scripted, impatient: Impatient) -> None:
    scripted.replies["/api/models"] = Reply(503)
    with pytest.raises(RemoteFailure):
        check_up(impatient(scripted.url), FakeClock())
