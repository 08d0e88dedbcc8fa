# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from huggingface_hub import HfApi, get_session

from bot.localhub import Fault, LocalHub, Rule
from tests.localhub.conftest import weights


def test_everything_is_still_there_after_a_restart(tmp_path: Path) -> None:
    with LocalHub(tmp_path) as hub:
        hub.accounts.add_user("bot", token="hf_bot")
        hub.repositories.create("acme/tiny", gated="manual")
        head = hub.repositories.commit("acme/tiny", {"model.safetensors": weights(), "README.md": b"# x"})
        api = HfApi(endpoint=hub.url, token="hf_bot")
        api.create_discussion("acme/tiny", "Question", description="first")
        api.comment_discussion("acme/tiny", 1, "second")
        api.create_pull_request("acme/tiny", "Add NOTICE")
        api.create_webhook(url="http://127.0.0.1:9/", watched=[{"type": "org", "name": "acme"}])
        before = (hub.repositories.get("acme/tiny"), hub.discussions.all("acme/tiny"), hub.webhooks.of("bot"))
    with LocalHub(tmp_path) as hub:
        again = hub.repositories.get("acme/tiny")
        assert again.to_json() == before[0].to_json()
        assert [each.to_json() for each in hub.discussions.all("acme/tiny")] == [each.to_json() for each in before[1]]
        assert hub.webhooks.of("bot") == before[2]
        api = HfApi(endpoint=hub.url, token="hf_bot")
        assert api.model_info("acme/tiny").sha == head
        assert api.create_discussion("acme/tiny", "Another", description="third").num == 3


def test_a_folder_is_served_once_at_a_time(tmp_path: Path) -> None:
    with LocalHub(tmp_path), pytest.raises(BlockingIOError):
        LocalHub(tmp_path)


def ended(client: socket.socket) -> bool:
    """Whether the other side closed the connection; one that was never accepted is reset instead."""
    client.settimeout(1)
    try:
        return client.recv(1) == b""
    except ConnectionResetError:
        return True


def test_it_stops_at_once_though_clients_wait_and_stay(tmp_path: Path) -> None:
    hub = LocalHub(tmp_path)
    hub.faults.add(Rule(fault=Fault.HANG, path="/api/models$", times=None))
    with ExitStack() as stack:
        place = (urlsplit(hub.url).hostname, urlsplit(hub.url).port)
        clients = [stack.enter_context(socket.create_connection(place)) for _ in range(8)]
        for client in clients[:4]:
            client.sendall(b"GET /api/models HTTP/1.1\r\nHost: x\r\n\r\n")
        deadline = time.monotonic() + 5
        while hub.recorder.count() < 4 and time.monotonic() < deadline:
            time.sleep(0.01)
        start = time.monotonic()
        hub.close()
        assert time.monotonic() - start < 1
        assert all(ended(client) for client in clients)
    assert not [thread for thread in threading.enumerate() if "process_request_thread" in thread.name]


def test_one_connection_serves_many_requests(hub: LocalHub) -> None:
    connection = http.client.HTTPConnection(urlsplit(hub.url).netloc, timeout=5)
    for _ in range(3):
        connection.request("GET", "/api/models/acme/tiny")
        response = connection.getresponse()
        assert json.loads(response.read())["id"] == "acme/tiny"
        assert not response.will_close
    connection.close()


@pytest.mark.parametrize("length", ["-1", "x", "99999999999999"])
def test_a_body_of_an_impossible_length_is_refused(hub: LocalHub, length: str) -> None:
    with socket.create_connection((urlsplit(hub.url).hostname, urlsplit(hub.url).port)) as client:
        client.sendall(f"POST /api/validate-yaml HTTP/1.1\r\nContent-Length: {length}\r\n\r\n".encode())
        assert client.recv(12) == b"HTTP/1.1 413"


def test_a_body_may_come_in_chunks(hub: LocalHub) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"content": "---\\nlicense: [mit\\n---\\n",'
        yield b'"repoType": "model"}'

    answer = get_session().post(f"{hub.url}/api/validate-yaml", content=chunks())
    assert (answer.status_code, len(answer.json()["errors"])) == (400, 1)


def test_half_a_request_takes_no_effect(hub: LocalHub) -> None:
    body = b'{"title":"Missing attribution","description":"Body"}'
    head = f"POST /api/models/acme/tiny/discussions HTTP/1.1\r\nAuthorization: Bearer hf_bot\r\nContent-Length: {len(body) + 1}"
    with socket.create_connection((urlsplit(hub.url).hostname, urlsplit(hub.url).port)) as client:
        client.sendall(head.encode() + b"\r\n\r\n" + body)
        client.shutdown(socket.SHUT_WR)
        assert client.recv(1) == b""
    assert hub.discussions.all("acme/tiny") == []


def test_a_request_writes_no_headers_of_its_own_into_the_answer(hub: LocalHub) -> None:
    answer = get_session().get(f"{hub.url}/api/models/acme/tiny/revision/x%0d%0aX-Evil:%20yes")
    assert answer.status_code == 404
    assert "X-Evil" not in answer.headers


def test_an_unknown_address_is_not_found(hub: LocalHub) -> None:
    assert get_session().get(f"{hub.url}/api/nonsense/at/all").status_code == 404
    assert get_session().get(f"{hub.cdn_url}/api/models").status_code == 404


def test_the_record_tells_requests_and_bytes(hub: LocalHub, bot: HfApi) -> None:
    bot.create_discussion("acme/tiny", "Question", description="first")
    posted, read = hub.recorder.records
    assert (posted.method, posted.user, posted.status) == ("POST", "bot", 200)
    assert posted.request_bytes == len(b'{"title":"Question","description":"first","pullRequest":false}')
    assert read.query == "diff=1"
    assert "attribution-bot/0.1" in read.user_agent
    assert hub.recorder.bytes_sent == posted.response_bytes + read.response_bytes > 0
    assert hub.recorder.count(method="GET", path=r"/discussions/\d+$") == 1
    hub.recorder.clear()
    assert hub.recorder.records == ()


def test_it_runs_as_a_process_of_its_own_and_leaves_quietly(tmp_path: Path) -> None:
    log = tmp_path / "requests.jsonl"
    command = [sys.executable, "-m", "bot.localhub", "--root", str(tmp_path / "hub"), "--requests-log", str(log)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env={**os.environ}) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert get_session().get(f"{url}/api/models").json() == []
        process.send_signal(signal.SIGTERM)
        assert process.wait(3) == 0
    [line] = log.read_text().splitlines()
    assert (json.loads(line)["path"], json.loads(line)["status"]) == ("/api/models", 200)
