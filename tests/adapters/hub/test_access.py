# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import subprocess
import sys

import pytest
from huggingface_hub import HfApi, get_session

from bot.adapters.hub.errors import refusal
from bot.adapters.hub.forum import HubForum
from bot.adapters.hub.models import HubModels
from bot.adapters.hub.options import HubOptions
from bot.localhub import Fault, LocalHub, Rule
from bot.model.errors import AccessRefused, Disabled, NotFound, RemoteFailure, SettingsError, Unreachable
from bot.model.repository import ByteRange
from tests.adapters.hub.conftest import REPO, Impatient


def test_a_gated_model_is_listed_and_its_files_are_refused(hub: LocalHub, impatient: Impatient) -> None:
    hub.repositories.update(REPO, gated="manual")
    source = HubModels(impatient(hub.url)).open(REPO)
    assert source.snapshot.gated
    with pytest.raises(AccessRefused):
        source.read("LICENSE", limit=1000)
    with pytest.raises(AccessRefused):
        source.read_ranges("model.safetensors", [ByteRange(0, 8)])


def test_a_model_that_the_hub_switched_off_is_disabled(hub: LocalHub, impatient: Impatient) -> None:
    hub.repositories.update(REPO, disabled=True)
    with pytest.raises(Disabled):
        HubModels(impatient(hub.url)).open(REPO)


@pytest.mark.parametrize("token", ["hf_bot", None])
def test_a_private_model_does_not_exist_for_strangers(hub: LocalHub, impatient: Impatient, token: str | None) -> None:
    hub.repositories.update(REPO, private=True)
    with pytest.raises(NotFound):
        HubModels(impatient(hub.url, token=token)).open(REPO)
    assert HubModels(impatient(hub.url, token="hf_dev")).open(REPO).snapshot.key.repo == REPO


def test_an_unknown_token_is_the_operator_s_business(hub: LocalHub, impatient: Impatient) -> None:
    with pytest.raises(SettingsError, match="HUBNOTICE_TOKEN"):
        HubModels(impatient(hub.url, token="hf_nobody")).open(REPO)
    with pytest.raises(SettingsError, match="HUBNOTICE_TOKEN"):
        _ = HubForum(impatient(hub.url, token="hf_nobody")).account


def test_discussions_need_a_token(hub: LocalHub, impatient: Impatient) -> None:
    forum = HubForum(impatient(hub.url, token=None))
    with pytest.raises(AccessRefused, match="no token"):
        forum.threads(REPO)
    assert hub.recorder.count() == 0


def test_who_we_are_is_asked_once(hub: LocalHub, impatient: Impatient) -> None:
    forum = HubForum(impatient(hub.url))
    forum.threads(REPO)
    forum.threads(REPO)
    assert hub.recorder.count(path="whoami") == 1


@pytest.mark.parametrize(
    ("status", "code", "said", "expected"),
    [
        (401, "GatedRepo", "", AccessRefused),
        (403, "GatedRepo", "", AccessRefused),
        (401, "RepoNotFound", "Invalid username or password.", NotFound),
        (401, "", "Invalid username or password.", NotFound),
        (401, "", "Invalid credentials in Authorization header", SettingsError),
        (403, "", "Access to this resource is disabled.", Disabled),
        (403, "", "Discussions are disabled for this repo", Disabled),
        (403, "", "This discussion has been locked", AccessRefused),
        (404, "EntryNotFound", "", NotFound),
        (410, "", "", NotFound),
        (451, "", "", Disabled),
        (400, "", "Title too long", RemoteFailure),
        (418, "", "", RemoteFailure),
    ],
)
def test_a_refusal_is_told_by_status_code_and_sentence(
    status: int, code: str, said: str, expected: type[Exception]
) -> None:
    headers = {"x-error-code": code, "x-error-message": said}
    assert type(refusal("GET hub/api/models/acme/tiny", status, headers, b"")) is expected


@pytest.mark.parametrize("body", [b"", b"[]", b'{"error": 5}', b"{" * 9000, b'{"error": "a\\u001b[31m\\nb"}', b"\xff"])
def test_the_words_of_a_refusal_are_printable_whatever_they_are(body: bytes) -> None:
    assert str(refusal("GET hub/x", 400, {}, body)).isprintable()


def test_the_hub_is_told_who_calls(hub: LocalHub, impatient: Impatient) -> None:
    connection = impatient(hub.url)
    HubModels(connection).open(REPO)
    HubForum(connection).threads(REPO)
    for record in hub.recorder.records:
        assert record.user_agent.startswith("hubnotice/1.2; ")
        assert "bot/hubnotice; contact/ops@example.org" in record.user_agent
        assert record.user == "bot"


def test_code_that_knows_nothing_of_us_keeps_the_library_as_it_is(hub: LocalHub, impatient: Impatient) -> None:
    _ = HubForum(impatient(hub.url)).account
    hub.faults.add(Rule(fault=Fault.STATUS, status=500, times=1))
    assert get_session().get(f"{hub.url}/api/models").status_code == 500
    assert HfApi(endpoint=hub.url, token="hf_dev").whoami()["name"] == "dev"


def test_connections_with_different_tokens_do_not_mix(hub: LocalHub, impatient: Impatient) -> None:
    forums = [HubForum(impatient(hub.url, token=token)) for token in ("hf_bot", "hf_dev")]
    assert [forum.account for forum in forums] == ["bot", "dev"]
    assert [connection.cost.requests for connection in impatient.opened] == [1, 1]


def test_nothing_listens_where_we_are_sent(impatient: Impatient) -> None:
    with pytest.raises(Unreachable):
        HubModels(impatient("http://127.0.0.1:9")).open(REPO)


def test_importing_the_adapter_does_not_import_the_library() -> None:
    code = (
        "import sys, bot.adapters.hub.connection, bot.adapters.hub.models, bot.adapters.hub.forum, bot.adapters.targets;"
        "sys.exit(any(name in sys.modules for name in ('huggingface_hub', 'httpx2')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"endpoint": "ftp://hub.example"},
        {"endpoint": "hub.example"},
        {"token": "hf_\n"},
        {"contact": "Jürgen"},
        {"timeout_seconds": 0},
        {"max_requests_per_window": 0},
        {"retries": -1},
    ],
)
def test_options_that_cannot_work_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(SettingsError):
        HubOptions(**changes)  # type: ignore[arg-type]


def test_the_token_is_not_shown() -> None:
    assert "hf_secret" not in repr(HubOptions(token="hf_secret"))
