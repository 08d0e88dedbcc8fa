# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from huggingface_hub import DiscussionComment, HfApi, get_session
from huggingface_hub.errors import HfHubHTTPError

from bot.localhub import LocalHub, PageSizes


def test_a_discussion_is_opened_answered_edited_renamed_and_closed(bot: HfApi) -> None:
    opened = bot.create_discussion("acme/tiny", "Missing attribution", description="Body *md*")
    assert (opened.num, opened.status, opened.author) == (1, "open", "bot")
    comment = bot.comment_discussion("acme/tiny", 1, "hello")
    edited = bot.edit_discussion_comment("acme/tiny", 1, comment.id, "hello again")
    assert (edited.content, edited.edited, edited.number_of_edits) == ("hello again", True, 1)
    bot.rename_discussion("acme/tiny", 1, "New title")
    closed = bot.change_discussion_status("acme/tiny", 1, "closed", comment="resolved")
    assert closed.new_status == "closed"
    details = bot.get_discussion_details("acme/tiny", 1)
    assert (details.title, details.status) == ("New title", "closed")
    assert [event.type for event in details.events] == [
        "comment",
        "comment",
        "title-change",
        "comment",
        "status-change",
    ]
    said = [event.content for event in details.events if isinstance(event, DiscussionComment)]
    assert said == ["Body *md*", "hello again", "resolved"]


@pytest.mark.filterwarnings("ignore:Hidden comments:UserWarning")
def test_a_hidden_comment_keeps_its_place_and_loses_its_words(bot: HfApi, owner: HfApi) -> None:
    bot.create_discussion("acme/tiny", "Question", description="first")
    comment = bot.comment_discussion("acme/tiny", 1, "rude words")
    assert owner.hide_discussion_comment("acme/tiny", 1, comment.id).hidden
    events = bot.get_discussion_details("acme/tiny", 1).events
    assert isinstance(events[1], DiscussionComment)
    assert events[1].hidden
    assert "rude" not in events[1].content


def test_an_empty_pull_request_is_a_draft(bot: HfApi) -> None:
    draft = bot.create_pull_request("acme/tiny", "Add NOTICE")
    assert (draft.status, draft.is_pull_request, draft.git_reference) == ("draft", True, "refs/pr/1")


def test_discussions_are_found_by_author_kind_and_status_over_pages(tmp_path: Path) -> None:
    with LocalHub(tmp_path / "paged", pages=PageSizes(discussions=2)) as hub:
        hub.accounts.add_user("bot", token="hf_bot")
        hub.repositories.create("acme/tiny")
        for number in range(5):
            hub.discussions.create(
                "acme/tiny", title=f"Thread {number}", body="…", author="bot" if number % 2 else "eve"
            )
        api = HfApi(endpoint=hub.url, token="hf_bot")
        api.create_pull_request("acme/tiny", "Add NOTICE")
        hub.discussions.close("acme/tiny", 2, author="bot")
        assert [each.num for each in api.get_repo_discussions("acme/tiny")] == [6, 5, 4, 3, 2, 1]
        assert [each.num for each in api.get_repo_discussions("acme/tiny", author="bot")] == [6, 4, 2]
        assert [each.num for each in api.get_repo_discussions("acme/tiny", discussion_status="closed")] == [2]
        only = api.get_repo_discussions("acme/tiny", discussion_type="pull_request", discussion_status="open")
        assert [each.num for each in only] == [6]


def test_other_people_take_part_without_http(hub: LocalHub, bot: HfApi) -> None:
    bot.create_discussion("acme/tiny", "Question", description="first")
    hub.discussions.comment("acme/tiny", 1, body="/notice fixed", author="dev")
    hub.discussions.close("acme/tiny", 1, author="dev")
    details = bot.get_discussion_details("acme/tiny", 1)
    assert (details.status, details.events[1].author) == ("closed", "dev")
    assert details.events[1]._event["author"]["isOwner"] is False
    hub.discussions.reopen("acme/tiny", 1, author="dev")
    assert bot.get_discussion_details("acme/tiny", 1).status == "open"


def test_a_locked_discussion_takes_words_of_the_owner_only(hub: LocalHub, bot: HfApi, owner: HfApi) -> None:
    bot.create_discussion("acme/tiny", "Question", description="first")
    hub.discussions.lock("acme/tiny", 1, author="dev")
    with pytest.raises(HfHubHTTPError, match="locked"):
        bot.comment_discussion("acme/tiny", 1, "but")
    owner.comment_discussion("acme/tiny", 1, "The end.")
    assert bot.get_discussion_details("acme/tiny", 1).events[-1].author == "dev"


def test_where_discussions_are_disabled_nothing_is_said(hub: LocalHub, bot: HfApi) -> None:
    hub.repositories.update("acme/tiny", discussions_disabled=True)
    with pytest.raises(HfHubHTTPError, match="Discussions are disabled"):
        bot.create_discussion("acme/tiny", "Question", description="first")
    assert hub.discussions.all("acme/tiny") == []


@pytest.mark.filterwarnings("ignore:Hidden comments:UserWarning")
def test_nobody_speaks_anonymously_or_for_others(hub: LocalHub, bot: HfApi, owner: HfApi, stranger: HfApi) -> None:
    with pytest.raises(HfHubHTTPError, match="401"):
        stranger.create_discussion("acme/tiny", "Question", description="first")
    said = hub.discussions.create("acme/tiny", title="Question", body="first", author="dev").comments[0]
    with pytest.raises(HfHubHTTPError, match="your own"):
        bot.edit_discussion_comment("acme/tiny", 1, said.id, "other words")
    for change in (
        lambda: bot.rename_discussion("acme/tiny", 1, "Other title"),
        lambda: bot.change_discussion_status("acme/tiny", 1, "closed"),
        lambda: bot.hide_discussion_comment("acme/tiny", 1, said.id),
    ):
        with pytest.raises(HfHubHTTPError, match="Forbidden"):
            change()
    owner.change_discussion_status("acme/tiny", 1, "closed")


@pytest.mark.parametrize("title", ["ab", "x" * 201])
def test_a_title_of_a_wrong_length_is_refused(bot: HfApi, title: str) -> None:
    with pytest.raises(HfHubHTTPError, match="3 and 200"):
        bot.create_discussion("acme/tiny", title, description="first")


def test_many_threads_get_numbers_of_their_own(hub: LocalHub) -> None:
    def post(number: int) -> int:
        body = {"title": f"Thread {number}", "description": "text", "pullRequest": False}
        headers = {"Authorization": "Bearer hf_bot"}
        answer = get_session().post(f"{hub.url}/api/models/acme/tiny/discussions", json=body, headers=headers)
        return int(answer.json()["num"])

    with ThreadPoolExecutor(8) as pool:
        numbers = sorted(pool.map(post, range(40)))
    assert numbers == list(range(1, 41))


def test_a_thread_is_a_page_that_runs_nothing(hub: LocalHub, bot: HfApi) -> None:
    bot.create_discussion("acme/tiny", "Hello <b>", description="<script>alert(1)</script> & more")
    page = get_session().get(f"{hub.url}/acme/tiny/discussions/1")
    assert page.headers["Content-Type"].startswith("text/html")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page.text
    assert "<script>" not in page.text
    assert "#1 Hello &lt;b&gt;" in get_session().get(f"{hub.url}/acme/tiny").text
    assert "acme/tiny" in get_session().get(hub.url).text
