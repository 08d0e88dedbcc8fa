# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What ``hubnotice doctor`` looks at, one function a thing; each says how it stands and raises BotError where it cannot be used."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

from bot.model.errors import BotError

if TYPE_CHECKING:
    from bot.adapters.hub.checkup import Checkup
    from bot.bootstrap import Storage
    from bot.model.status import OperatingStatus
    from bot.settings import Settings

_MOST_SECONDS_OFF = 30
_LEAST_QUOTA = 0.1
"""Share of the quota below which somebody should know."""
_POLLS = 10


class State(Enum):
    """How a thing stands."""

    OK = "ok"
    WARN = "warn"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the doctor."""

    name: str
    state: State
    words: str


Look = Callable[["Settings"], Iterator[Check]]


def looked(name: str, look: Look, settings: Settings) -> Iterator[Check]:
    """The lines of one look; where it cannot go on, the last one says why."""
    try:
        yield from look(settings)
    except BotError as error:
        yield Check(name=name, state=State.FAIL, words=str(error))


def rules(settings: Settings) -> Iterator[Check]:
    """Whether every rule file can be used, and whether somebody signs what the preset posts."""
    from bot.adapters.rulebook import load_rulebook
    from bot.bootstrap import check_signature

    book = load_rulebook(settings.rules_folder)
    preset = book.preset(settings.preset)
    check_signature(settings, preset)
    counts = f"{len(book.policies)} rules, {len(book.licenses)} licenses, {len(book.families)} families"
    yield _check("rules", f"{counts}; preset {preset.id}: {preset.title}")


def database(settings: Settings) -> Iterator[Check]:
    """What is kept, whether the log is as it was written, and how the daemon is doing."""
    from bot.adapters.clock import SystemClock
    from bot.adapters.rulebook import load_rulebook
    from bot.bootstrap import open_storage
    from bot.pipeline.status import StatusOfAll

    storage = open_storage(settings, os.environ)
    try:
        yield _kept(storage)
        yield _log(storage)
        preset = load_rulebook(settings.rules_folder).preset(settings.preset)
        reader = StatusOfAll(casebook=storage.casebook, jobs=storage.jobs, preset=preset, clock=SystemClock())
        yield from operation(reader.status(), preset_id=preset.id, poll_seconds=settings.poll_seconds)
    finally:
        storage.close()


def hub(settings: Settings) -> Iterator[Check]:
    """Whether the Hub answers and knows the account, how our clocks agree, and what is left of the quota."""
    from bot.adapters.clock import SystemClock
    from bot.adapters.hub.checkup import check_up
    from bot.adapters.hub.forum import HubForum
    from bot.comparing import connect

    with connect(settings) as connection:
        checkup = check_up(connection, SystemClock())
        who = "no token: reading only" if settings.token is None else f"signed in as {HubForum(connection).account}"
        yield _check("hub", f"{settings.hub_url} answers; {who}")
        yield from headers(checkup)


def github(settings: Settings) -> Iterator[Check]:
    """Whether GitHub knows the account, and who can read the dashboard."""
    from bot.bootstrap import connect_github

    tracker = connect_github(settings)
    if tracker is None:
        yield _check("github", "not used: no token")
        return
    try:
        words = f"{settings.github_url} answers; signed in as {tracker.account}"
        if settings.github_dashboard:
            public = "can" if tracker.is_public(settings.github_dashboard) else "cannot"
            yield _check("github", f"{words}; everybody {public} read the dashboard in {settings.github_dashboard}")
        else:
            yield _check("github", f"{words}; no dashboard")
    finally:
        tracker.disconnect()


def headers(checkup: Checkup) -> Iterator[Check]:
    """What one answer of the Hub told beside its content."""
    ahead, quota = checkup.seconds_ahead, checkup.quota
    if ahead is None:
        yield _check("clock", "the Hub does not tell the time")
    elif abs(ahead) > _MOST_SECONDS_OFF:
        words = f"{abs(ahead)} s {'ahead of' if ahead > 0 else 'behind'} the Hub: set it, for example timedatectl set-ntp true"
        yield _check("clock", words, warn=True)
    else:
        yield _check("clock", f"agrees with the Hub's within {_MOST_SECONDS_OFF} s")
    if quota is None:
        yield _check("quota", "the Hub does not tell what is left")
        return
    of = "" if quota.size is None else f" of {quota.size}"
    is_low = quota.left == 0 or (quota.size is not None and quota.left < _LEAST_QUOTA * quota.size)
    yield _check("quota", f"{quota.name} {quota.left}{of} left, new in {quota.resets_in_seconds} s", warn=is_low)


def operation(status: OperatingStatus, *, preset_id: str, poll_seconds: int) -> Iterator[Check]:
    """How the daemon on this database is doing, whoever runs it."""
    posts, jobs = status.posts, status.jobs
    if status.kill_switch or status.breaker_tripped:
        yield _check("posting", "stopped by a person" if status.kill_switch else "stopped by itself", warn=True)
    elif posts.hour_cap and posts.day_cap:
        yield _check("posting", f"on: preset {preset_id}; {status.outbox_waiting} waiting in the outbox")
    else:
        yield _check("posting", f"off: preset {preset_id} writes nothing; good for a first week", warn=True)
    used = (
        f"{posts.last_hour} of {posts.hour_cap} in the last hour, {posts.last_day} of {posts.day_cap} in the last day"
    )
    is_full = 0 < posts.hour_cap <= posts.last_hour or 0 < posts.day_cap <= posts.last_day
    yield _check("caps", f"threads created: {used}", warn=is_full)
    lag = status.watermark_lag
    moments = [moment for moment in (status.watermark, status.polled_at) if moment is not None]
    is_old = not moments or status.at - max(moments) > timedelta(seconds=_POLLS * poll_seconds)
    polled = "no poll yet" if status.polled_at is None else f"polled {_age(status.at - status.polled_at)} ago"
    newest = "nothing taken in yet" if lag is None else f"the newest change taken in is {_age(lag)} old"
    yield _check("watermark", f"{newest}; {polled}", warn=is_old)
    words = f"{jobs.waiting} waiting, {jobs.running} running, {jobs.set_aside} set aside"
    yield _check("jobs", words, warn=jobs.set_aside > 0)


def _kept(storage: Storage) -> Check:
    known = len(storage.catalog.keys())
    advice = "" if known else "; a scan compares with them: hubnotice catalog add org/name"
    return _check("database", f"known upstreams: {known}, cases: {len(storage.casebook.cases())}{advice}")


def _log(storage: Storage) -> Check:
    broken = storage.verify_log()
    if broken is None:
        return _check("log", "decisions and receipts are as they were written")
    words = f"{broken.table} row {broken.sequence}: {broken.reason}; nothing from there on is vouched for"
    return Check(name="log", state=State.FAIL, words=f"{words}: compare with a backup")


def _age(age: timedelta) -> str:
    """In the largest unit that is not zero: seconds, minutes, hours or days.

    >>> _age(timedelta(seconds=59)), _age(timedelta(minutes=90)), _age(timedelta(hours=50))
    ('59 s', '1 h', '2 d')
    """
    seconds = max(int(age.total_seconds()), 0)
    size, unit = next((each for each in ((86_400, "d"), (3600, "h"), (60, "min")) if seconds >= each[0]), (1, "s"))
    return f"{seconds // size} {unit}"


def _check(name: str, words: str, *, warn: bool = False) -> Check:
    return Check(name=name, state=State.WARN if warn else State.OK, words=words)
