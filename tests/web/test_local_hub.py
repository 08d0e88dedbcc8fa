# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The local Hub's own webhooks, over real connections: each kind of change wakes what it should, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.localhub import LocalHub
from bot.localhub.storage.repositories import Change
from bot.web.webhook import PATH
from tests.web.conftest import SECRET, Web

REPO = "acme/tiny"


@pytest.fixture
def hub(tmp_path: Path, web: Web) -> Iterator[LocalHub]:
    """A Hub with one repository, that calls us for everything of its organisation."""
    with LocalHub(tmp_path / "hub") as running:
        running.accounts.add_user("dev", token="hf_dev", orgs=("acme",))
        running.repositories.create(REPO)
        settings = {"url": f"{web.address}{PATH}", "secret": SECRET, "watched": [{"type": "org", "name": "acme"}]}
        running.webhooks.create("dev", settings)
        yield running


def woken(hub: LocalHub, web: Web) -> list[str]:
    """Who was woken by now. Every delivery was taken."""
    assert hub.courier.settle(60)
    assert {attempt.status for attempt in hub.courier.attempts} == {202}
    return web.wake.calls


def test_a_push_wakes_the_scan_of_its_commit(hub: LocalHub, web: Web) -> None:
    first = hub.repositories.commit(REPO, {"NOTICE": b"x"})
    second = hub.repositories.commit(REPO, {"NOTICE": b"y"})
    assert woken(hub, web) == [f"repository {REPO} {first}", f"repository {REPO} {second}"]


def test_a_new_repository_and_its_settings_wake_a_scan_of_its_head(hub: LocalHub, web: Web) -> None:
    head = hub.repositories.create("acme/new").head
    hub.repositories.update("acme/new", gated="auto")
    assert woken(hub, web) == [f"repository acme/new {head}"] * 2


def test_words_in_threads_wake_whoever_hears_them(hub: LocalHub, web: Web) -> None:
    thread = hub.discussions.create(REPO, title="Missing attribution", body="Hello", author="dev")
    hub.discussions.comment(REPO, thread.num, body="/notice stop", author="dev")
    hub.discussions.close(REPO, thread.num, author="dev")
    assert woken(hub, web) == [f"discussions {REPO}"] * 3


def test_a_pull_request_wakes_no_scan(hub: LocalHub, web: Web) -> None:
    entry = hub.repositories.blobs.add("NOTICE", b"proposed")
    change = Change(files={"NOTICE": entry}, title="Add a notice", author="dev")
    hub.pull_requests.open(REPO, change, hub.repositories.revision(REPO))
    assert set(woken(hub, web)) == {f"discussions {REPO}"}
    refs = {ref["ref"] for attempt in hub.courier.attempts for ref in attempt.payload.get("updatedRefs", [])}
    assert refs == {"refs/pr/1"}


def test_a_branch_that_is_made_or_deleted_wakes_nobody(hub: LocalHub, web: Web) -> None:
    head = hub.repositories.get(REPO).head
    hub.repositories.point(REPO, "refs/heads/other", head)
    hub.repositories.point(REPO, "refs/heads/other", None)
    assert woken(hub, web) == []


def test_a_repository_that_is_gone_wakes_nobody(hub: LocalHub, web: Web) -> None:
    hub.repositories.delete(REPO)
    assert woken(hub, web) == []
    assert [attempt.payload["event"]["action"] for attempt in hub.courier.attempts] == ["delete"]
