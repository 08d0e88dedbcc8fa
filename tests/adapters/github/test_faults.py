# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every misbehaviour of the other side ends in the right one of our errors, and never in a second post."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.adapters.github.options import GitHubOptions
from bot.adapters.github.tracker import GitHubTracker
from bot.model.errors import (
    AccessRefused,
    BotError,
    Disabled,
    InputError,
    NotFound,
    RateLimited,
    RemoteFailure,
    SettingsError,
    Unreachable,
)
from tests.adapters.github.conftest import REPO, Trackers
from tests.services.github import GitHub, Mishap
from tests.services.github_calls import SECONDARY, Answer
from tests.services.github_documents import issue_document, repository_document

LIMITED = Answer(403, {"message": SECONDARY}, {"retry-after": "90"})
STATUSES: list[tuple[Answer, type[BotError]]] = [
    (Answer(401, {"message": "Bad credentials"}), SettingsError),
    (Answer(403, {"message": "Resource not accessible by personal access token"}), AccessRefused),
    (LIMITED, RateLimited),
    (Answer(403, {"message": SECONDARY}), RateLimited),
    (Answer(403, {"message": "API rate limit exceeded"}, {"x-ratelimit-remaining": "0"}), RateLimited),
    (Answer(404, {"message": "Not Found"}), NotFound),
    (Answer(408), Unreachable),
    (Answer(410, {"message": "Issues are disabled for this repo"}), Disabled),
    (Answer(410, {"message": "This issue was deleted"}), NotFound),
    (Answer(422, {"message": "Validation Failed"}), RemoteFailure),
    (Answer(429, {"message": "slow down"}), RateLimited),
    (Answer(451, {"message": "Repository access blocked"}), Disabled),
    (Answer(500), RemoteFailure),
    (Answer(502, raw=b"<html>Unicorn!</html>"), RemoteFailure),
]


def _id(value: object) -> str | None:
    return f"{value.status}-{value.document}"[:40] if isinstance(value, Answer) else None


def write(tracker: GitHubTracker) -> None:
    tracker.create(REPO, title="Attribution", body="words")


def read(tracker: GitHubTracker) -> None:
    tracker.issues(REPO)


@pytest.mark.parametrize(("answer", "error"), STATUSES, ids=_id)
@pytest.mark.parametrize(("method", "do"), [("GET", read), ("POST", write)])
def test_each_status_means_what_it_says(
    github: GitHub,
    tracker: Trackers,
    answer: Answer,
    error: type[BotError],
    method: str,
    do: Callable[[GitHubTracker], None],
) -> None:
    github.mishaps.append(Mishap(method=method, answer=answer, times=99))
    with pytest.raises(error) as raised:
        do(tracker())
    assert "ghp_bot" not in str(raised.value)
    assert len(github.written) <= 1


@pytest.mark.parametrize("answer", [None, Answer(502), Answer(503, headers={"retry-after": "1"})])
def test_reading_is_tried_again(github: GitHub, tracker: Trackers, answer: Answer | None) -> None:
    github.mishaps.append(Mishap(method="GET", answer=answer, times=3))
    assert tracker().issues(REPO) == []
    assert tracker.clock.slept == ([1.0] * 3 if answer and answer.status == 503 else [0.5, 1.0, 2.0])


def test_reading_is_given_up_in_the_end(github: GitHub, tracker: Trackers) -> None:
    github.mishaps.append(Mishap(method="GET", times=99))
    with pytest.raises(Unreachable):
        tracker().issues(REPO)
    assert len(github.requests) == 4


@pytest.mark.parametrize("answer", [None, Answer(502)])
@pytest.mark.parametrize("takes_effect", [False, True])
def test_writing_is_never_tried_again(
    github: GitHub, tracker: Trackers, answer: Answer | None, *, takes_effect: bool
) -> None:
    github.mishaps.append(Mishap(method="POST", answer=answer, takes_effect=takes_effect))
    with pytest.raises((Unreachable, RemoteFailure)):
        write(tracker())
    assert github.written == ["POST"]
    assert len(github.repository(REPO).issues) == takes_effect


def test_after_a_write_without_an_answer_the_next_look_waits_a_moment(github: GitHub, tracker: Trackers) -> None:
    github.mishaps.append(Mishap(method="POST", takes_effect=True))
    ours = tracker()
    with pytest.raises(Unreachable):
        write(ours)
    assert len(ours.issues(REPO)) == 1
    assert tracker.clock.slept == [5.0]


