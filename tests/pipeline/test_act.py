# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Writing is ensuring: look first, write once, and stop for good when somebody says stop."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from bot.model.cases import ActionState, CaseState
from bot.model.errors import AccessRefused, RateLimited, RemoteFailure, Unreachable
from bot.render.markers import sign
from tests.fakes.forum import FakeForum
from tests.samples.daemon import FIXED, HALF_FIXED, REPO, World
from tests.samples.judged import NOW, SUSPECT, WHOLE_MODEL, rulebook

NO_ANSWER = Unreachable("no answer in 10 seconds")


@pytest.fixture(autouse=True)
def _everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="bot.pipeline")


CAPPED = replace(rulebook().preset("demo"), posts_per_hour=2, posts_per_day=10)


def lose_the_reply(world: World, action: str) -> None:
    """A write takes effect, and its answer never arrives."""
    world.forum.lost_replies.append(NO_ANSWER)
    with pytest.raises(Unreachable):
        world.jobs.act(action)


def scanned(world: World) -> str:
    action = world.scan(WHOLE_MODEL)
    assert action is not None
    return action


def events(caplog: pytest.LogCaptureFixture, name: str) -> list[str]:
    return [vars(record)["reason"] for record in caplog.records if record.getMessage() == name]


def test_a_thread_is_created_with_its_receipt() -> None:
    world = World()
    action = world.post()
    (thread,) = world.forum.threads(REPO)
    assert (world.state(), world.case.thread) == (CaseState.POSTED, thread.number)
    assert world.action(action).state is ActionState.DONE
    assert (world.receipt().done, world.receipt().url, world.receipt().at) == ("created", thread.url, NOW)


def test_the_same_action_again_writes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    action = world.post()
    world.jobs.act(action)
    assert world.wrote() == ["create"]
    assert events(caplog, "not_written") == ["the action is done"]


def test_an_action_that_nobody_knows_is_logged_and_left(caplog: pytest.LogCaptureFixture) -> None:
    World().jobs.act("C-9-ensure_thread-0")
    assert events(caplog, "not_written") == ["no such action"]


def test_a_lost_reply_leads_to_no_second_thread_and_still_counts_as_created() -> None:
    world = World()
    action = scanned(world)
    lose_the_reply(world, action)
    assert len(world.casebook.threads_since(NOW)) == 1, "it may be there"
    world.jobs.act(action)
    assert world.wrote() == ["create"]
    assert world.receipts() == ["created"]
    assert len(world.casebook.threads_since(NOW)) == 1


def test_a_lost_reply_and_a_newer_text_edit_the_one_thread() -> None:
    world = World()
    first = scanned(world)
    lose_the_reply(world, first)
    world.post(HALF_FIXED)
    world.jobs.act(first)
    assert world.wrote() == ["create", "edit"]
    assert world.action(first).state is ActionState.DONE


