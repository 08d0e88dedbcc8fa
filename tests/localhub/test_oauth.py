# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Signing in to another page with an account of the local Hub, and everything about it that is not let through."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest

from bot.localhub import LocalHub

DESK = "http://desk.example/login/callback"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
QUESTION = {
    "client_id": "desk",
    "redirect_uri": DESK,
    "response_type": "code",
    "scope": "openid profile read-memberships",
    "state": "the state & more",
    "nonce": "the nonce",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}
EXCHANGE = {"grant_type": "authorization_code", "redirect_uri": DESK, "code_verifier": VERIFIER}
BASIC = "Basic " + base64.b64encode(b"desk:s3cret%26").decode()
FORM = {"username": "ada", "password": "correct horse", "answer": "allow"}


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def ask(
    hub: LocalHub, path: str, form: Mapping[str, str] | None = None, authorization: str = ""
) -> tuple[int, str, str]:
    """Status, place that it leads to, text."""
    body = None if form is None else urlencode(form).encode()
    request = Request(hub.url + path, body, {"Authorization": authorization} if authorization else {})
    try:
        with build_opener(_Stay).open(request, timeout=30) as answer:
            return answer.status, "", answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.headers.get("Location", ""), error.read().decode()


def question(**changes: str) -> str:
    return f"/oauth/authorize?{urlencode(QUESTION | changes)}"


def code(hub: LocalHub, **changes: str) -> str:
    _, place, _ = ask(hub, question(**changes), FORM)
    return dict(parse_qsl(urlsplit(place).query))["code"]


@pytest.fixture
def desk(hub: LocalHub) -> LocalHub:
    hub.accounts.add_user(
        "ada", token="hf_ada", password="correct horse", orgs=("acme", "kita"), roles={"kita": "read"}
    )
    hub.accounts.add_user("bot", token="hf_bot")
    hub.oauth.register("desk", secret="s3cret&", redirects=(DESK,))
    hub.oauth.register("open", redirects=(DESK,))
    return hub


def test_whoever_signs_in_is_sent_back_with_a_code_that_says_who_they_are(desk: LocalHub) -> None:
    assert "read-memberships" in ask(desk, question())[2]
    status, place, _ = ask(desk, question(), FORM)
    assert (status, place.partition("?")[0]) == (303, DESK)
    told = dict(parse_qsl(urlsplit(place).query))
    assert told["state"] == "the state & more"
    status, _, text = ask(desk, "/oauth/token", EXCHANGE | {"code": told["code"]}, BASIC)
    token = json.loads(text)
    assert status == 200
    claims = json.loads(base64.urlsafe_b64decode(token["id_token"].split(".")[1] + "=="))
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (desk.url, "desk", "the nonce")
    _, _, text = ask(desk, "/oauth/userinfo", authorization=f"Bearer {token['access_token']}")
    info = json.loads(text)
    assert (info["sub"], info["preferred_username"]) == (claims["sub"], "ada")
    assert [(each["preferred_username"], each["roleInOrg"]) for each in info["orgs"]] == [
        ("acme", "write"),
        ("kita", "read"),
    ]


def test_roles_are_told_only_where_they_were_asked_for(desk: LocalHub) -> None:
    for scope, keys in (("openid profile", {"orgs"}), ("openid", set())):
        _, _, text = ask(desk, "/oauth/token", EXCHANGE | {"code": code(desk, scope=scope)}, BASIC)
        info = json.loads(ask(desk, "/oauth/userinfo", authorization=f"Bearer {json.loads(text)['access_token']}")[2])
        assert info.keys() & {"orgs"} == keys
        assert not any("roleInOrg" in each for each in info.get("orgs", []))


def test_a_code_is_good_once(desk: LocalHub) -> None:
    found = code(desk)
    assert ask(desk, "/oauth/token", EXCHANGE | {"code": found}, BASIC)[0] == 200
    assert ask(desk, "/oauth/token", EXCHANGE | {"code": found}, BASIC)[0] == 400


@pytest.mark.parametrize(
    "changes",
    [{"code_verifier": "w" * 43}, {"code_verifier": ""}, {"redirect_uri": "http://evil.example"}, {"code": "x"}],
)
def test_a_code_is_worth_nothing_without_what_belongs_to_it(desk: LocalHub, changes: dict[str, str]) -> None:
    status, _, text = ask(desk, "/oauth/token", EXCHANGE | {"code": code(desk)} | changes, BASIC)
    assert (status, json.loads(text)["error"]) == (400, "invalid_grant")


def test_a_code_is_worth_nothing_to_another_application(desk: LocalHub) -> None:
    assert ask(desk, "/oauth/token", EXCHANGE | {"code": code(desk), "client_id": "open"})[0] == 400
    for wrong in ("Basic " + base64.b64encode(b"desk:wrong").decode(), "Basic ?", ""):
        assert ask(desk, "/oauth/token", EXCHANGE | {"code": code(desk), "client_id": "desk"}, wrong)[0] == 401


def test_a_public_application_needs_no_secret_but_the_verifier(desk: LocalHub) -> None:
    found = code(desk, client_id="open")
    assert ask(desk, "/oauth/token", EXCHANGE | {"code": found, "client_id": "open"})[0] == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "nobody"},
        {"redirect_uri": f"{DESK}/more"},
        {"response_type": "token"},
        {"code_challenge": ""},
        {"code_challenge_method": "plain"},
        {"scope": "openid write-repos"},
    ],
)
def test_a_question_that_is_wrong_sends_nobody_anywhere(desk: LocalHub, changes: dict[str, str]) -> None:
    assert ask(desk, question(**changes))[:2] == (400, "")
    assert ask(desk, question(**changes), FORM)[:2] == (400, "")


def test_a_wrong_password_is_told_and_no_is_sent_back(desk: LocalHub) -> None:
    for wrong in ({"password": "wrong"}, {"username": "bot", "password": ""}, {"username": "nobody"}):
        status, place, text = ask(desk, question(), FORM | wrong)
        assert (status, place) == (401, "")
        assert "do not go together" in text
    _, place, _ = ask(desk, question(), {"answer": "deny"})
    assert dict(parse_qsl(urlsplit(place).query))["error"] == "access_denied"


def test_no_other_token_asks_who_somebody_is(desk: LocalHub) -> None:
    for token in ("hf_ada", "hf_oauth_x", ""):
        assert ask(desk, "/oauth/userinfo", authorization=f"Bearer {token}")[0] == 401


def test_what_came_of_a_sign_in_is_no_token_of_the_user(desk: LocalHub) -> None:
    _, _, text = ask(desk, "/oauth/token", EXCHANGE | {"code": code(desk)}, BASIC)
    token = json.loads(text)["access_token"]
    assert ask(desk, "/api/whoami-v2", authorization=f"Bearer {token}")[0] == 401


def test_who_may_only_read_in_an_organisation_writes_nothing_there(desk: LocalHub) -> None:
    ada = desk.accounts.by_name("ada")
    assert ada is not None
    assert [ada.may_write_below(name) for name in ("ada", "acme", "kita", "other")] == [True, True, False, False]
