# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.hub.models import HubModels
from bot.adapters.hub.ranges import check_range, cut, merged
from bot.localhub import Fault, LocalHub, PageSizes, Rule
from bot.model.errors import BotError, CursorRefused, CutShort, FileTooLarge, RemoteFailure
from bot.model.repository import ByteRange
from tests.adapters.hub.conftest import REPO, SHA, WEIGHTS, Impatient, Reply, Scripted

FILE = f"/{REPO}/resolve/{SHA}/model.safetensors"
LISTING = {"id": REPO, "sha": SHA, "siblings": [{"rfilename": "model.safetensors", "size": 1000}]}


def described(server: Scripted, document: object = LISTING) -> Scripted:
    server.replies[f"/api/models/{REPO}"] = Reply(body=json.dumps(document).encode())
    return server


def part(start: int, stop: int, body: bytes | None = None, total: int = 1000) -> Reply:
    said = f"bytes {start}-{stop - 1}/{total}"
    return Reply(206, {"Content-Range": said}, bytes(stop - start) if body is None else body)


def test_the_cost_is_what_the_hub_sent(hub: LocalHub, impatient: Impatient) -> None:
    connection = impatient(hub.url)
    source = HubModels(connection).open(REPO)
    source.read("LICENSE", limit=1000)
    source.read("LICENSE", limit=1000)
    source.read_ranges("model.safetensors", [ByteRange(0, 8), ByteRange(70_000, 70_100)])
    source.read_ranges("model.safetensors", [ByteRange(50, 60)])
    records = hub.recorder.records
    assert source.cost.requests == len(records)
    assert source.cost.bytes == sum(record.response_bytes for record in records)
    assert source.cost.seconds > 0
    assert connection.cost == source.cost
    assert [record.origin for record in records] == ["hub", "hub", "hub", "hub", "hub", "cdn", "cdn", "cdn"]
    assert [record.range for record in records[-2:]] == ["bytes=70000-70099", "bytes=50-59"]


def test_failures_and_further_attempts_cost_too(hub: LocalHub, impatient: Impatient) -> None:
    hub.faults.add(Rule(fault=Fault.STATUS, status=503, path="/api/models/"))
    source = HubModels(impatient(hub.url, deadline_seconds=5.0)).open(REPO)
    assert source.cost.requests == 2
    assert source.cost.bytes == hub.recorder.bytes_sent


def test_a_file_that_is_listed_as_too_large_is_not_asked_for(hub: LocalHub, impatient: Impatient) -> None:
    source = HubModels(impatient(hub.url)).open(REPO)
    with pytest.raises(FileTooLarge):
        source.read("model.safetensors", limit=100)
    assert source.cost.requests == 1


def test_a_file_that_is_larger_than_its_listing_is_cut_off(scripted: Scripted, impatient: Impatient) -> None:
    source = HubModels(impatient(described(scripted).url)).open(REPO)
    scripted.replies[FILE] = Reply(body=bytes(5_000_000))
    before = source.cost
    with pytest.raises(FileTooLarge):
        source.read("model.safetensors", limit=2000)
    assert (source.cost - before).bytes == 0


def test_an_address_that_ran_out_is_asked_for_again(hub: LocalHub, impatient: Impatient) -> None:
    source = HubModels(impatient(hub.url)).open(REPO)
    source.read_ranges("model.safetensors", [ByteRange(0, 8)])
    hub.faults.add(Rule(fault=Fault.STATUS, status=403, path="^/cdn/"))
    assert source.read_ranges("model.safetensors", [ByteRange(8, 16)]) == [WEIGHTS[8:16]]
    assert hub.recorder.count(path="/resolve/") == 2


