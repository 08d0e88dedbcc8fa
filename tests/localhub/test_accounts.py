# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import pytest
from huggingface_hub import HfApi, WebhookWatchedItem, get_session
from huggingface_hub.errors import HfHubHTTPError

from bot.localhub import LocalHub


def test_a_token_tells_who_one_is(bot: HfApi, owner: HfApi, stranger: HfApi) -> None:
    assert bot.whoami()["name"] == "bot"
    assert [org["name"] for org in owner.whoami()["orgs"]] == ["acme"]
    with pytest.raises(HfHubHTTPError):
        HfApi(endpoint=stranger.endpoint, token="hf_wrong").whoami()


def test_the_client_asks_for_its_harnesses(hub: LocalHub) -> None:
    answer = get_session().get(f"{hub.url}/api/agent-harnesses").json()
    assert answer == {"standardEnvVars": [], "harnesses": {}}


def test_a_webhook_is_registered_changed_switched_and_deleted(bot: HfApi) -> None:
    watched: list[dict[str, str] | WebhookWatchedItem] = [
        WebhookWatchedItem(type="org", name="acme"),
        WebhookWatchedItem(type="model", name="acme/tiny"),
    ]
    made = bot.create_webhook(
        url="https://bot.example/hook", watched=watched, domains=["repo", "discussion"], secret="s3cret"
    )
    assert (made.url, made.watched, made.secret, made.disabled) == (
        "https://bot.example/hook",
        watched,
        "s3cret",
        False,
    )
    assert bot.list_webhooks() == [made]
    changed = bot.update_webhook(made.id, watched=watched[:1], domains=["repo"])
    assert (changed.domains, changed.watched, changed.secret) == (["repo"], watched[:1], "s3cret")
    assert bot.disable_webhook(made.id).disabled
    assert not bot.enable_webhook(made.id).disabled
    assert bot.get_webhook(made.id) == changed
    bot.delete_webhook(made.id)
    assert bot.list_webhooks() == []


def test_nobody_sees_the_webhooks_of_others(bot: HfApi, owner: HfApi) -> None:
    made = bot.create_webhook(url="https://bot.example/hook", watched=[{"type": "org", "name": "acme"}])
    assert owner.list_webhooks() == []
    with pytest.raises(HfHubHTTPError, match="404"):
        owner.get_webhook(made.id)


@pytest.mark.parametrize(
    "value",
    [
        {"url": "file:///etc/passwd", "watched": []},
        {"watched": []},
        {"url": "https://x", "watched": [{"type": "planet", "name": "x"}]},
        {"url": "https://x", "watched": [], "domains": ["weather"]},
    ],
)
def test_a_webhook_that_makes_no_sense_is_refused(hub: LocalHub, bot: HfApi, value: dict[str, object]) -> None:
    headers = {"Authorization": "Bearer hf_bot"}
    assert get_session().post(f"{hub.url}/api/settings/webhooks", json=value, headers=headers).status_code == 400
    assert bot.list_webhooks() == []


def test_a_user_is_replaced_by_one_of_the_same_name(tmp_path: Path) -> None:
    with LocalHub(tmp_path) as hub:
        first = hub.accounts.add_user("bot", token="hf_old")
        second = hub.accounts.add_user("bot", token="hf_new", orgs=("acme",))
        assert second.object_id == first.object_id
        assert HfApi(endpoint=hub.url, token="hf_new").whoami()["name"] == "bot"
        with pytest.raises(HfHubHTTPError):
            HfApi(endpoint=hub.url, token="hf_old").whoami()
