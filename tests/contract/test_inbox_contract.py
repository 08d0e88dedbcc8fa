# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What every inbox does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from bot.model.repository import HubEvent, SnapshotKey
from bot.ports.inbox import Inbox, Priority

NOW = datetime(2026, 3, 17, 10, 0, 0, 123456, tzinfo=UTC)


def key(repo: str, commit: str = "a") -> SnapshotKey:
    return SnapshotKey(repo, commit * 40)


def event(repo: str, commit: str = "a", *, minutes: float = 0) -> HubEvent:
    return HubEvent(key=key(repo, commit), last_modified=NOW + timedelta(minutes=minutes), source="poll")


def add(inbox: Inbox, *events: HubEvent, priority: Priority = Priority.POLL, minutes: float = 0) -> int:
    return inbox.add(events, priority=priority, at=NOW + timedelta(minutes=minutes))


def take(inbox: Inbox, most: int = 1000, by: str = "first") -> list[SnapshotKey]:
    return inbox.claim(by, most=most, at=NOW)


def repos(keys: list[SnapshotKey]) -> list[str]:
    return [each.repo for each in keys]


def test_what_is_added_is_claimed_oldest_first(inbox: Inbox) -> None:
    assert add(inbox, event("a/new", minutes=2), event("b/old", minutes=1)) == 2
    assert add(inbox, event("c/late", minutes=0), minutes=1) == 1
    assert take(inbox) == [key("b/old"), key("a/new"), key("c/late")]


def test_an_empty_inbox_gives_nothing(inbox: Inbox) -> None:
    assert add(inbox) == 0
    assert take(inbox) == []
    assert (inbox.waiting(), inbox.oldest(), inbox.claimants()) == (0, None, set())


def test_adding_again_changes_nothing(inbox: Inbox) -> None:
    assert add(inbox, event("a/x"), event("a/x")) == 1
    assert add(inbox, event("a/x"), event("b/y")) == 1
    assert inbox.waiting() == 2
    assert take(inbox) == [key("a/x"), key("b/y")]


def test_what_is_claimed_is_not_given_again_and_not_added_again(inbox: Inbox) -> None:
    add(inbox, event("a/x"))
    assert take(inbox) == [key("a/x")]
    assert add(inbox, event("a/x"), priority=Priority.WEBHOOK) == 0
    assert take(inbox, by="second") == []
    assert inbox.claimed("first") == [key("a/x")]
    assert inbox.claimants() == {"first"}


def test_what_is_done_is_gone_and_may_come_again(inbox: Inbox) -> None:
    add(inbox, event("a/x"))
    take(inbox)
    inbox.done([key("a/x"), key("b/y")])
    inbox.done([key("a/x")])
    inbox.done([])
    assert (inbox.waiting(), inbox.claimants()) == (0, set())
    assert add(inbox, event("a/x")) == 1


def test_the_urgent_goes_first(inbox: Inbox) -> None:
    add(inbox, event("a/old"), priority=Priority.BACKFILL)
    add(inbox, event("b/listed"), minutes=1)
    add(inbox, event("c/named"), priority=Priority.WEBHOOK, minutes=2)
    assert repos(take(inbox)) == ["c/named", "b/listed", "a/old"]


def test_what_becomes_urgent_moves_up_and_never_down(inbox: Inbox) -> None:
    add(inbox, event("a/x"), event("a/y"), event("a/z"), event("b/y"), priority=Priority.BACKFILL)
    add(inbox, event("c/z"))
    assert add(inbox, event("a/z"), priority=Priority.WEBHOOK) == 0
    assert add(inbox, event("a/z"), priority=Priority.BACKFILL) == 0
    assert repos(take(inbox, 2)) == ["a/z", "c/z"]


def test_what_moves_up_takes_a_turn_among_the_urgent(inbox: Inbox) -> None:
    add(inbox, *(event(f"a/{number}", minutes=number) for number in range(9)), priority=Priority.BACKFILL)
    add(inbox, event("b/x"), event("b/y", minutes=1), minutes=1)
    add(inbox, event("a/7", minutes=7), event("a/8", minutes=8), minutes=2)
    assert repos(take(inbox, 5)) == ["a/7", "b/x", "a/8", "b/y", "a/0"]


def test_owners_take_turns(inbox: Inbox) -> None:
    add(inbox, *(event(f"big/{number}", minutes=number) for number in range(5)))
    add(inbox, event("small/a"), event("small/b", minutes=1), minutes=1)
    assert repos(take(inbox)) == ["big/0", "small/a", "big/1", "small/b", "big/2", "big/3", "big/4"]


