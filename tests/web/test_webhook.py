# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Deliveries over HTTP: who is let in, what wakes whom, and that no body makes the server fail."""

from __future__ import annotations

import json
import logging
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.errors import OperatorError
from bot.web.webhook import MOST_BYTES, PATH, SECRET_HEADER
from tests.web.conftest import SECRET, Answer, Web

HEAD = "c" * 40
BODY: dict[str, Any] = {
    "event": {"action": "update", "scope": "repo.content"},
    "repo": {"type": "model", "name": "acme/tiny", "headSha": HEAD},
}


def push(repo: str = "acme/tiny", sha: str = HEAD, ref: str = "refs/heads/main") -> dict[str, Any]:
    return BODY | {"repo": BODY["repo"] | {"name": repo}, "updatedRefs": [{"ref": ref, "oldSha": None, "newSha": sha}]}


def results(web: Web) -> dict[str, float]:
    lines = web.ask("/metrics").text.splitlines()
    found = (line.split('result="')[1].split('"} ') for line in lines if line.startswith("hubnotice_webhook_deliv"))
    return {name: float(value) for name, value in found if float(value)}


def test_a_push_wakes_the_scan_of_its_commit(web: Web) -> None:
    answer = web.deliver(push())
    assert (answer.status, answer.json) == (202, {"result": "woken"})
    assert web.wake.calls == [f"repository acme/tiny {HEAD}"]


def test_a_comment_wakes_whoever_hears_threads(web: Web) -> None:
    event = {"action": "create", "scope": "discussion.comment"}
    assert web.deliver(BODY | {"event": event, "comment": {"content": "/notice stop"}}).status == 202
    assert web.wake.calls == ["discussions acme/tiny"]


def test_a_pull_request_wakes_no_scan(web: Web) -> None:
    assert web.deliver(push(ref="refs/pr/4")).json == {"result": "ignored"}
    assert web.wake.calls == []


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", SECRET.upper(), "\xe9" * 28])
def test_without_the_secret_nothing_happens_and_nothing_is_said(web: Web, secret: str | None) -> None:
    for body in (push(), b"no json"):
        answer = web.deliver(body, secret)
        assert (answer.status, answer.text) == (401, "")
    assert web.wake.calls == []
    assert results(web) == {"refused": 2}


def test_where_no_secret_is_set_there_is_no_webhook() -> None:
    open_to_nobody = Web(secret=None)
    server = open_to_nobody.server()
    server.start()
    open_to_nobody.address = server.address
    try:
        for secret in (None, "", SECRET, "None"):
            assert open_to_nobody.deliver(push(), secret).status == 404
    finally:
        server.stop()
    assert open_to_nobody.wake.calls == []


def test_the_same_delivery_twice_does_nothing_more(web: Web) -> None:
    assert [web.deliver(push()).json["result"] for _ in range(3)] == ["woken", "repeated", "repeated"]
    web.clock.advance(3600)
    assert web.deliver(push()).json["result"] == "woken"
    assert results(web) == {"woken": 2, "repeated": 2}


def test_of_the_same_delivery_at_once_one_wakes(web: Web) -> None:
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: web.deliver(push()).json["result"], range(16)))
    assert sorted(told) == ["repeated"] * 15 + ["woken"]
    assert len(web.wake.calls) == 1


def test_a_database_that_is_away_is_no_matter_of_the_hub(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    web.wake.wrong = [OperatorError("database is locked"), RuntimeError("a bug")]
    with caplog.at_level(logging.WARNING, "bot.web"):
        assert [web.deliver(push()).json["result"] for _ in range(3)] == ["failed", "failed", "woken"]
    assert [record.msg for record in caplog.records] == ["webhook_failed"] * 2
    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"]
    assert all(vars(record)["repo"] == "acme/tiny" for record in caplog.records)


def test_a_body_that_is_too_long_is_not_read(web: Web) -> None:
    assert web.deliver(b'{"a": "' + b"x" * MOST_BYTES + b'"}').status == 413


def test_a_long_body_of_unknown_length_is_cut_off(web: Web) -> None:
    """Sent in chunks, without saying how long it will be."""
    place = urlsplit(web.address)
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\nTransfer-Encoding: chunked\r\n\r\n"
        connection.sendall(head.encode())
        chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        try:
            for _ in range(MOST_BYTES // 0x10000 + 1):
                connection.sendall(chunk)
        except OSError:
            pass  # Cut off while we still talk.
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_whoever_hangs_up_in_the_middle_does_no_harm(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    place = urlsplit(web.address)
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\nContent-Length: 100\r\n\r\n{{"
        connection.sendall(head.encode())
    assert web.deliver(push()).status == 202
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("body", [b"", b"{", b"[1, 2]", b"\xff", b"[" * 100_000])
def test_broken_json_is_refused(web: Web, body: bytes) -> None:
    assert (web.deliver(body).status, web.wake.calls) == (400, [])


def test_other_methods_and_places_are_refused(web: Web) -> None:
    assert web.ask(PATH).status == 405
    assert [web.ask(path).status for path in ("/docs", "/openapi.json", "/redoc")] == [404] * 3


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
WORDS = st.sampled_from(
    ["model", "dataset", "bucket", "update", "create", "delete", "repo", "repo.content", "repo.config", "discussion"]
)
ALMOST = st.fixed_dictionaries(
    {
        "event": JSON | st.fixed_dictionaries({"action": WORDS | JSON, "scope": WORDS | JSON}),
        "repo": JSON
        | st.fixed_dictionaries(
            {"type": WORDS | JSON, "name": st.just("acme/tiny") | JSON, "headSha": st.just(HEAD) | JSON}
        ),
    },
    optional={
        "updatedRefs": JSON
        | st.lists(
            st.fixed_dictionaries(
                {}, optional={"ref": st.just("refs/heads/main") | JSON, "newSha": st.just(HEAD) | JSON}
            )
            | JSON,
            max_size=3,
        ),
        "webhook": JSON,
        "discussion": JSON,
    },
)


def asked(web: Web, body: bytes, secret: str) -> Answer:
    web.clock.advance(3600)
    return web.deliver(body, secret)


@settings(max_examples=300)
@given(
    body=st.binary(max_size=300)
    | JSON.map(lambda each: json.dumps(each).encode())
    | ALMOST.map(lambda each: json.dumps(each).encode())
)
def test_no_body_makes_the_server_fail(shared_web: Web, body: bytes) -> None:
    assert asked(shared_web, body, SECRET).status in {202, 400}


@settings(max_examples=60)
@given(secret=st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60))
def test_no_secret_but_the_right_one_is_let_in(shared_web: Web, secret: str) -> None:
    assert asked(shared_web, b"{}", secret).status == (202 if secret.strip() == SECRET else 401)