def test_the_token_stays_on_the_hub(scripted: Scripted, elsewhere: Scripted, impatient: Impatient) -> None:
    source = HubModels(impatient(described(scripted).url)).open(REPO)
    scripted.replies[FILE] = Reply(302, {"Location": f"{elsewhere.url}/signed?Signature=abc"})
    elsewhere.replies["/signed"] = part(0, 8)
    assert source.read_ranges("model.safetensors", [ByteRange(0, 8)]) == [bytes(8)]
    assert all(headers["authorization"] == "Bearer hf_bot" for _, headers in scripted.asked)
    [(path, headers)] = elsewhere.asked
    assert path == "/signed?Signature=abc"
    assert "authorization" not in headers
    assert headers["range"] == "bytes=0-7"


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "http://",
        "http://[::1",
        "javascript:1",
        "http://127.0.0.1:99999/",
        FILE,
    ],
)
def test_a_redirect_that_leads_nowhere_good_is_not_followed(
    scripted: Scripted, impatient: Impatient, location: str
) -> None:
    source = HubModels(impatient(described(scripted).url)).open(REPO)
    scripted.replies[FILE] = Reply(302, {"Location": location})
    with pytest.raises(RemoteFailure):
        source.read("model.safetensors", limit=2000)
    assert len(scripted.asked) <= 5


def test_a_redirect_without_an_address_is_a_failure(scripted: Scripted, impatient: Impatient) -> None:
    source = HubModels(impatient(described(scripted).url)).open(REPO)
    scripted.replies[FILE] = Reply(302)
    with pytest.raises(RemoteFailure):
        source.read("model.safetensors", limit=2000)


def test_the_signature_of_an_address_is_not_told(scripted: Scripted, elsewhere: Scripted, impatient: Impatient) -> None:
    source = HubModels(impatient(described(scripted).url)).open(REPO)
    scripted.replies[FILE] = Reply(302, {"Location": f"{elsewhere.url}/gone?Signature=abc"})
    with pytest.raises(BotError) as caught:
        source.read("model.safetensors", limit=2000)
    assert "abc" not in str(caught.value)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (part(0, 8), RemoteFailure),
        (part(100, 150), CutShort),
        (part(100, 200, bytes(50)), CutShort),
        (part(100, 200, bytes(150)), RemoteFailure),
        (part(100, 300), RemoteFailure),
        (Reply(206, {}, bytes(100)), RemoteFailure),
        (Reply(206, {"Content-Range": "bytes */1000"}, bytes(100)), RemoteFailure),
        (Reply(206, {"Content-Range": f"bytes {'9' * 30}-1/2"}, bytes(100)), RemoteFailure),
        (Reply(204), RemoteFailure),
        (Reply(416), CutShort),
    ],
)
def test_a_part_that_is_not_the_one_asked_for_is_refused(
    scripted: Scripted, impatient: Impatient, reply: Reply, error: type[BotError]
) -> None:
    source = HubModels(impatient(described(scripted).url, retries=0)).open(REPO)
    scripted.replies[FILE] = reply
    with pytest.raises(error):
        source.read_ranges("model.safetensors", [ByteRange(100, 200)])


def test_a_renamed_model_is_opened_under_its_present_name(scripted: Scripted, impatient: Impatient) -> None:
    described(scripted).replies["/api/models/acme/old"] = Reply(307, {"Location": f"/api/models/{REPO}?blobs=true"})
    assert HubModels(impatient(scripted.url)).open("acme/old").snapshot.key.repo == REPO


def test_the_api_is_not_followed_to_another_server(
    scripted: Scripted, elsewhere: Scripted, impatient: Impatient
) -> None:
    scripted.replies[f"/api/models/{REPO}"] = Reply(307, {"Location": f"{described(elsewhere).url}/api/models/{REPO}"})
    with pytest.raises(RemoteFailure, match="another server"):
        HubModels(impatient(scripted.url)).open(REPO)


def test_an_answer_that_never_ends_is_cut_off(scripted: Scripted, impatient: Impatient) -> None:
    models = HubModels(impatient(scripted.url, largest_answer_bytes=1000))
    scripted.replies[f"/api/models/{REPO}"] = Reply(body=b" " * 3_000_000)
    with pytest.raises(RemoteFailure, match="cut off"):
        models.open(REPO)


def test_changes_come_by_pages_and_no_further_than_needed(tmp_path: Path, impatient: Impatient) -> None:
    day = datetime(2026, 3, 17, tzinfo=UTC)
    with LocalHub(tmp_path / "paged", pages=PageSizes(models=2)) as hub:
        for number in range(7):
            hub.repositories.create(f"acme/m{number}", created_at=day + timedelta(hours=number))
        found = HubModels(impatient(hub.url, token=None)).recent(since=day + timedelta(hours=3))
        assert [event.key.repo for event in found] == ["acme/m6", "acme/m5", "acme/m4", "acme/m3"]
        assert hub.recorder.count() == 3


