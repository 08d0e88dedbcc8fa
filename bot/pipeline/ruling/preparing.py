# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What somebody sees before they put a post into the outbox: the words, and everything that was looked at beside them. Pure.

The digest of the words goes along with the form, and what was seen of the case, too: another text, or a case on which somebody else ruled
meanwhile, is not what they agreed to.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bot.model.cases import Action, Case, Decision
from bot.model.findings import Tier
from bot.model.lineage import ComponentLineage, Verdict
from bot.model.orders import StandingOrder
from bot.model.reports import ScanReport
from bot.model.wishes import PostWish
from bot.pipeline.decide import same_statements, writes_anything
from bot.policy.caps import Used, full
from bot.policy.demands import Standing, demand, readers, readers_needed, tier_of
from bot.policy.outcome import is_weighty
from bot.policy.presets import Preset
from bot.render.lengths import MOST_WORDS, word_count
from bot.render.numbers import moment, percent
from bot.render.posts import Post
from bot.render.tone import lint

_LINK = re.compile(r"\]\((https?://[^\s)]+)\)")


class Weight(Enum):
    """What a check means for whoever decides. The words are those of style classes."""

    FINE = "fine"
    LOOK = "look"
    """A person should look at it."""
    STOP = "stop"
    """As it is, nothing is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    what: str
    words: str
    weight: Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A post as it would be written now."""

    post: Post
    digest: str
    """Of title and text."""
    checks: tuple[Check, ...]
    commit: str
    """The commit that was just scanned, in full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the casebook says around one case."""

    decisions: Sequence[Decision]
    used: Used
    posting: StandingOrder | None
    """The order about all posting that holds."""
    has_written: bool
    """Whether anything was ever written below this repository."""
    now: datetime


def digest_of(post: Post) -> str:
    """The same digest is the same title and text, marker included."""
    return hashlib.sha256(f"{post.title}\n{post.body}".encode()).hexdigest()


def seen(case: Case, decisions: Sequence[Decision], waiting: Sequence[Action]) -> str:
    """What somebody saw of a case: another word means that something happened to it since."""
    facts = [
        case.name,
        case.state.value,
        case.subject.revision,
        case.changed_at.isoformat(),
        str(len(decisions)),
        *sorted(each.id for each in waiting),
    ]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]


def checks(case: Case, report: ScanReport, post: Post, preset: Preset, around: Circumstances) -> tuple[Check, ...]:
    """Everything that was looked at; ``report`` is as its owners wish it."""
    return (
        *_words(post),
        _statements(case, report),
        *_licenses(report),
        *_measurements(report),
        _not_checked(report),
        _earlier(case, around),
        _wish(report),
        *_people(case, around, preset),
        *_room(case, around, preset),
    )


def _words(post: Post) -> Iterator[Check]:
    hits = lint(f"{post.title}\n\n{post.body}")
    yield _check("Tone", f"these words are not ours: {', '.join(hits)}" if hits else "nothing found", stops=bool(hits))
    count = word_count(post.body)
    words = f"{count}, outside the table and the text to paste; fewer than {MOST_WORDS} is the aim"
    yield _check("Words", words, look=count >= MOST_WORDS)
    hosts = sorted({link.split("/")[2] for link in _LINK.findall(post.body)})
    yield _check(
        "Links", f"{len(_LINK.findall(post.body))}, to {', '.join(hosts)}" if hosts else "none", look=len(hosts) > 1
    )


def _statements(case: Case, report: ScanReport) -> Check:
    same = same_statements(report.assessment.findings, case.findings)
    told = "the same as the case" if same else "something else than the case by now; look at the case again"
    return _check("Newest commit", f"{report.subject.revision}: {told}", stops=not same)


def _licenses(report: ScanReport) -> Iterator[Check]:
    known = dict(report.upstream_licenses)
    upstreams = dict.fromkeys(each.upstream for each in report.assessment.findings if is_weighty(each))
    for each in upstreams:
        words = f"{known.get(each) or 'not known'}, of commit {each.revision}"
        yield _check(f"License of {each.repo}", words, look=not known.get(each))


