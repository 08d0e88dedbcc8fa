# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

from huggingface_hub import get_session
from huggingface_hub.utils._http import parse_ratelimit_headers

from bot.localhub import LocalHub, Quotas
from bot.localhub.http.limits import Limits


def test_every_answer_of_the_api_tells_what_is_left(hub: LocalHub) -> None:
    for path, bucket in (("/api/models", "api"), ("/acme/tiny/resolve/main/NOTICE", "resolvers"), ("/", "pages")):
        told = parse_ratelimit_headers(get_session().get(hub.url + path).headers)
        assert told is not None
        assert (told.resource_type, told.window_seconds) == (bucket, 300)


def test_beyond_the_quota_there_is_nothing_for_this_caller(tmp_path: Path) -> None:
    with LocalHub(tmp_path, quotas=Quotas(api=2)) as hub:
        hub.accounts.add_user("bot", token="hf_bot")
        codes = [get_session().get(f"{hub.url}/api/models").status_code for _ in range(3)]
        signed_in = get_session().get(f"{hub.url}/api/models", headers={"Authorization": "Bearer hf_bot"})
        assert codes == [200, 200, 429]
        assert signed_in.status_code == 200
        assert "r=1;" in signed_in.headers["RateLimit"]


def test_a_new_window_brings_a_new_quota() -> None:
    now = [1000.0]
    limits = Limits(Quotas(api=1, window_seconds=300), clock=lambda: now[0])
    assert limits.spend("bot", "/api/models")[0]
    now[0] += 100
    allowed, headers = limits.spend("bot", "/api/models")
    assert not allowed
    assert headers["RateLimit"] == '"api";r=0;t=200'
    now[0] += 200
    assert limits.spend("bot", "/api/models")[0]