def test_a_short_wait_that_github_asks_for_is_kept(github: GitHub, tracker: Trackers) -> None:
    github.mishaps.append(Mishap(method="GET", answer=Answer(429, headers={"retry-after": "3"})))
    assert tracker().issues(REPO) == []
    assert tracker.clock.slept == [3.0]


def test_after_a_limit_nothing_is_sent_until_it_is_over(github: GitHub, tracker: Trackers) -> None:
    github.writes_left = 0
    ours = tracker()
    with pytest.raises(RateLimited) as raised:
        write(ours)
    assert raised.value.retry_after_seconds == 90
    sent = len(github.requests)
    with pytest.raises(RateLimited, match="no request for another 90 s"):
        read(ours)
    assert len(github.requests) == sent
    tracker.clock.now += 90
    assert ours.issues(REPO) == []


def test_the_last_request_of_an_hour_is_the_last(github: GitHub, tracker: Trackers) -> None:
    reset = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1773741700"}
    repository = repository_document(f"{github.url}/api/v3", github.repository(REPO))
    github.mishaps.append(Mishap(method="GET", answer=Answer(200, repository, reset), spares=0))
    ours = tracker()
    with pytest.raises(RateLimited) as raised:
        ours.issue(REPO, 1)
    assert raised.value.retry_after_seconds == 100
    assert len(github.requests) == 1


def test_a_token_that_nobody_knows_is_the_operators_business(tracker: Trackers) -> None:
    with pytest.raises(SettingsError, match="HUBNOTICE_GITHUB_TOKEN"):
        _ = tracker(token="ghp_old").account


def test_a_renamed_repository_is_followed_to_its_new_name(github: GitHub, tracker: Trackers) -> None:
    github.open(REPO, author="bot", title="Attribution", body="words")
    github.move(REPO, "acme/small")
    assert [each.number for each in tracker().issues(REPO)] == [1]
    write(tracker())
    assert len(github.repository("acme/small").issues) == 2


def test_a_password_that_lies_about_on_this_machine_is_not_taken(
    github: GitHub, tracker: Trackers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    github.move(REPO, "acme/small")
    write(tracker())
    assert [each.author for each in github.repository("acme/small").issues.values()] == ["bot"]


def test_a_repository_that_went_to_another_owner_is_left_alone(github: GitHub, tracker: Trackers) -> None:
    github.move(REPO, "stranger/tiny")
    with pytest.raises(NotFound, match="belongs to somebody else now, as stranger/tiny"):
        write(tracker())
    assert github.written == []


def test_a_write_that_is_sent_elsewhere_is_not_sent_there(github: GitHub, tracker: Trackers) -> None:
    elsewhere = Answer(307, headers={"location": f"{github.url}/api/v3/repos/acme/other/issues"})
    github.repository("acme/other")
    github.mishaps.append(Mishap(method="POST", answer=elsewhere))
    with pytest.raises(NotFound, match="nothing was written"):
        write(tracker())
    assert github.written == ["POST"]


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:9/steal", "https://evil.example/", "ftp://evil.example/", "http://["]
)
def test_the_token_goes_to_no_other_server(github: GitHub, tracker: Trackers, target: str) -> None:
    github.mishaps.append(Mishap(method="GET", answer=Answer(301, headers={"location": target}), times=9))
    with pytest.raises((RemoteFailure, InputError)):
        read(tracker())


def test_an_address_inside_an_answer_leads_to_no_other_server(github: GitHub, tracker: Trackers) -> None:
    repository = repository_document("http://127.0.0.1:9", github.repository(REPO))
    github.mishaps.append(Mishap(method="GET", answer=Answer(200, repository)))
    with pytest.raises(RemoteFailure, match="another server"):
        write(tracker())


def test_going_round_in_circles_ends(github: GitHub, tracker: Trackers) -> None:
    circle = Answer(301, headers={"location": f"{github.url}/api/v3/repos/{REPO}"})
    github.mishaps.append(Mishap(method="GET", answer=circle, times=99))
    with pytest.raises(RemoteFailure):
        read(tracker())
    assert len(github.requests) <= 4


NONSENSE: list[Answer] = [
    Answer(200, raw=b""),
    Answer(200, raw=b"<html>"),
    Answer(200, raw=b"\xff\xfe"),
    Answer(200, raw=b"[" * 100_000),
    Answer(200, {}),
    Answer(200, []),
    Answer(200, "words"),
    Answer(200, 7),
    Answer(200, None),
    Answer(200, {"url": 1}),
    Answer(200, [None, 1, "x"]),
    Answer(206, {"full_name": REPO}),
]


