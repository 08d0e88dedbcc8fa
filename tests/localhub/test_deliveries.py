# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from huggingface_hub import HfApi

from bot.localhub import LocalHub


class Receiver:
    """A small server that keeps what it is sent."""

    def __init__(self) -> None:
        self.received: list[tuple[str | None, dict[str, Any]]] = []
        received = self.received

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                received.append((self.headers["X-Webhook-Secret"], json.loads(body)))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hook?from=hub"

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver()
    yield running
    running.close()


def events(receiver: Receiver) -> list[tuple[str, str]]:
    return [(body["event"]["action"], body["event"]["scope"]) for _, body in receiver.received]


def test_a_commit_is_delivered_with_the_secret_and_the_refs(hub: LocalHub, bot: HfApi, receiver: Receiver) -> None:
    made = bot.create_webhook(url=receiver.url, watched=[{"type": "org", "name": "acme"}], secret="s3cret")
    before = hub.repositories.get("acme/tiny").head
    after = hub.repositories.commit("acme/tiny", {"NOTICE": b"x"})
    assert hub.courier.settle()
    [(secret, body)] = receiver.received
    assert secret == "s3cret"
    assert body["event"] == {"action": "update", "scope": "repo.content"}
    assert body["webhook"] == {"id": made.id, "version": 3}
    assert body["updatedRefs"] == [{"ref": "refs/heads/main", "oldSha": before, "newSha": after}]
    assert (body["repo"]["type"], body["repo"]["name"], body["repo"]["headSha"]) == ("model", "acme/tiny", after)
    assert body["repo"]["url"]["api"] == f"{hub.url}/api/models/acme/tiny"


def test_repositories_and_discussions_are_reported_as_they_change(
    hub: LocalHub, bot: HfApi, receiver: Receiver
) -> None:
    bot.create_webhook(url=receiver.url, watched=[{"type": "org", "name": "acme"}])
    hub.repositories.create("acme/new")
    hub.repositories.update("acme/new", gated="auto")
    bot.create_discussion("acme/new", "Missing attribution", description="Body")
    bot.comment_discussion("acme/new", 1, "More")
    bot.change_discussion_status("acme/new", 1, "closed")
    hub.repositories.delete("acme/new")
    assert hub.courier.settle()
    assert events(receiver) == [
        ("create", "repo"),
        ("update", "repo.config"),
        ("create", "discussion"),
        ("create", "discussion.comment"),
        ("update", "discussion"),
        ("delete", "repo"),
    ]
    opened, commented = receiver.received[2][1], receiver.received[3][1]
    assert (opened["discussion"]["num"], opened["comment"]["content"]) == (1, "Body")
    assert "headSha" not in opened["repo"]
    assert commented["comment"]["content"] == "More"


def test_nothing_is_delivered_that_is_not_watched_or_switched_off(
    hub: LocalHub, bot: HfApi, receiver: Receiver
) -> None:
    bot.create_webhook(url=receiver.url, watched=[{"type": "org", "name": "other"}])
    bot.create_webhook(url=receiver.url, watched=[{"type": "org", "name": "acme"}], domains=["discussion"])
    silent = bot.create_webhook(url=receiver.url, watched=[{"type": "model", "name": "acme/tiny"}])
    bot.disable_webhook(silent.id)
    hub.repositories.commit("acme/tiny", {"NOTICE": b"x"})
    assert hub.courier.settle()
    assert receiver.received == []


def test_a_receiver_that_is_gone_stops_nobody(hub: LocalHub, bot: HfApi, receiver: Receiver) -> None:
    bot.create_webhook(url="http://127.0.0.1:9/gone", watched=[{"type": "org", "name": "acme"}])
    bot.create_webhook(url=receiver.url, watched=[{"type": "org", "name": "acme"}])
    hub.repositories.commit("acme/tiny", {"NOTICE": b"x"})
    assert hub.courier.settle()
    assert [attempt.status for attempt in hub.courier.attempts] == [None, 200]
