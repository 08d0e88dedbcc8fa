# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One issue for a case, whatever is lost on the way, and never a word after somebody said stop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.github.options import GitHubOptions
from bot.adapters.github.tracker import GitHubTracker
from bot.model.cases import Case
from bot.model.errors import AccessRefused, RateLimited, RemoteError, Unreachable
from bot.pipeline.trackers.ensure import Outcome, ensure_closed, ensure_dashboard, ensure_issue
from bot.render.dashboards import DASHBOARD
from bot.render.markers import sign
from bot.render.posts import Post
from tests.fakes.tracker import FakeTracker
from tests.samples.judged import WHOLE_MODEL, case_of
from tests.services.github import GitHub, Mishap
from tests.services.github_calls import Answer

REPO = "acme/tiny"
CASE = case_of(WHOLE_MODEL)
LOST = Unreachable("no answer in 10 seconds")


def text(words: str = "Please add the notice.", revision: int = 1, case: str = CASE.name) -> Post:
    return Post(title="Attribution", body=sign(words, case=case, revision=revision, commit="9a8b7c6"))


def thanks(case: Case = CASE) -> str:
    return sign("Thank you.", case=case.name, revision=1, commit="1234567", state="resolved")


def board(words: str) -> Post:
    return Post(title="Attribution dashboard", body=sign(words, case=DASHBOARD, revision=1, commit="-"))


def wrote(tracker: FakeTracker) -> list[str]:
    return [what for what, _, _ in tracker.writes]


def test_an_issue_is_created_once_and_then_left_as_it_is() -> None:
    tracker = FakeTracker()
    first = ensure_issue(tracker, REPO, CASE, text())
    again = ensure_issue(tracker, REPO, CASE, text(), was_created=True)
    assert (first.outcome, first.number, first.url) == (Outcome.CREATED, 1, "https://forge.example/acme/tiny/issues/1")
    assert (again.outcome, again.url) == (Outcome.UNCHANGED, first.url)
    assert wrote(tracker) == ["create"]


def test_a_changed_text_is_an_edit_that_leaves_the_title_to_people() -> None:
    tracker = FakeTracker()
    ensure_issue(tracker, REPO, CASE, text())
    newer = text("Please add the line.", 2)
    ended = ensure_issue(tracker, REPO, CASE, Post(title="Another title", body=newer.body), was_created=True)
    assert ended.outcome is Outcome.EDITED
    assert wrote(tracker) == ["create", "edit"]
    assert (tracker.issue(REPO, 1).title, tracker.issue(REPO, 1).comments[0].body) == ("Attribution", newer.body)


def test_an_older_text_does_not_overwrite_a_newer_one() -> None:
    tracker = FakeTracker()
    ensure_issue(tracker, REPO, CASE, text("newer", 2))
    assert ensure_issue(tracker, REPO, CASE, text("older", 1), was_created=True).outcome is Outcome.UNCHANGED
    assert wrote(tracker) == ["create"]


def test_a_lost_reply_leads_to_no_second_issue_and_still_counts_as_created() -> None:
    tracker = FakeTracker(lost_replies=[LOST])
    with pytest.raises(Unreachable):
        ensure_issue(tracker, REPO, CASE, text())
    assert ensure_issue(tracker, REPO, CASE, text()).outcome is Outcome.CREATED
    assert wrote(tracker) == ["create"]


def test_white_space_alone_is_no_change() -> None:
    tracker = FakeTracker()
    tracker.create(REPO, title="Attribution", body=text().body.replace("\n", "  \r\n"))
    assert ensure_issue(tracker, REPO, CASE, text(), was_created=True).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("change", [{"is_open": False}, {"is_locked": True}])
def test_an_issue_that_somebody_closed_or_locked_is_never_written_to_again(change: dict[str, bool]) -> None:
    tracker = FakeTracker()
    ensure_issue(tracker, REPO, CASE, text())
    tracker.change(REPO, 1, **change)
    ended = ensure_issue(tracker, REPO, CASE, text("newer", 2), was_created=True)
    assert (ended.outcome, ended.number) == (Outcome.REFUSED, 1)
    assert ended.reason in {"the issue is closed", "the issue is locked"}
    assert wrote(tracker) == ["create"]


@pytest.mark.parametrize("words", ["(removed by a moderator)", text().body.replace("Please", "Never")])
def test_words_of_ours_that_somebody_changed_are_left_alone(words: str) -> None:
    tracker = FakeTracker()
    ensure_issue(tracker, REPO, CASE, text())
    tracker.rewrite(REPO, 1, words)
    ended = ensure_issue(tracker, REPO, CASE, text("newer", 2), was_created=True)
    assert (ended.outcome, ended.reason) == (Outcome.REFUSED, "our words in the issue were changed by somebody")
    assert wrote(tracker) == ["create"]


def test_an_issue_that_is_gone_is_not_made_again() -> None:
    tracker = FakeTracker()
    ensure_issue(tracker, REPO, CASE, text())
    tracker.remove(REPO, 1)
    assert ensure_issue(tracker, REPO, CASE, text(), was_created=True).outcome is Outcome.REFUSED
    assert wrote(tracker) == ["create"]


