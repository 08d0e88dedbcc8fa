# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2
import pytest
from huggingface_hub import HfApi, get_session
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils._http import parse_ratelimit_headers

from bot.localhub import Fault, LocalHub, Rule
from bot.localhub.http.misbehaviour import AFTERWARDS, INSTEAD
from tests.localhub.conftest import weights

MODEL = "/api/models/acme/tiny"


@pytest.fixture
def connection(hub: LocalHub) -> Iterator[http.client.HTTPConnection]:
    opened = http.client.HTTPConnection(urlsplit(hub.url).netloc, timeout=5)
    yield opened
    opened.close()


def test_every_fault_is_done_before_or_after() -> None:
    assert INSTEAD.keys() | AFTERWARDS.keys() == set(Fault)
    assert not INSTEAD.keys() & AFTERWARDS.keys()


def test_a_rule_spares_the_first_and_ends_after_the_last(hub: LocalHub) -> None:
    rule = hub.faults.add(Rule(fault=Fault.STATUS, method="GET", path=f"^{MODEL}$", skip=1, times=2, status=500))
    codes = [get_session().get(hub.url + MODEL).status_code for _ in range(4)]
    assert codes == [200, 500, 500, 200]
    assert (rule.applied, rule.spent) == (2, True)
    hub.faults.add(Rule(fault=Fault.STATUS, times=None))
    assert [get_session().get(hub.url + MODEL).status_code for _ in range(3)] == [503] * 3
    hub.faults.clear()
    assert get_session().get(hub.url + MODEL).status_code == 200


def test_a_rate_limit_is_told_in_its_headers(hub: LocalHub, bot: HfApi) -> None:
    hub.faults.add(Rule(fault=Fault.RATE_LIMITED, seconds=2))
    with pytest.raises(HfHubHTTPError, match="429 Too Many Requests") as caught:
        bot.model_info("acme/tiny")
    told = parse_ratelimit_headers(caught.value.response.headers)
    assert told is not None
    assert (told.resource_type, told.remaining, told.reset_in_seconds) == ("api", 0, 2)


def test_a_rate_limit_can_be_told_otherwise_or_not_at_all(hub: LocalHub) -> None:
    hub.faults.add(Rule(fault=Fault.RETRY_AFTER, seconds=7))
    hub.faults.add(Rule(fault=Fault.BARE_429))
    first, second = (get_session().get(hub.url + MODEL) for _ in range(2))
    assert (first.status_code, first.headers["Retry-After"]) == (429, "7")
    assert "RateLimit" not in first.headers
    assert second.status_code == 429
    assert not {"ratelimit", "ratelimit-policy", "retry-after"} & set(second.headers)


def test_a_lost_reply_leaves_a_discussion_behind(hub: LocalHub, bot: HfApi) -> None:
    hub.faults.add(Rule(fault=Fault.LOST_REPLY, method="POST", path="/discussions$"))
    with pytest.raises(httpx2.RemoteProtocolError):
        bot.create_discussion("acme/tiny", "Missing attribution", description="Body")
    assert [each.title for each in hub.discussions.all("acme/tiny")] == ["Missing attribution"]
    assert hub.recorder.records[-1].status == 0


def test_a_closed_connection_leaves_nothing_behind(hub: LocalHub, bot: HfApi) -> None:
    hub.faults.add(Rule(fault=Fault.CONNECTION_CLOSED, method="POST"))
    with pytest.raises(httpx2.RemoteProtocolError):
        bot.create_discussion("acme/tiny", "Missing attribution", description="Body")
    assert hub.discussions.all("acme/tiny") == []


def test_a_hang_lasts_until_the_client_gives_up(hub: LocalHub) -> None:
    hub.faults.add(Rule(fault=Fault.HANG))
    with pytest.raises(httpx2.ReadTimeout):
        get_session().get(hub.url + MODEL, timeout=0.2)
    assert get_session().get(hub.url + MODEL).status_code == 200


def test_a_truncated_body_ends_before_its_length(hub: LocalHub, connection: http.client.HTTPConnection) -> None:
    hub.faults.add(Rule(fault=Fault.TRUNCATED, size=10))
    connection.request("GET", MODEL)
    response = connection.getresponse()
    with pytest.raises(http.client.IncompleteRead) as caught:
        response.read()
    assert len(caught.value.partial) == 10
    assert hub.recorder.bytes_sent == 10


def test_an_ignored_range_brings_the_whole_file(hub: LocalHub) -> None:
    hub.faults.add(Rule(fault=Fault.RANGE_IGNORED, path="^/cdn/.*safetensors$"))
    address = f"{hub.url}/acme/tiny/resolve/main/model.safetensors"
    response = get_session().get(address, headers={"Range": "bytes=0-9"}, follow_redirects=True)
    assert (response.status_code, response.content) == (200, weights())


def test_a_slow_drip_takes_its_time(hub: LocalHub) -> None:
    hub.faults.add(Rule(fault=Fault.DRIP, size=100, seconds=0.02))
    start = time.monotonic()
    body = get_session().get(f"{hub.url}/acme/tiny/resolve/main/LICENSE", follow_redirects=False).content
    assert body
    assert time.monotonic() - start >= 0.02 * (len(body) // 100)


def test_json_can_be_of_another_shape_or_none_at_all(hub: LocalHub) -> None:
    hub.faults.add(Rule(fault=Fault.WRONG_JSON))
    hub.faults.add(Rule(fault=Fault.NOT_JSON))
    assert get_session().get(hub.url + MODEL).json() == {"unexpected": ["shape"]}
    with pytest.raises(json.JSONDecodeError):
        get_session().get(hub.url + MODEL).json()


def test_another_process_steers_faults_and_reads_the_record(hub: LocalHub) -> None:
    control = f"{hub.url}/__control"
    rule = {"fault": "status", "path": MODEL, "status": 500, "times": None}
    assert get_session().post(f"{control}/faults", json=rule).json()["applied"] == 0
    assert get_session().get(hub.url + MODEL).status_code == 500
    [listed] = get_session().get(f"{control}/faults").json()
    assert (listed["fault"], listed["applied"]) == ("status", 1)
    get_session().delete(f"{control}/faults")
    assert get_session().get(hub.url + MODEL).status_code == 200
    records = get_session().get(f"{control}/requests").json()
    assert [(each["path"], each["status"]) for each in records] == [(MODEL, 500), (MODEL, 200)]
    get_session().delete(f"{control}/requests")
    assert hub.recorder.count() == 0


@pytest.mark.parametrize(
    "rule", [{}, {"fault": "magic"}, {"fault": "hang", "path": "("}, {"fault": "hang", "colour": 1}]
)
def test_a_rule_that_makes_no_sense_is_refused(hub: LocalHub, rule: dict[str, object]) -> None:
    assert get_session().post(f"{hub.url}/__control/faults", json=rule).status_code == 400
    assert hub.faults.rules == ()