def test_a_place_in_the_list_outlives_the_connection_and_is_refused_where_it_makes_no_sense(
    tmp_path: Path, impatient: Impatient
) -> None:
    day = datetime(2026, 3, 17, tzinfo=UTC)
    with LocalHub(tmp_path / "paged", pages=PageSizes(models=2)) as hub:
        for number in range(3):
            hub.repositories.create(f"acme/m{number}", created_at=day + timedelta(hours=number))
        first = HubModels(impatient(hub.url, token=None)).created()
        hub.repositories.create("acme/older", created_at=day - timedelta(days=1))
        second = HubModels(impatient(hub.url, token=None)).created(cursor=first.cursor)
        assert [event.key.repo for event in (*first.events, *second.events)] == ["acme/m0", "acme/m1", "acme/m2"]
        assert (first.created_at, second.cursor) == (day + timedelta(hours=1), None)
        with pytest.raises(CursorRefused, match="Invalid cursor"):
            HubModels(impatient(hub.url, token=None)).created(cursor="yesterday")


def test_a_server_that_breaks_down_refuses_no_place(scripted: Scripted, impatient: Impatient) -> None:
    scripted.replies["/api/models"] = Reply(500)
    with pytest.raises(RemoteFailure) as caught:
        HubModels(impatient(scripted.url)).created(cursor="x")
    assert not isinstance(caught.value, CursorRefused)


@pytest.mark.parametrize("query", ["skip=500", "cursor=a&cursor=b", f"cursor={'x' * 5000}"])
def test_a_next_page_without_a_place_to_keep_is_refused(scripted: Scripted, impatient: Impatient, query: str) -> None:
    item = {"id": REPO, "sha": SHA, "lastModified": "2026-03-17T00:00:00.000Z"}
    link = {"Link": f'</api/models?{query}>; rel="next"'}
    scripted.replies["/api/models"] = Reply(200, link, json.dumps([item]).encode())
    with pytest.raises(RemoteFailure, match="names no cursor that could be kept"):
        HubModels(impatient(scripted.url)).created()


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:9/api/models?cursor=x",
        "/api/secrets",
        "ftp://hub/",
        "//evil.example/api/models",
        "http://[::1",
    ],
)
def test_a_next_page_somewhere_else_is_not_followed(scripted: Scripted, impatient: Impatient, link: str) -> None:
    item = {"id": REPO, "sha": SHA, "lastModified": "2026-03-17T00:00:00.000Z"}
    scripted.replies["/api/models"] = Reply(200, {"Link": f'<{link}>; rel="next"'}, json.dumps([item]).encode())
    events = HubModels(impatient(scripted.url)).recent(since=datetime(2020, 1, 1, tzinfo=UTC))
    assert next(events).key.repo == REPO
    with pytest.raises(RemoteFailure, match=r"somewhere else|sent on to"):
        next(events)
    assert len(scripted.asked) == 1


RANGES = st.lists(
    st.builds(lambda start, length: ByteRange(start, start + length), st.integers(0, 200_000), st.integers(1, 60_000))
)


@given(RANGES)
def test_merging_loses_no_byte_and_asks_in_the_order_of_the_file(ranges: list[ByteRange]) -> None:
    groups = merged(ranges)
    bodies = {group: bytes(each % 251 for each in range(group.start, group.stop)) for group in groups}
    assert [body[:1] for body in cut(ranges, bodies)] == [bytes([each.start % 251]) for each in ranges]
    assert [len(body) for body in cut(ranges, bodies)] == [each.length for each in ranges]
    assert all(left.stop < right.start for left, right in pairwise(groups))
    asked = sum(group.length for group in groups)
    assert asked <= sum(each.length for each in ranges) + 16 * 1024 * len(ranges)


@given(st.integers(0, 999), st.text(max_size=60), st.text(max_size=20))
def test_no_headers_make_the_check_of_a_range_stumble(status: int, said: str, length: str) -> None:
    try:
        check_range("file", ByteRange(5, 9), status, {"content-range": said, "content-length": length})
    except BotError:
        return
    assert said.startswith("bytes 5-8/") or 300 <= status < 400
