# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every misbehaviour of the other side ends, soon, in the right one of our errors."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.adapters.hub.forum import HubForum
from bot.adapters.hub.models import HubModels
from bot.localhub import Fault, LocalHub, Rule
from bot.model.errors import (
    CutShort,
    RangeIgnored,
    RateLimited,
    RemoteError,
    RemoteFailure,
    Unreachable,
)
from bot.model.repository import ByteRange
from tests.adapters.hub.conftest import REPO, WEIGHTS, Impatient

MODEL = f"^/api/models/{REPO}"

ALWAYS: list[tuple[Rule, type[RemoteError]]] = [
    (Rule(fault=Fault.RATE_LIMITED, seconds=300), RateLimited),
    (Rule(fault=Fault.RETRY_AFTER, seconds=300), RateLimited),
    (Rule(fault=Fault.BARE_429), RateLimited),
    (Rule(fault=Fault.STATUS, status=500), RemoteFailure),
    (Rule(fault=Fault.STATUS, status=503), RemoteFailure),
    (Rule(fault=Fault.STATUS, status=408), Unreachable),
    (Rule(fault=Fault.CONNECTION_CLOSED), Unreachable),
    (Rule(fault=Fault.LOST_REPLY), Unreachable),
    (Rule(fault=Fault.HANG), Unreachable),
    (Rule(fault=Fault.TRUNCATED), CutShort),
    (Rule(fault=Fault.TRUNCATED, size=0), CutShort),
    (Rule(fault=Fault.DRIP, seconds=0.05), Unreachable),
]
NONSENSE: list[tuple[Rule, type[RemoteError]]] = [
    (Rule(fault=Fault.WRONG_JSON), RemoteFailure),
    (Rule(fault=Fault.NOT_JSON), RemoteFailure),
]
OFFERS_ALL = [(Rule(fault=fault), RangeIgnored) for fault in (Fault.RANGE_IGNORED, Fault.WRONG_JSON, Fault.NOT_JSON)]


def _ids(value: object) -> str | None:
    return f"{value.fault.value}-{value.status}" if isinstance(value, Rule) else None


def _broken(hub: LocalHub, rule: Rule, path: str, *, method: str = "", times: int | None = None) -> Rule:
    fresh = Rule(fault=rule.fault, status=rule.status, seconds=rule.seconds, size=rule.size)
    fresh.path, fresh.method, fresh.times = path, method, times
    return hub.faults.add(fresh)


@pytest.mark.parametrize(("rule", "error"), [*ALWAYS, *NONSENSE], ids=_ids)
def test_opening_a_model_fails_in_our_words(
    hub: LocalHub, impatient: Impatient, rule: Rule, error: type[RemoteError]
) -> None:
    models = HubModels(impatient(hub.url))
    _broken(hub, rule, MODEL)
    with pytest.raises(error):
        models.open(REPO)


@pytest.mark.parametrize(("rule", "error"), [*ALWAYS, *NONSENSE], ids=_ids)
def test_listing_changes_fails_in_our_words(
    hub: LocalHub, impatient: Impatient, rule: Rule, error: type[RemoteError]
) -> None:
    models = HubModels(impatient(hub.url))
    _broken(hub, rule, "^/api/models$")
    with pytest.raises(error):
        list(models.recent(since=datetime(2020, 1, 1, tzinfo=UTC)))


@pytest.mark.parametrize(("rule", "error"), [*ALWAYS, *OFFERS_ALL], ids=_ids)
def test_reading_a_range_fails_in_our_words(
    hub: LocalHub, impatient: Impatient, rule: Rule, error: type[RemoteError]
) -> None:
    source = HubModels(impatient(hub.url)).open(REPO)
    _broken(hub, rule, "^/cdn/")
    with pytest.raises(error):
        source.read_ranges("model.safetensors", [ByteRange(100, 400)])


@pytest.mark.parametrize(("rule", "error"), ALWAYS, ids=_ids)
def test_reading_a_small_file_fails_in_our_words(
    hub: LocalHub, impatient: Impatient, rule: Rule, error: type[RemoteError]
) -> None:
    source = HubModels(impatient(hub.url)).open(REPO)
    _broken(hub, rule, "resolve-cache")
    with pytest.raises(error):
        source.read("LICENSE", limit=1000)


