# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Signing in with a Hub, over HTTP: with the local Hub, and with one that answers whatever the test says."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.adapters.sign_in.hugging_face import HubSignIn
from bot.localhub import LocalHub
from bot.localhub.storage.oauth import Asked
from bot.model.errors import AccessRefused, RemoteFailure, Unreachable
from bot.model.people import Membership
from bot.ports.people import Started

BACK = "http://127.0.0.1:8600/login/callback"
NOW = datetime.now(UTC)
STARTED = Started(address="", state="s", nonce="n", verifier="v" * 43)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    with LocalHub(tmp_path / "hub") as running:
        running.accounts.add_user(
            "Ada", token="hf_ada", password="correct horse", orgs=("acme", "kita"), roles={"kita": "read"}
        )
        running.oauth.register("desk", secret="s3cret of the desk", redirects=(BACK,))
        running.oauth.register("open", redirects=(BACK,))
        yield running


def agreed(hub: LocalHub, started: Started) -> str:
    """What a person does in the browser: the code that comes back."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(started.address).query).items()}
    assert asked["code_challenge_method"] == "S256"
    return hub.oauth.allow(
        "Ada",
        Asked(
            client_id=asked["client_id"],
            redirect=asked["redirect_uri"],
            scopes=frozenset(asked["scope"].split()),
            nonce=asked["nonce"],
            challenge=asked["code_challenge"],
        ),
    )


@pytest.mark.parametrize(("client", "secret"), [("desk", "s3cret of the desk"), ("open", None)])
def test_whoever_signs_in_is_known_by_name_and_organisations(hub: LocalHub, client: str, secret: str | None) -> None:
    way = HubSignIn(hub.url, client, secret, timeout_seconds=30)
    started = way.start(BACK)
    person = way.finish(agreed(hub, started), started, BACK, NOW)
    assert (person.name, person.display_name, person.roles, person.checked_at) == ("hf:Ada", "Ada", frozenset(), NOW)
    assert person.organisations == (
        Membership(organisation="acme", role="write"),
        Membership(organisation="kita", role="read"),
    )


def test_every_sign_in_has_secrets_of_its_own(hub: LocalHub) -> None:
    way = HubSignIn(hub.url, "desk", None, timeout_seconds=30)
    one, two = way.start(BACK), way.start(BACK)
    assert len({one.state, one.nonce, one.verifier, two.state, two.nonce, two.verifier}) == 6
    assert one.verifier not in one.address
    assert "s3cret" not in HubSignIn(hub.url, "desk", "s3cret of the desk", timeout_seconds=30).start(BACK).address


def test_a_code_is_refused_twice_with_another_secret_and_for_another_sign_in(hub: LocalHub) -> None:
    way = HubSignIn(hub.url, "desk", "s3cret of the desk", timeout_seconds=30)
    started = way.start(BACK)
    code = agreed(hub, started)
    way.finish(code, started, BACK, NOW)
    with pytest.raises(AccessRefused):
        way.finish(code, started, BACK, NOW)
    with pytest.raises(AccessRefused):
        way.finish(agreed(hub, started), way.start(BACK), BACK, NOW)
    with pytest.raises(AccessRefused):
        HubSignIn(hub.url, "desk", "wrong wrong wrong", timeout_seconds=30).finish(
            agreed(hub, started), started, BACK, NOW
        )
    with pytest.raises(RemoteFailure, match="nonce"):
        way.finish(agreed(hub, started), replace(started, nonce="another"), BACK, NOW)


def claims(hub: str, **changes: object) -> str:
    told = {"iss": hub, "aud": "desk", "sub": "7", "nonce": "n", "exp": NOW.timestamp() + 60} | changes
    return f"e30.{base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip('=')}.c2ln"


@dataclass
class Liar:
    """Answers the two questions as the test says."""

    address: str = ""
    token: dict[str, object] = field(default_factory=dict)
    info: object = field(default_factory=lambda: {"sub": "7", "preferred_username": "ada"})
    raw: bytes | None = None
    status: int = 200
    place: str = ""
    asked: list[str] = field(default_factory=list)

    def finish(self) -> object:
        return HubSignIn(self.address, "desk", None, timeout_seconds=10).finish("code", STARTED, BACK, NOW)


@pytest.fixture
def liar() -> Iterator[Liar]:
    made = Liar()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            made.asked.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            told = made.token if self.path == "/oauth/token" else made.info
            body = made.raw if made.raw is not None else json.dumps(told).encode()
            self.send_response(made.status)
            self.send_header("Content-Length", str(len(body)))
            if made.place:
                self.send_header("Location", made.place)
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.address = f"http://127.0.0.1:{server.server_port}"
    made.token = {"access_token": "t", "token_type": "bearer", "id_token": claims(made.address)}
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_liar_is_believed_where_nothing_is_wrong(liar: Liar) -> None:
    liar.finish()
    assert liar.asked == ["/oauth/token", "/oauth/userinfo"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"aud": "another"}, "aud"),
        ({"aud": ["x", "y"]}, "aud"),
        ({"iss": "https://evil.example"}, "iss"),
        ({"exp": 0}, "exp"),
        ({"exp": True}, "exp"),
        ({"sub": "8"}, "somebody else"),
        ({"sub": ""}, "somebody else"),
    ],
)
def test_an_identity_token_for_something_else_is_refused(liar: Liar, changes: dict[str, object], words: str) -> None:
    liar.token["id_token"] = claims(liar.address, **changes)
    with pytest.raises(RemoteFailure, match=words):
        liar.finish()


@pytest.mark.parametrize("token", [None, 7, "", "a.b", "a.!!.c", "a.W10.c", "a." + "W" * 40 + ".c"])
def test_what_is_no_identity_token_is_refused(liar: Liar, token: object) -> None:
    liar.token["id_token"] = token
    with pytest.raises(RemoteFailure, match="identity token"):
        liar.finish()


@pytest.mark.parametrize(
    "info",
    [
        [],
        "x",
        None,
        {},
        {"sub": "7"},
        {"sub": "7", "preferred_username": "../x"},
        {"sub": 7, "preferred_username": "a"},
    ],
)
def test_an_answer_that_names_nobody_is_refused(liar: Liar, info: object) -> None:
    liar.info = info
    with pytest.raises(RemoteFailure):
        liar.finish()


def test_only_memberships_that_can_be_read_and_were_confirmed_count(liar: Liar) -> None:
    good = {"preferred_username": "acme", "roleInOrg": "admin"}
    liar.info = {
        "sub": "7",
        "preferred_username": "ada",
        "name": "  Ada\n<b>  ",
        "orgs": [
            good,
            good | {"preferred_username": "kita", "roleInOrg": 7},
            good | {"preferred_username": "a/b"},
            good | {"preferred_username": "one", "pendingSSO": True},
            good | {"preferred_username": "two", "missingMFA": True},
            good | {"preferred_username": "three", "securityRestrictions": ["sso"]},
            "x",
        ],
    }
    person = HubSignIn(liar.address, "desk", None, timeout_seconds=10).finish("code", STARTED, BACK, NOW)
    assert person.display_name == "Ada <b>"
    assert [(each.organisation, each.role) for each in person.organisations] == [("acme", "admin"), ("kita", "")]


def test_a_hub_that_breaks_down_sends_on_or_talks_without_end_is_a_failure(liar: Liar) -> None:
    liar.raw = b"<html>"
    with pytest.raises(RemoteFailure):
        liar.finish()
    liar.raw = b"[" * (1024 * 1024 + 1)
    with pytest.raises(RemoteFailure, match="at most 1048576 bytes"):
        liar.finish()
    liar.raw, liar.status = b"", 503
    with pytest.raises(RemoteFailure):
        liar.finish()
    liar.status, liar.place = 307, "https://evil.example/oauth/token"
    with pytest.raises(RemoteFailure, match="elsewhere"):
        liar.finish()


def test_a_hub_that_is_not_there_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        HubSignIn("http://127.0.0.1:9", "desk", None, timeout_seconds=5).finish("code", STARTED, BACK, NOW)