def test_a_second_case_gets_no_issue_of_its_own_in_the_same_repository() -> None:
    tracker = FakeTracker()
    ensure_issue(tracker, REPO, CASE, text())
    other = replace(CASE, number=18)
    ended = ensure_issue(tracker, REPO, other, text(case="C-18"))
    assert (ended.outcome, ended.reason) == (
        Outcome.REFUSED,
        "our issue there is about C-17, and there is one for a repository",
    )
    assert wrote(tracker) == ["create"]


def test_somebody_who_pastes_our_marker_does_not_fool_us() -> None:
    tracker = FakeTracker()
    tracker.say(REPO, author="stranger", title="Attribution", body=text().body)
    assert ensure_issue(tracker, REPO, CASE, text()).number == 2


def test_a_dashboard_in_the_same_repository_is_no_issue_about_a_case() -> None:
    tracker = FakeTracker()
    ensure_dashboard(tracker, REPO, board("none"))
    assert ensure_issue(tracker, REPO, CASE, text()).number == 2
    assert ensure_dashboard(tracker, REPO, board("one")).number == 1


def test_a_repository_that_does_not_let_us_write_ends_it() -> None:
    tracker = FakeTracker(disabled={REPO})
    assert ensure_issue(tracker, REPO, CASE, text()).outcome is Outcome.REFUSED
    assert ensure_issue(FakeTracker(read_only={REPO}), REPO, CASE, text()).reason == f"{REPO}: archived"


def test_a_cap_is_asked_about_before_a_creation_alone() -> None:
    def full() -> None:
        raise RateLimited("10 a day, which is the cap")

    tracker = FakeTracker()
    with pytest.raises(RateLimited):
        ensure_issue(tracker, REPO, CASE, text(), before_creating=full)
    assert tracker.writes == []
    ensure_issue(tracker, REPO, CASE, text())
    ensure_issue(tracker, REPO, CASE, text("newer", 2), was_created=True, before_creating=full)
    assert wrote(tracker) == ["create", "edit"]


def test_a_text_that_could_not_be_found_again_is_not_written() -> None:
    for body in ("no marker", text(case="C-4").body):
        with pytest.raises(ValueError, match="could not be found again"):
            ensure_issue(FakeTracker(), REPO, CASE, Post(title="Attribution", body=body))


class TrackerWithoutToken(FakeTracker):
    """The other side does not take our token."""

    @property
    def account(self) -> str:
        raise AccessRefused("the token is not valid")

    @account.setter
    def account(self, value: str) -> None:
        del value


def test_a_token_that_is_not_valid_is_no_refusal_by_an_owner() -> None:
    with pytest.raises(AccessRefused):
        ensure_issue(TrackerWithoutToken(), REPO, CASE, text())


def test_thanks_are_said_once_and_then_the_issue_is_closed() -> None:
    tracker = FakeTracker()
    ensure_issue(tracker, REPO, CASE, text())
    assert ensure_closed(tracker, REPO, CASE, thanks()).outcome is Outcome.CLOSED
    assert ensure_closed(tracker, REPO, CASE, thanks()).outcome is Outcome.CLOSED
    assert wrote(tracker) == ["create", "comment", "close"]


@pytest.mark.parametrize("lost", [1, 2])
def test_thanks_or_a_close_whose_answer_was_lost_are_not_repeated(lost: int) -> None:
    tracker = FakeTracker()
    ensure_issue(tracker, REPO, CASE, text())
    tracker.lost_replies = [LOST] * lost
    for _ in range(lost):
        with pytest.raises(Unreachable):
            ensure_closed(tracker, REPO, CASE, thanks())
    ensure_closed(tracker, REPO, CASE, thanks())
    assert wrote(tracker) == ["create", "comment", "close"]


def test_an_issue_that_the_owner_closed_gets_no_thanks() -> None:
    tracker = FakeTracker()
    ensure_issue(tracker, REPO, CASE, text())
    tracker.change(REPO, 1, is_open=False)
    assert ensure_closed(tracker, REPO, CASE, thanks()).outcome is Outcome.UNCHANGED
    assert wrote(tracker) == ["create"]


def test_where_there_is_no_issue_of_the_case_nothing_is_closed() -> None:
    tracker = FakeTracker()
    tracker.create(REPO, title="Attribution", body=text(case="C-4").body)
    assert ensure_closed(tracker, REPO, CASE, thanks()).outcome is Outcome.UNCHANGED
    assert wrote(tracker) == ["create"]


def test_one_dashboard_is_edited_and_never_doubled() -> None:
    tracker = FakeTracker(lost_replies=[LOST])
    with pytest.raises(Unreachable):
        ensure_dashboard(tracker, REPO, board("none"))
    ended = [ensure_dashboard(tracker, REPO, board(words)).outcome for words in ("none", "one", "one", "two")]
    assert ended == [Outcome.UNCHANGED, Outcome.EDITED, Outcome.UNCHANGED, Outcome.EDITED]
    assert wrote(tracker) == ["create", "edit", "edit"]