def _measurements(report: ScanReport) -> Iterator[Check]:
    parts = [each for each in report.lineage.components if each.verdict is Verdict.DERIVED]
    for part in parts:
        tests = [each for each in part.evidence if each.log10_p is not None]
        controls = sum(each.controls for each in tests)
        strongest = min((each.control_log10_p for each in tests if each.control_log10_p is not None), default=None)
        beside = "" if strongest is None else f"; the strongest of them log10 p {strongest:.1f}"
        words = f"{controls} comparisons that cannot be at home{beside}" if controls else "none"
        yield _check(f"Controls, {part.component.words}", words, look=not controls)
        yield _check(f"Compared, {part.component.words}", _coverage(part), look=part.coverage <= 0)
    if not parts:
        yield _check("Controls", "the weights were not compared; the statement rests on the repository's own words")


def _coverage(part: ComponentLineage) -> str:
    if part.coverage <= 0:
        return "nothing"
    return f"something in families of tensors with {percent(part.coverage)} of the parameters"


def _not_checked(report: ScanReport) -> Check:
    missing = [each.what for each in report.not_checked]
    return _check("Not looked at", ", ".join(missing[:5]) or "nothing was left out", look=bool(missing))


def _earlier(case: Case, around: Circumstances) -> Check:
    if case.was_asked:
        return _check(
            "Earlier threads", "the owners were asked about this case before; the one thread goes on", look=True
        )
    words = "something was written below this repository before" if around.has_written else "none that we know of"
    return _check("Earlier threads", words, look=around.has_written)


def _wish(report: ScanReport) -> Check:
    wishes = report.wishes
    if wishes.problem:
        return _check("Opt-out", f"not understood: {wishes.problem}", look=True)
    if wishes.post is PostWish.ANY:
        return _check("Opt-out", "none")
    said = f"{wishes.where or 'its owners'}: {wishes.post.value.replace('-', ' ')}"
    return _check("Opt-out", said, stops=wishes.post is PostWish.NEVER, look=True)


def _people(case: Case, around: Circumstances, preset: Preset) -> Iterator[Check]:
    held = readers(around.decisions)
    needed = readers_needed(case.findings)
    asked = demand(case.findings, around.decisions, preset)
    names = f" ({', '.join(held)})" if held else ""
    is_never = asked.standing is Standing.NEVER
    rest = f"; {asked.reason}" if asked.reason else ""
    yield _check("Readers", f"{len(held)} of {needed}{names}{rest}", stops=is_never, look=len(held) < needed)
    if tier_of(case.findings) is not Tier.UNDECLARED:
        return
    until = (asked.not_before or around.now + timedelta(hours=preset.courtesy_hours)).astimezone(around.now.tzinfo)
    words = f"posted on {moment(until)} at the earliest, so that owners can put it right before"
    yield _check("Courtesy window", words if until > around.now else "over")


def _room(case: Case, around: Circumstances, preset: Preset) -> Iterator[Check]:
    if not writes_anything(preset):
        yield _check("Posting", f"preset {preset.id} writes nothing", stops=True)
    elif around.posting is not None and around.posting.is_off:
        yield _check("Posting", f"stopped by {around.posting.name}: {around.posting.reason}", look=True)
    else:
        yield _check("Posting", f"preset {preset.id}; it can be undone for {preset.undo_minutes} minutes")
    reached = full(around.used, case.owner, preset, around.now)
    today = sum(each.at > around.now - timedelta(days=1) for each in around.used.threads)
    hour = sum(each.at > around.now - timedelta(hours=1) for each in around.used.threads)
    words = (
        f"{around.used.open_with_owner} of {preset.open_per_owner} open with this owner, {hour} of {preset.posts_per_hour} this hour, "
        f"{today} of {preset.posts_per_day} today"
    )
    yield _check("Caps", f"{words}; {reached.reason}, so it waits" if reached else words, look=reached is not None)


def _check(what: str, words: str, *, look: bool = False, stops: bool = False) -> Check:
    weight = Weight.STOP if stops else Weight.LOOK if look else Weight.FINE
    return Check(what=what, words=words, weight=weight)