@pytest.mark.parametrize("answer", NONSENSE, ids=lambda answer: str(answer.document or answer.raw)[:30])
@pytest.mark.parametrize("spared", [0, 1, 2])
def test_an_answer_that_makes_no_sense_is_a_failure_of_the_other_side(
    github: GitHub, tracker: Trackers, answer: Answer, spared: int
) -> None:
    made = github.open(REPO, author="bot", title="Attribution", body="words")
    github.mishaps.append(Mishap(method="GET", answer=answer, spares=spared, times=99))
    ours = tracker()
    # An empty list is a good answer to the last of the three questions.
    if not (spared == 2 and answer.document in ([], None) and answer.raw is None and answer.status == 200):
        with pytest.raises(RemoteFailure):
            ours.issues(REPO)
    assert github.repository(REPO).issues == {made.number: made}


@pytest.mark.parametrize("missing", ["user", "number", "state", "title", "body", "html_url", "labels_url", "locked"])
@pytest.mark.parametrize("value", ["absent", 7, []])
def test_an_issue_of_a_strange_shape_is_never_taken_for_absent(
    github: GitHub, tracker: Trackers, missing: str, value: object
) -> None:
    made = github.open(REPO, author="bot", title="Attribution", body="words")
    document = issue_document(f"{github.url}/api/v3", github.repository(REPO), made)
    del document[missing]
    if value != "absent":
        document[missing] = value
    github.mishaps.append(Mishap(method="GET", answer=Answer(200, [document]), spares=2))
    try:
        assert len(tracker().issues(REPO)) == 1
    except RemoteFailure:
        return


def test_an_answer_that_is_too_long_is_cut_off(github: GitHub, tracker: Trackers) -> None:
    github.open(REPO, author="bot", title="Attribution", body="a" * 60_000)
    with pytest.raises(RemoteFailure, match="at most 100000 bytes, found more"):
        tracker(largest_answer_bytes=100_000).issues(REPO)


def test_a_packed_answer_is_not_unpacked(github: GitHub, tracker: Trackers) -> None:
    packed = Answer(200, raw=gzip.compress(json.dumps([]).encode()), headers={"content-encoding": "gzip"})
    github.mishaps.append(Mishap(method="GET", answer=packed))
    with pytest.raises(RemoteFailure, match="packed"):
        read(tracker())


def test_an_answer_that_ends_too_early_is_asked_for_again(github: GitHub, tracker: Trackers) -> None:
    torn = Answer(200, raw=b'{"login": "b', headers={"content-length": "5000", "connection": "close"})
    github.mishaps.append(Mishap(method="GET", answer=torn))
    assert tracker().account == "bot"


def test_an_answer_that_trickles_in_is_given_up_at_the_deadline(github: GitHub, tracker: Trackers) -> None:
    github.mishaps.append(Mishap(method="GET", answer=Answer(200, raw=b" " * 1_000_000), times=99))
    tracker.clock.tick = 7.0
    with pytest.raises(Unreachable, match="too slowly"):
        read(tracker(deadline_seconds=30.0, retries=0))


def test_where_nobody_listens_nothing_is_reached() -> None:
    ours = GitHubTracker(GitHubOptions(url="http://127.0.0.1:9", token="ghp_bot"), sleep=lambda _: None)
    with pytest.raises(Unreachable):
        _ = ours.account


def test_the_search_which_lags_behind_is_never_asked(github: GitHub, tracker: Trackers) -> None:
    ours = tracker()
    write(ours)
    assert len(ours.issues(REPO)) == 1
    assert not any("search" in path for _, path in github.requests)


@pytest.mark.parametrize(
    "name", ["acme", "acme/tiny/more", "acme/..", "../tiny", "acme/ti ny", "acme/tiny?x=1", "/", ""]
)
def test_what_is_no_repository_is_asked_of_nobody(github: GitHub, tracker: Trackers, name: str) -> None:
    with pytest.raises(InputError, match="expected a repository as owner/name"):
        tracker().is_public(name)
    assert github.requests == []


def test_pull_requests_are_no_issues(github: GitHub, tracker: Trackers) -> None:
    github.open(REPO, author="bot", title="A change", body="words", is_pull_request=True)
    assert tracker().issues(REPO) == []


def test_a_deleted_issue_is_not_found(github: GitHub, tracker: Trackers) -> None:
    github.open(REPO, author="bot", title="Attribution", body="words").is_deleted = True
    ours = tracker()
    assert ours.issues(REPO) == []
    with pytest.raises(NotFound):
        ours.issue(REPO, 1)