def test_a_dashboard_is_made_beside_other_issues_of_the_same_account() -> None:
    tracker = FakeTracker()
    tracker.create(REPO, title="Something else", body="by the same person")
    assert ensure_dashboard(tracker, REPO, board("none")).outcome is Outcome.CREATED


def test_a_dashboard_without_its_marker_is_neither_changed_nor_doubled() -> None:
    tracker = FakeTracker()
    ensure_dashboard(tracker, REPO, board("none"))
    tracker.rewrite(REPO, 1, "notes of mine")
    assert ensure_dashboard(tracker, REPO, board("one")).outcome is Outcome.REFUSED
    assert wrote(tracker) == ["create"]


def test_a_dashboard_that_somebody_closed_stays_closed() -> None:
    tracker = FakeTracker()
    ensure_dashboard(tracker, REPO, board("none"))
    tracker.change(REPO, 1, is_open=False)
    assert ensure_dashboard(tracker, REPO, board("one")).reason == "the issue is closed"
    assert wrote(tracker) == ["create"]


STEPS = st.sampled_from(["write", "lose", "newer", "close", "lock", "rewrite", "stranger", "answer"])


@given(st.lists(STEPS, max_size=14))
def test_whatever_happens_there_is_one_issue_and_stop_means_stop(steps: list[str]) -> None:
    tracker = FakeTracker()
    revision, was_created, stopped_at = 1, False, None
    for step in steps:
        ours = tracker.issues(REPO)
        if step in {"write", "lose", "newer"}:
            revision += step == "newer"
            tracker.lost_replies = [LOST] if step == "lose" else []
            try:
                ended = ensure_issue(tracker, REPO, CASE, text(f"text {revision}", revision), was_created=was_created)
                was_created = was_created or ended.outcome is Outcome.CREATED
            except Unreachable:
                pass
        elif step == "stranger":
            tracker.say(REPO, author="stranger", title="Attribution", body=text().body)
        elif ours and step == "answer":
            tracker.answer(REPO, ours[0].number, author="dev", body="thanks")
        elif ours:
            changes = {"close": {"is_open": False}, "lock": {"is_locked": True}}
            if step == "rewrite":
                tracker.rewrite(REPO, ours[0].number, "other words")
            else:
                tracker.change(REPO, ours[0].number, **changes[step])
            stopped_at = stopped_at if stopped_at is not None else len(tracker.writes)
    assert wrote(tracker).count("create") <= 1
    assert len(tracker.issues(REPO)) <= 1
    assert stopped_at is None or len(tracker.writes) == stopped_at


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub() as running:
        running.repository(REPO)
        yield running


def process(github: GitHub) -> GitHubTracker:
    """What a new process has: nothing remembered, and a client that gives up at the first mishap."""
    options = GitHubOptions(url=github.url, token="ghp_bot", retries=0, seconds_between_writes=0)
    return GitHubTracker(options, sleep=lambda _: None)


MISHAPS = [None, Answer(502), Answer(500, raw=b"<html>"), Answer(201, {}), Answer(200, raw=b"")]


def interrupted(github: GitHub, mishap: Mishap, words: str, revision: int) -> None:
    """A try that is cut off somewhere, or not, and one after it that is not."""
    github.mishaps = [mishap]
    for _ in range(2):
        tracker = process(github)
        try:
            ensure_issue(tracker, REPO, CASE, text(words, revision))
        except RemoteError:
            pass
        finally:
            tracker.disconnect()
        github.mishaps = []


@pytest.mark.parametrize("answer", MISHAPS, ids=str)
@pytest.mark.parametrize("takes_effect", [False, True])
@pytest.mark.parametrize("spares", range(6))
def test_a_crash_at_any_request_leads_to_one_issue_with_the_newest_text(
    github: GitHub, answer: Answer | None, *, takes_effect: bool, spares: int
) -> None:
    mishap = Mishap(answer=answer, takes_effect=takes_effect, spares=spares)
    interrupted(github, replace(mishap), "first", 1)
    assert [each.body for each in github.repository(REPO).issues.values()] == [text("first", 1).body]
    interrupted(github, replace(mishap), "second", 2)
    assert [each.body for each in github.repository(REPO).issues.values()] == [text("second", 2).body]
    assert github.written.count("POST") <= 2


@pytest.mark.parametrize("takes_effect", [False, True])
@pytest.mark.parametrize("spares", range(12))
def test_a_crash_at_any_request_says_thanks_once(github: GitHub, *, takes_effect: bool, spares: int) -> None:
    tracker = process(github)
    ensure_issue(tracker, REPO, CASE, text())
    tracker.disconnect()
    github.mishaps = [Mishap(takes_effect=takes_effect, spares=spares)]
    for _ in range(2):
        tracker = process(github)
        try:
            ensure_closed(tracker, REPO, CASE, thanks())
        except RemoteError:
            pass
        finally:
            tracker.disconnect()
        github.mishaps = []
    issue = github.repository(REPO).issues[1]
    assert not issue.is_open
    assert [each.body for each in issue.comments] == [thanks()]