@pytest.mark.parametrize(("rule", "error"), [*ALWAYS, *NONSENSE], ids=_ids)
def test_a_post_that_fails_is_sent_once(
    hub: LocalHub, impatient: Impatient, rule: Rule, error: type[RemoteError]
) -> None:
    forum = HubForum(impatient(hub.url))
    fault = _broken(hub, rule, "/discussions$", method="POST")
    if rule.fault is Fault.TRUNCATED and rule.size is None:
        fault.size = 3
    with pytest.raises(error):
        forum.create(REPO, title="Attribution", body="words")
    assert hub.recorder.count(method="POST") == 1
    assert impatient.pauses == []


@pytest.mark.parametrize(("rule", "error"), [*ALWAYS, *NONSENSE], ids=_ids)
def test_listing_threads_never_takes_a_failure_for_none(
    hub: LocalHub, impatient: Impatient, rule: Rule, error: type[RemoteError]
) -> None:
    forum = HubForum(impatient(hub.url))
    assert forum.account == "bot"
    _broken(hub, rule, "/discussions$", method="GET")
    with pytest.raises(error):
        forum.threads(REPO)


@pytest.mark.parametrize(
    "rule",
    [rule for rule, _ in ALWAYS if rule.fault not in {Fault.RATE_LIMITED, Fault.RETRY_AFTER, Fault.DRIP}],
    ids=_ids,
)
def test_a_failure_that_passes_is_not_noticed(hub: LocalHub, impatient: Impatient, rule: Rule) -> None:
    models = HubModels(impatient(hub.url, deadline_seconds=10.0))
    _broken(hub, rule, MODEL, times=1)
    assert models.open(REPO).snapshot.declared.license_id == "mit"
    assert impatient.pauses == [0.5]


def test_a_short_wait_that_is_asked_for_is_kept(hub: LocalHub, impatient: Impatient) -> None:
    models = HubModels(impatient(hub.url, deadline_seconds=10.0))
    hub.faults.add(Rule(fault=Fault.RETRY_AFTER, path=MODEL, seconds=4))
    models.open(REPO)
    assert impatient.pauses == [4.0]


def test_a_long_wait_is_handed_on_and_nothing_is_asked_before_it_is_over(hub: LocalHub, impatient: Impatient) -> None:
    models = HubModels(impatient(hub.url))
    hub.faults.add(Rule(fault=Fault.RATE_LIMITED, path=MODEL, seconds=300))
    with pytest.raises(RateLimited) as caught:
        models.open(REPO)
    assert caught.value.retry_after_seconds == 300
    with pytest.raises(RateLimited) as caught:
        models.open(REPO)
    assert 290 < (caught.value.retry_after_seconds or 0) <= 301
    assert hub.recorder.count() == 1
    assert impatient.pauses == []


def test_an_ignored_range_is_cut_off_and_the_connection_goes_on(hub: LocalHub, impatient: Impatient) -> None:
    source = HubModels(impatient(hub.url)).open(REPO)
    hub.faults.add(Rule(fault=Fault.RANGE_IGNORED, path="^/cdn/"))
    before = source.cost
    with pytest.raises(RangeIgnored):
        source.read_ranges("model.safetensors", [ByteRange(0, 100)])
    assert (source.cost - before).bytes < 100
    assert source.read_ranges("model.safetensors", [ByteRange(0, 100)]) == [WEIGHTS[:100]]


def test_an_ignored_range_of_the_whole_file_is_taken(hub: LocalHub, impatient: Impatient) -> None:
    source = HubModels(impatient(hub.url)).open(REPO)
    hub.faults.add(Rule(fault=Fault.RANGE_IGNORED, path="^/cdn/"))
    assert source.read_ranges("model.safetensors", [ByteRange(0, len(WEIGHTS))]) == [WEIGHTS]


def test_a_lost_reply_leaves_a_thread_that_is_found_again(hub: LocalHub, impatient: Impatient) -> None:
    forum = HubForum(impatient(hub.url))
    hub.faults.add(Rule(fault=Fault.LOST_REPLY, method="POST", path="/discussions$"))
    with pytest.raises(Unreachable):
        forum.create(REPO, title="Attribution", body="words")
    assert [thread.title for thread in forum.threads(REPO)] == ["Attribution"]


def test_every_error_names_its_cause_and_no_token(hub: LocalHub, impatient: Impatient) -> None:
    models = HubModels(impatient(hub.url))
    hub.faults.add(Rule(fault=Fault.CONNECTION_CLOSED, path=MODEL, times=None))
    with pytest.raises(Unreachable, match="acme/tiny") as caught:
        models.open(REPO)
    assert caught.value.__cause__ is not None
    assert "hf_bot" not in str(caught.value)
