# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Pull requests with text files, over the real client and a local Hub."""

from __future__ import annotations

import pytest

from bot.adapters.hub.connection import HubConnection
from bot.adapters.hub.forum import HubForum
from bot.adapters.hub.pull_requests import HubPullRequests
from bot.localhub import LocalHub
from bot.localhub.storage.repositories import Change
from bot.localhub.storage.threads import Discussion, Status
from bot.model.errors import BotError, Disabled, InputError, NotFound
from bot.model.fixes import FileChange
from bot.model.repository import SnapshotKey
from bot.ports.changes import Delivered, Proposal
from tests.adapters.hub.conftest import REPO, WEIGHTS, Impatient

TEXT = FileChange(path="NOTICE", before=None, after="Built on acme/base.\n")
CARD = FileChange(
    path="README.md", before="---\nlicense: mit\n---\n", after="---\nlicense: mit\nbase_model: a/b\n---\n"
)
REFUSED = FileChange(path="README.md", before="---\nlicense: mit\n---\n", after="---\nlicense: [mit\n---\n")


@pytest.fixture
def connection(hub: LocalHub, impatient: Impatient) -> HubConnection:
    return impatient(hub.url, timeout_seconds=5.0, deadline_seconds=10.0)


@pytest.fixture
def requests(connection: HubConnection) -> HubPullRequests:
    return HubPullRequests(connection, HubForum(connection))


def proposal(hub: LocalHub, *changes: FileChange, repo: str = REPO) -> Proposal:
    subject = SnapshotKey(repo=repo, revision=hub.repositories.revision(REPO).id)
    return Proposal(subject=subject, changes=changes, title="Add attribution", body="Some words come along.")


def opened(hub: LocalHub, made: Delivered) -> Discussion:
    return hub.discussions.get(REPO, int(made.url.rsplit("/", 1)[1]))


def test_the_files_are_in_the_pull_request_and_the_main_branch_stays(hub: LocalHub, requests: HubPullRequests) -> None:
    made = requests.open(proposal(hub, TEXT, CARD))
    assert (made.is_new, made.is_complete) == (True, True)
    thread = opened(hub, made)
    assert (thread.status, thread.author, thread.title) == (Status.OPEN, "bot", "Add attribution")
    proposed = hub.repositories.revision(REPO, f"refs/pr/{thread.num}")
    assert sorted(proposed.tree) == [".gitattributes", "LICENSE", "NOTICE", "README.md", "model.safetensors"]
    assert "NOTICE" not in hub.repositories.revision(REPO).tree
    assert proposed.tree["model.safetensors"].size == len(WEIGHTS)


def test_the_same_is_asked_once_on_whichever_commit(hub: LocalHub, requests: HubPullRequests) -> None:
    first = requests.open(proposal(hub, TEXT, CARD))
    hub.repositories.commit(REPO, {"config.json": b"{}"})
    again = requests.open(proposal(hub, TEXT, CARD))
    assert (again.url, again.is_new, again.is_complete) == (first.url, False, True)
    assert len(hub.discussions.all(REPO)) == 1


def test_another_one_waits_while_ours_is_open(hub: LocalHub, requests: HubPullRequests) -> None:
    first = requests.open(proposal(hub, TEXT))
    other = requests.open(proposal(hub, CARD))
    assert (other.url, other.is_new, other.is_complete) == (first.url, False, False)
    assert "another pull request of ours" in other.remark


def test_after_a_merge_something_else_may_be_asked_and_the_same_may_not(
    hub: LocalHub, requests: HubPullRequests
) -> None:
    first = requests.open(proposal(hub, TEXT))
    hub.pull_requests.merge(REPO, opened(hub, first).num, author="dev")
    assert not requests.open(proposal(hub, TEXT)).is_new
    assert requests.open(proposal(hub, CARD)).is_new


def test_a_closed_one_ends_it(hub: LocalHub, requests: HubPullRequests) -> None:
    first = requests.open(proposal(hub, TEXT))
    hub.discussions.set_status(REPO, opened(hub, first).num, Status.CLOSED, author="dev")
    other = requests.open(proposal(hub, CARD))
    assert (other.is_new, other.is_complete) == (False, False)
    assert len(hub.discussions.all(REPO)) == 1


def test_a_stranger_s_pull_request_with_our_mark_is_not_ours(hub: LocalHub, requests: HubPullRequests) -> None:
    made = requests.open(proposal(hub, TEXT))
    mark = opened(hub, made).comments[0].latest.text
    hub.discussions.set_status(REPO, opened(hub, made).num, Status.CLOSED, author="dev")
    other = "acme/other"
    hub.repositories.create(other)
    hub.repositories.commit(other, {"README.md": b"# Other\n"})
    base = hub.repositories.revision(other)
    change = Change(
        files={"NOTICE": hub.repositories.blobs.add("NOTICE", b"x")}, title="Mine", message=mark, author="dev"
    )
    hub.pull_requests.open(other, change, base)
    asked = Proposal(
        subject=SnapshotKey(repo=other, revision=base.id), changes=(TEXT,), title="Add attribution", body="Words."
    )
    assert requests.open(asked).is_new


def test_a_card_that_the_hub_refuses_stays_out(hub: LocalHub, requests: HubPullRequests) -> None:
    made = requests.open(proposal(hub, TEXT, REFUSED))
    assert (made.is_new, made.is_complete) == (True, False)
    assert made.remark.startswith("without README.md: the Hub refuses the card's metadata")
    proposed = hub.repositories.revision(REPO, f"refs/pr/{opened(hub, made).num}")
    assert proposed.tree["README.md"] == hub.repositories.revision(REPO).tree["README.md"]
    assert not requests.open(proposal(hub, TEXT, REFUSED)).is_new


def test_a_refused_card_alone_is_an_error(hub: LocalHub, requests: HubPullRequests) -> None:
    with pytest.raises(
        InputError, match=r"the Hub refuses the card's metadata: Invalid metadata in README.md. - Invalid YAML"
    ):
        requests.open(proposal(hub, REFUSED))
    assert hub.discussions.all(REPO) == []


def test_where_pull_requests_are_off_that_is_said(hub: LocalHub, requests: HubPullRequests) -> None:
    asked = proposal(hub, TEXT)
    hub.repositories.update(REPO, discussions_disabled=True)
    with pytest.raises(Disabled, match="isabled"):
        requests.open(asked)


def test_a_model_that_is_not_there_is_said_so(hub: LocalHub, requests: HubPullRequests) -> None:
    with pytest.raises(NotFound, match="no/where"):
        requests.open(proposal(hub, TEXT, repo="no/where"))


def test_an_account_that_may_not_look_gets_no_further(hub: LocalHub, requests: HubPullRequests) -> None:
    asked = proposal(hub, TEXT)
    hub.repositories.update(REPO, private=True)
    with pytest.raises(BotError, match="no such repository, or it is private"):
        requests.open(asked)
    assert hub.discussions.all(REPO) == []
