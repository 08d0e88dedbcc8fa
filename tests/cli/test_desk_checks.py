# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice doctor`` on the desk: its address, its sign-in, its languages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.catalogues import completeness
from bot.cli.checks import Check, State
from bot.cli.desk_checks import desk
from bot.policy.roles import grants_of
from bot.settings import Secret, Settings

WHOLE = {
    "oauth_client_id": "an-id",
    "oauth_client_secret": Secret("s" * 40),
    "public_url": "https://desk.example",
    "desk_roles": grants_of("reviewer=hf:ada"),
}


def of(**settings: Any) -> dict[str, Check]:  # noqa: ANN401 - any field of the settings
    return {each.name: each for each in desk(Settings(**settings))}


@contextmanager
def answering(body: bytes) -> Iterator[str]:
    """Something on loopback that says this to whoever asks for anything."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(503)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_without_an_address_nothing_is_off() -> None:
    checks = of()
    assert [each.state for each in checks.values()] == [State.OK] * 3
    assert "HUBNOTICE_LISTEN" in checks["desk"].words


def test_an_address_that_we_hold_is_told_from_one_that_is_free_and_one_that_is_taken() -> None:
    with answering(b'{"status": "failing", "checks": {"database": "ok", "watermark": "too old"}}') as held:
        assert (of(listen=held)["desk"].state, "held by" in of(listen=held)["desk"].words) == (State.OK, True)
    assert (of(listen=held)["desk"].state, "is free" in of(listen=held)["desk"].words) == (State.OK, True)
    for other in (b"<html>", b"[]", b'{"status": "ok"}'):
        with answering(other) as taken:
            check = of(listen=taken)["desk"]
        assert (check.state, f"{taken}: cannot be listened on" in check.words) == (State.FAIL, True)


def test_an_address_that_is_none_of_ours_is_off() -> None:
    assert of(listen="300.300.300.300:80")["desk"].state is State.FAIL


@pytest.mark.parametrize(
    ("change", "state", "words"),
    [
        ({}, State.OK, "its secret is set"),
        ({"oauth_client_secret": None}, State.OK, "PKCE alone"),
        ({"oauth_client_id": ""}, State.FAIL, "HUBNOTICE_OAUTH_CLIENT_ID"),
        ({"oauth_client_id": "", "oauth_client_secret": None}, State.WARN, "hf:ada has a role"),
        ({"public_url": ""}, State.WARN, "HUBNOTICE_PUBLIC_URL"),
        ({"desk_roles": ()}, State.WARN, "HUBNOTICE_DESK_ROLES"),
    ],
)
def test_a_sign_in_that_is_not_whole_is_told(change: dict[str, Any], state: State, words: str) -> None:
    check = of(**WHOLE | change)["sign-in"]
    assert (check.state, words in check.words) == (state, True)
    assert "s" * 40 not in check.words


def test_accounts_of_the_desk_alone_need_no_application() -> None:
    assert of(desk_roles=grants_of("reviewer=local:bob"))["sign-in"].state is State.OK


def test_our_own_pages_are_translated_to_the_end() -> None:
    assert of()["locale"].words == "en ja ko zh: 100 %"


def test_what_is_missing_or_fuzzy_is_not_translated(tmp_path: Path) -> None:
    entries = ['msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"']
    entries += ['msgid "a"\nmsgstr "b"', '#, fuzzy\nmsgid "c"\nmsgstr "d"', 'msgid "e"\nmsgstr ""']
    entries += ['msgid "%(n)s case"\nmsgid_plural "%(n)s cases"\nmsgstr[0] "f"']
    file = tmp_path / "ja" / "LC_MESSAGES" / "desk.po"
    file.parent.mkdir(parents=True)
    file.write_text("\n\n".join(entries) + "\n", encoding="utf-8")
    assert completeness(tmp_path) == {"ja": 0.5}