def test_a_text_that_was_overtaken_before_it_was_written_is_not_written(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    older = scanned(world)
    newer = world.scan(HALF_FIXED)
    assert newer is not None
    world.jobs.act(older)
    assert world.forum.writes == []
    world.jobs.act(newer)
    assert world.wrote() == ["create"]
    assert events(caplog, "action_done")[0] == "a newer text waits"


def test_a_text_that_differs_only_in_white_space_is_not_written_again() -> None:
    world = World()
    action = scanned(world)
    body = world.action(action).body.replace("\n", "  \r\n")
    world.forum.create(REPO, title="as the Hub keeps it", body=body)
    world.jobs.act(action)
    assert world.wrote() == ["create"]


def test_a_thread_of_an_older_database_is_edited_and_none_is_added() -> None:
    world = World()
    world.forum.create(REPO, title="years ago", body=sign("old words", case="C-4711", revision=9, commit="1234567"))
    world.post()
    assert world.wrote() == ["create", "edit"]
    assert world.receipts() == ["edited"]
    assert world.case.thread == 1


def test_a_thread_of_ours_whose_words_were_hidden_stops_everything(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    world.forum.say(REPO, author=world.forum.account, title="ours", body="(hidden by a moderator)")
    action = world.post()
    assert world.forum.writes == []
    assert world.action(action).state is ActionState.REFUSED
    assert events(caplog, "action_refused") == ["our words in the thread were hidden or changed"]


def test_somebody_who_pastes_our_marker_does_not_fool_us() -> None:
    world = World()
    action = scanned(world)
    world.forum.say(REPO, author="stranger", title="copy", body=world.action(action).body)
    world.jobs.act(action)
    assert world.case.thread == 2
    assert [thread.author for thread in world.forum.threads(REPO)] == [world.forum.account]


def test_somebody_who_pastes_our_thanks_does_not_keep_us_from_saying_them() -> None:
    world = World()
    world.post()
    thanks = world.scan(FIXED)
    assert thanks is not None
    world.forum.answer(REPO, 1, author="stranger", body=world.action(thanks).body)
    world.jobs.act(thanks)
    assert world.wrote() == ["create", "comment", "close"]


@pytest.mark.parametrize("change", [{"is_open": False}, {"is_locked": True}])
def test_a_thread_that_somebody_closed_or_locked_is_never_written_to_again(
    change: dict[str, bool], caplog: pytest.LogCaptureFixture
) -> None:
    world = World()
    world.post()
    world.forum.change(REPO, 1, **change)
    action = world.post(HALF_FIXED)
    assert world.wrote() == ["create"]
    assert world.action(action).state is ActionState.REFUSED
    assert (world.receipt().done, world.receipt().thread) == ("refused", 1)
    assert world.state() is CaseState.UNREACHABLE
    assert events(caplog, "action_refused")[0].startswith("the thread is")


def test_a_thread_that_was_closed_while_its_answer_was_lost_is_left_alone() -> None:
    world = World()
    action = scanned(world)
    lose_the_reply(world, action)
    world.forum.change(REPO, 1, is_open=False)
    world.jobs.act(action)
    assert world.action(action).state is ActionState.REFUSED
    assert world.case.thread == 1


def test_a_thread_that_is_gone_is_not_opened_again(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    world.post()
    action = world.scan(HALF_FIXED)
    assert action is not None
    world.forum = replace(world.forum, writes=[], _threads={REPO: {}})
    world.jobs = world.daemon("automatic")
    world.jobs.act(action)
    assert world.forum.writes == []
    assert events(caplog, "action_refused") == ["our thread is gone, and there is only ever one"]


def test_the_thanks_are_said_once_and_then_the_thread_is_closed() -> None:
    world = World()
    world.post()
    world.post(FIXED)
    thread = world.forum.thread(REPO, 1)
    assert not thread.is_open
    assert "Thank you, this is settled" in thread.comments[-1].body
    assert world.receipts() == ["created", "closed"]


@pytest.mark.parametrize("lost", [1, 2])
def test_thanks_or_a_close_whose_answer_was_lost_are_not_repeated(lost: int) -> None:
    world = World()
    world.post()
    thanks = world.scan(FIXED)
    assert thanks is not None
    for _ in range(lost):
        lose_the_reply(world, thanks)
    world.jobs.act(thanks)
    assert world.wrote() == ["create", "comment", "close"]
    assert world.receipts() == ["created", "closed"]


def test_a_thread_that_the_owner_closed_after_the_fix_gets_no_comment() -> None:
    world = World()
    world.post()
    world.forum.change(REPO, 1, is_open=False)
    thanks = world.post(FIXED)
    assert world.wrote() == ["create"]
    assert world.action(thanks).state is ActionState.DONE
    assert world.receipts() == ["created", "unchanged"]
    assert world.state() is CaseState.RESOLVED


def test_a_locked_thread_gets_no_thanks_and_the_case_is_resolved_all_the_same() -> None:
    world = World()
    world.post()
    world.forum.change(REPO, 1, is_locked=True)
    thanks = world.post(FIXED)
    assert world.wrote() == ["create"]
    assert world.action(thanks).state is ActionState.REFUSED
    assert world.state() is CaseState.RESOLVED


def test_discussions_that_are_switched_off_end_the_action_and_make_the_case_unreachable(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = World()
    world.forum.disabled.add(REPO)
    action = world.post()
    assert world.action(action).state is ActionState.REFUSED
    assert (world.state(), world.receipts()) == (CaseState.UNREACHABLE, ["refused"])
    assert events(caplog, "action_refused") == [f"{REPO}: discussions are disabled"]


def test_an_owner_who_does_not_let_us_write_is_not_asked_again() -> None:
    world = World()
    action = scanned(world)
    world.forum.lost_replies.append(AccessRefused("you are blocked"))
    world.jobs.act(action)
    world.jobs.act(action)
    assert world.forum.writes == [("create", REPO, 1)]
    assert world.state() is CaseState.UNREACHABLE


class ForumWithoutToken(FakeForum):
    """The Hub does not take our token."""

    @property
    def account(self) -> str:
        raise AccessRefused("the token is not valid")

    @account.setter
    def account(self, value: str) -> None:
        del value


def test_a_token_that_is_not_valid_is_no_refusal_by_an_owner() -> None:
    world = World()
    action = scanned(world)
    world.forum = ForumWithoutToken()
    world.jobs = world.daemon("automatic")
    with pytest.raises(AccessRefused):
        world.jobs.act(action)
    assert world.action(action).state is ActionState.PENDING
    assert world.state() is CaseState.APPROVED


@pytest.mark.parametrize("error", [RateLimited("429"), NO_ANSWER, RemoteFailure("502")])
def test_what_a_later_try_may_mend_is_raised_and_the_action_stays(error: Exception) -> None:
    world = World()
    action = scanned(world)
    world.forum.lost_replies.append(error)  # type: ignore[arg-type]
    with pytest.raises(type(error)):
        world.jobs.act(action)
    assert world.action(action).state is ActionState.PENDING
    assert world.state() is CaseState.APPROVED


def test_the_cap_of_an_hour_makes_a_thread_wait_and_never_drops_it(caplog: pytest.LogCaptureFixture) -> None:
    world = World(CAPPED)
    for name in ("a/one", "b/two"):
        world.post(repo=name)
    action = scanned(world)
    with pytest.raises(RateLimited) as waiting:
        world.jobs.act(action)
    assert waiting.value.retry_after_seconds == 3600
    assert events(caplog, "action_waits") == ["2 threads in the last hour, which is the cap"]
    assert world.action(action).state is ActionState.PENDING
    world.clock.advance(3601)
    world.jobs.act(action)
    assert world.wrote() == ["create"] * 3


def test_the_cap_of_a_day_holds_beside_that_of_an_hour() -> None:
    world = World(replace(CAPPED, posts_per_day=3))
    for number in range(3):
        world.post(repo=f"a/model-{number}")
        world.clock.advance(3601)
    action = scanned(world)
    with pytest.raises(RateLimited, match="3 threads in the last day"):
        world.jobs.act(action)
    world.clock.advance(24 * 3600)
    world.jobs.act(action)
    assert len(world.forum.writes) == 4


def test_edits_and_thanks_are_not_held_back_by_the_caps() -> None:
    world = World()
    world.post()
    world.post(repo="b/two")
    world.post(HALF_FIXED)
    world.post(FIXED)
    assert world.wrote() == ["create", "create", "edit", "comment", "close"]


def test_a_full_cap_does_not_keep_a_lost_reply_from_being_found() -> None:
    world = World(replace(CAPPED, posts_per_hour=1))
    action = scanned(world)
    lose_the_reply(world, action)
    other = world.scan(WHOLE_MODEL, repo="b/two")
    assert other is not None
    with pytest.raises(RateLimited, match="1 threads in the last hour"):
        world.jobs.act(other)
    world.jobs.act(action)
    assert world.receipts() == ["created"]
    assert world.wrote() == ["create"]


@pytest.mark.parametrize("what", [WHOLE_MODEL, FIXED])
def test_an_outbox_that_an_earlier_preset_filled_waits_while_the_daemon_runs_dry(what: object) -> None:
    world = World()
    if what is FIXED:
        world.post()
        action = world.scan(FIXED)
    else:
        action = world.scan(WHOLE_MODEL)
    before = world.wrote()
    world.jobs = world.daemon("dry-run")
    assert action is not None
    with pytest.raises(RateLimited, match="preset dry-run writes nothing"):
        world.jobs.act(action)
    assert world.wrote() == before
    assert world.action(action).state is ActionState.PENDING


def test_a_case_that_a_person_dismissed_is_not_posted_by_an_action_that_was_waiting(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = World()
    action = scanned(world)
    world.rule(CaseState.NOT_A_FINDING)
    world.jobs.act(action)
    assert world.forum.writes == []
    assert events(caplog, "action_done") == ["the case is not_a_finding by now"]


def test_the_thread_is_about_this_repository_and_names_its_case() -> None:
    world = World()
    world.post()
    first = world.forum.thread(REPO, 1).comments[0]
    assert "hubnotice:case=C-1 rev=1" in first.body
    assert SUSPECT.repo in first.body
