# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Lists of commits and folders that lie, repeat themselves or lead elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.adapters.hub.history import HubHistory
from bot.localhub import LocalHub
from bot.model.errors import InputError, NotFound, RemoteError, RemoteFailure
from bot.model.repository import FileEntry, SnapshotKey
from tests.adapters.hub.conftest import REPO, SHA, Impatient, Reply, Scripted

COMMITS = f"/api/models/{REPO}/commits/{SHA}"
TREE = f"/api/models/{REPO}/tree/{SHA}"
OID = "a" * 40

Make = Callable[..., HubHistory]


def _id(place: int) -> str:
    return SHA if place == 0 else f"{place:040x}"


def _listed(*places: int) -> list[Any]:
    return [{"id": _id(place), "title": "t", "date": "2026-03-17T00:00:00.000Z", "authors": []} for place in places]


@pytest.fixture
def answered(scripted: Scripted, impatient: Impatient) -> Make:
    def make(path: str, document: object, **headers: str) -> HubHistory:
        scripted.replies[path] = Reply(headers=headers, body=json.dumps(document).encode())
        return HubHistory(impatient(scripted.url), SnapshotKey(REPO, SHA))

    return make


def test_a_list_whose_pages_lead_in_a_circle_ends_and_is_not_complete(answered: Make, scripted: Scripted) -> None:
    history = answered(COMMITS, _listed(0, 1, 2), Link=f'<{scripted.url}{COMMITS}?p=1>; rel="next"')
    log = history.commits(most=50)
    assert [each.id for each in log.commits] == [_id(0), _id(1), _id(2)]
    assert (log.complete, len(scripted.asked)) == (False, 2)


def test_ten_thousand_commits_on_one_page_are_cut(answered: Make) -> None:
    log = answered(COMMITS, _listed(*range(10_000)), **{"X-Total-Count": "10000"}).commits(most=51)
    assert (len(log.commits), log.complete, log.total) == (51, False, 10_000)


@pytest.mark.parametrize(
    "odd",
    [
        None,
        7,
        [],
        {"id": 5},
        {"id": "short"},
        {"id": SHA.upper()},
        {"id": "../../../../etc/passwd"},
        {"title": "no id"},
    ],
)
def test_an_entry_that_names_no_commit_ends_the_list(answered: Make, odd: object) -> None:
    log = answered(COMMITS, [*_listed(0), odd, *_listed(1)]).commits(most=50)
    assert [each.id for each in log.commits] == [_id(0), _id(1)]
    assert not log.complete


def test_titles_dates_and_authors_of_the_wrong_kind_count_as_not_told(answered: Make) -> None:
    entry = {"id": SHA, "title": ["x"], "date": 5, "authors": [{"user": 5}, "x", {"user": "dev" * 999}]}
    [commit] = answered(COMMITS, [entry]).commits(most=50).commits
    assert (commit.title, commit.date, [len(each) for each in commit.authors]) == ("", None, [200])


@pytest.mark.parametrize("document", [{}, "x", None, _listed(1, 0), []])
def test_what_does_not_begin_with_the_commit_that_was_asked_about_is_refused(answered: Make, document: object) -> None:
    with pytest.raises(RemoteFailure):
        answered(COMMITS, document).commits(most=50)


def test_a_next_page_on_another_server_is_not_followed(answered: Make, elsewhere: Scripted) -> None:
    history = answered(COMMITS, _listed(0), Link=f'<{elsewhere.url}{COMMITS}?p=1>; rel="next"')
    with pytest.raises(RemoteFailure, match="somewhere else"):
        history.commits(most=50)
    assert elsewhere.asked == []


@pytest.mark.parametrize(
    "odd",
    [
        3,
        {"type": "file", "path": "../LICENSE", "oid": OID, "size": 1},
        {"type": "file", "path": "sub/LICENSE", "oid": OID, "size": 1},
        {"type": "file", "path": "LICENSE", "oid": "x", "size": 1},
        {"type": "file", "path": "LICENSE", "oid": OID, "size": -1},
        {"type": "file", "path": "LICENSE", "oid": OID, "size": True},
        {"type": "file", "path": "README.md", "oid": "b" * 40, "size": 1},
    ],
)
def test_a_folder_with_an_entry_that_makes_no_sense_is_not_complete(answered: Make, odd: object) -> None:
    card = {"type": "file", "path": "README.md", "oid": OID, "size": 3}
    listing = answered(TREE, [card, odd]).folder(SHA)
    assert [each.path for each in listing.files] == ["README.md"]
    assert not listing.complete


def test_a_folder_whose_pages_never_end_is_not_complete(answered: Make, scripted: Scripted) -> None:
    history = answered(TREE, [], Link=f'<{scripted.url}{TREE}?cursor=x>; rel="next"')
    assert history.folder(SHA).complete
    card = {"type": "file", "path": "README.md", "oid": OID, "size": 3}
    history = answered(TREE, [card], Link=f'<{scripted.url}{TREE}?cursor=x>; rel="next"')
    assert not history.folder(SHA).complete
    assert len(scripted.asked) <= 4


@pytest.mark.parametrize(("commit", "path"), [("main", ""), ("../x", ""), (SHA, "../x"), (SHA, "/etc")])
def test_only_commits_and_plain_folders_are_asked_for(
    answered: Make, scripted: Scripted, commit: str, path: str
) -> None:
    with pytest.raises(NotFound):
        answered(TREE, []).folder(commit, path)
    assert scripted.asked == []


def test_a_content_that_is_not_the_one_of_the_listing_is_refused(hub: LocalHub, impatient: Impatient) -> None:
    head = hub.repositories.revision(REPO).id
    history = HubHistory(impatient(hub.url), SnapshotKey(REPO, head))
    entry = next(each for each in history.folder(head).files if each.path == "LICENSE")
    assert history.read(head, entry, limit=1000) == b"MIT\n" * 90
    with pytest.raises(InputError, match="not the one that the listing names"):
        history.read(head, FileEntry(path="LICENSE", size=360, blob_id=OID), limit=1000)


def test_a_repository_that_is_gone_is_not_found(hub: LocalHub, impatient: Impatient) -> None:
    with pytest.raises(RemoteError):
        HubHistory(impatient(hub.url), SnapshotKey("acme/none", SHA)).commits(most=5)
