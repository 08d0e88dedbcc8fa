# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a delivery says, whatever the Hub adds to it later."""

from __future__ import annotations

import json

import pytest

from bot.web.events import DiscussionNews, NoNews, RepositoryNews, news_in

OLD, NEW, HEAD = "a" * 40, "b" * 40, "c" * 40


def delivery(
    scope: str = "repo.content",
    action: str = "update",
    *,
    name: object = "acme/tiny",
    kind: object = "model",
    **more: object,
) -> bytes:
    repo = {"type": kind, "name": name, "id": "1", "private": False, "headSha": HEAD}
    body = {"event": {"action": action, "scope": scope}, "repo": repo, "webhook": {"id": "1", "version": 3}, **more}
    return json.dumps(body).encode()


def change(ref: str, new: object = NEW) -> dict[str, object]:
    return {"ref": ref, "oldSha": OLD, "newSha": new}


def test_a_push_names_the_commit_that_main_is_at_now() -> None:
    refs = [change("refs/heads/other", OLD), change("refs/heads/main")]
    assert news_in(delivery(updatedRefs=refs)) == RepositoryNews(repo="acme/tiny", revision=NEW)


def test_without_a_list_of_changes_the_head_is_the_commit() -> None:
    for scope, action in (
        ("repo", "create"),
        ("repo", "update"),
        ("repo.content", "update"),
        ("repo.future", "update"),
    ):
        assert news_in(delivery(scope, action)) == RepositoryNews(repo="acme/tiny", revision=HEAD)


@pytest.mark.parametrize("new", [7, "", "main", "B" * 40, "b" * 41, {"sha": NEW}])
def test_what_is_no_commit_is_none(new: object) -> None:
    assert news_in(delivery(updatedRefs=[change("refs/heads/main", new)])) == RepositoryNews(
        repo="acme/tiny", revision=HEAD
    )


@pytest.mark.parametrize(
    "refs",
    [
        [change("refs/pr/3")],
        [change("refs/heads/other"), change("refs/tags/v1")],
        [change("refs/heads/main", None)],
        [],
        "refs/heads/main",
        ["refs/heads/main"],
    ],
)
def test_what_does_not_move_main_wakes_nobody(refs: object) -> None:
    assert isinstance(news_in(delivery(updatedRefs=refs)), NoNews)


@pytest.mark.parametrize("scope", ["discussion", "discussion.comment", "discussion.reaction"])
def test_words_below_a_repository_are_news_of_its_discussions(scope: str) -> None:
    assert news_in(delivery(scope, "create")) == DiscussionNews(repo="acme/tiny")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (delivery(action="delete"), "neither new nor changed"),
        (delivery(action="move"), "neither new nor changed"),
        (delivery("discussion", "delete"), "neither new nor changed"),
        (delivery(action="transmogrify"), "neither new nor changed"),
        (delivery("weather"), "unknown scope"),
        (delivery(kind="dataset"), "no model"),
        (delivery(kind="kernel"), "no model"),
        (delivery(kind=3), "no model"),
        (delivery(name=["acme/tiny"]), "no name of a repository"),
        (delivery(name="acme/tiny/../../secret"), "no name of a repository"),
        (delivery(name="acme/.."), "no name of a repository"),
        (delivery(name="acme/tiny?x=1"), "no name of a repository"),
        (delivery(name="a" * 300), "no name of a repository"),
        (delivery(name="acme/\ud800"), "no name of a repository"),
        (b"{}", "no model"),
        (b'{"event": 1, "repo": []}', "no model"),
    ],
)
def test_what_is_not_understood_is_nothing(body: bytes, reason: str) -> None:
    assert news_in(body) == NoNews(reason=reason)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe{}", b"[]", b'"text"', b"7", b"null", b"[" * 200_000, b'{"a":' * 50_000, b"1" * 5000]
)
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"(?i)expect|decode|exceeds"):
        news_in(body)