def test_who_comes_late_waits_for_one_of_a_large_owner_at_most(inbox: Inbox) -> None:
    add(inbox, *(event(f"big/{number}", minutes=number) for number in range(50)))
    take(inbox, 20)
    add(inbox, event("small/a"), minutes=1)
    assert repos(take(inbox, 2)) == ["big/20", "small/a"]


def test_an_owner_is_one_whatever_the_spelling(inbox: Inbox) -> None:
    add(inbox, event("Big/a"), event("big/b", minutes=1), event("other/x", minutes=2))
    assert repos(take(inbox)) == ["Big/a", "other/x", "big/b"]


def test_a_newer_commit_takes_the_place_of_an_older_one(inbox: Inbox) -> None:
    add(inbox, event("a/x"))
    add(inbox, event("b/y"), minutes=1)
    assert add(inbox, event("a/x", "b", minutes=5), minutes=9) == 1
    assert inbox.waiting() == 2
    assert take(inbox) == [key("a/x", "b"), key("b/y")]


def test_an_older_commit_does_not_displace_a_newer_one(inbox: Inbox) -> None:
    assert add(inbox, event("a/x", "b", minutes=5), event("a/x", "a")) == 1
    assert add(inbox, event("a/x", "a"), priority=Priority.WEBHOOK) == 0
    assert take(inbox) == [key("a/x", "b")]


def test_of_one_repository_one_commit_is_in_hand_at_a_time(inbox: Inbox) -> None:
    add(inbox, event("a/x"))
    take(inbox)
    assert add(inbox, event("a/x", "b", minutes=1), event("b/y", minutes=2)) == 2
    assert take(inbox, 1) == [key("b/y")]
    inbox.done([key("a/x")])
    assert take(inbox) == [key("a/x", "b")]


def test_what_a_dead_one_had_waits_again_in_its_old_place(inbox: Inbox) -> None:
    add(inbox, event("a/x"), event("b/y", minutes=1))
    take(inbox, 1, by="dead")
    take(inbox, 1, by="alive")
    add(inbox, event("c/z"), minutes=1)
    assert inbox.release("dead") == 1
    assert inbox.release("dead") == 0
    assert take(inbox) == [key("a/x"), key("c/z")]
    assert inbox.claimed("alive") == [key("b/y")]


def test_what_is_kept_stays_in_hand(inbox: Inbox) -> None:
    add(inbox, event("a/x"), event("b/y"))
    take(inbox)
    assert inbox.release("first", keep=[key("a/x")]) == 1
    assert inbox.claimed("first") == [key("a/x")]
    assert take(inbox, by="second") == [key("b/y")]


@pytest.mark.parametrize(("minutes", "left"), [(1, "b"), (-1, "a")])
def test_of_what_is_given_back_and_what_waits_the_newer_stays(inbox: Inbox, minutes: float, left: str) -> None:
    add(inbox, event("a/x"))
    take(inbox)
    add(inbox, event("a/x", "b", minutes=minutes))
    assert inbox.release("first") == 1
    assert inbox.waiting() == 1
    assert take(inbox) == [key("a/x", left)]


def test_the_longest_wait_is_told(inbox: Inbox) -> None:
    add(inbox, event("a/x"), minutes=3)
    add(inbox, event("b/y"), priority=Priority.WEBHOOK, minutes=5)
    assert inbox.oldest() == NOW + timedelta(minutes=3)
    take(inbox, 1)
    assert inbox.oldest() == NOW + timedelta(minutes=3)


def test_of_many_who_claim_at_once_each_is_given_something_else(inbox: Inbox) -> None:
    add(inbox, *(event(f"owner{number % 7}/{number}") for number in range(60)))
    together = Barrier(6)

    def claim(name: str) -> list[SnapshotKey]:
        together.wait()
        return [each for _ in range(5) for each in take(inbox, 3, by=name)]

    with ThreadPoolExecutor(6) as pool:
        given = [each for keys in pool.map(claim, "abcdef") for each in keys]
    given += take(inbox)
    assert len(given) == len(set(given)) == 60


def test_of_many_who_add_at_once_nothing_is_lost_or_doubled(inbox: Inbox) -> None:
    together = Barrier(4)

    def feed(number: int) -> int:
        together.wait()
        mine = [event(f"owner{number}/{each}") for each in range(10)]
        return add(inbox, *mine, *(event(f"shared/{each}") for each in range(20)))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(feed, range(4))) == 60
    assert inbox.waiting() == len(set(take(inbox))) == 60
