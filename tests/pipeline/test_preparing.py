# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What is shown before a post goes into the outbox: the words, and each thing that speaks against it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.model.cases import CaseState
from bot.model.components import Component
from bot.model.costs import Reason, Unavailable
from bot.model.errors import NotAllowed
from bot.model.evidence import EvidenceKind
from bot.model.lineage import Verdict
from bot.model.orders import POSTING, StandingOrder, Word, owner_scope
from bot.model.reports import ScanReport
from bot.model.wishes import PostWish, Wishes
from bot.pipeline.ruling.preparing import Check, Weight, digest_of
from bot.pipeline.ruling.rulings import Agreed
from tests.samples.daemon import HALF_FIXED, World
from tests.samples.judged import DECLARED_FINETUNE, DEEPSEEK, NOW, WHOLE_MODEL, Repository, evidence, lineage, part


def world(repository: Repository = WHOLE_MODEL, preset: str = "review") -> World:
    made = World(preset)
    made.scan(repository)
    return made


def check(made: World, what: str, report: ScanReport | None = None, preset: str = "review") -> Check:
    prepared = made.desk(preset).prepare(1, report or made.report())
    return next(each for each in prepared.checks if each.what == what)


def test_a_clean_post_has_nothing_that_stops_it() -> None:
    prepared = world().desk().prepare(1, world().report())
    assert prepared.digest == digest_of(prepared.post)
    assert [each.what for each in prepared.checks if each.weight is Weight.STOP] == []


def test_words_of_table_and_paste_are_not_counted() -> None:
    made = world()
    body = made.desk().preview(1, made.report()).body
    count = int(check(made, "Words").words.split(",")[0])
    assert 150 < count < 400
    assert count < len(body.split())


@pytest.mark.parametrize(
    ("change", "what", "weight"),
    [
        (lambda report: replace(report, wishes=Wishes(post=PostWish.ASK, where=".notice.yml")), "Opt-out", Weight.LOOK),
        (lambda report: replace(report, wishes=Wishes(problem="not YAML")), "Opt-out", Weight.LOOK),
        (
            lambda report: replace(report, not_checked=(Unavailable("a.bin", Reason.BUDGET),)),
            "Not looked at",
            Weight.LOOK,
        ),
        (lambda report: replace(report, upstream_licenses=()), f"License of {DEEPSEEK.repo}", Weight.LOOK),
    ],
)
def test_what_a_person_should_look_at_says_so(
    change: Callable[[ScanReport], ScanReport], what: str, weight: Weight
) -> None:
    made = world()
    assert check(made, what, change(made.report())).weight is weight


def test_other_statements_than_those_of_the_case_stop_it() -> None:
    made = world()
    made.publish(HALF_FIXED)
    assert check(made, "Newest commit").weight is Weight.STOP


def test_controls_are_told_with_the_strongest_of_them() -> None:
    tested = evidence(EvidenceKind.SAMPLED_WEIGHTS, DEEPSEEK, controls=24, control_log10_p=-1.2)
    held = replace(
        WHOLE_MODEL, lineage=lineage(part(Component.TEXT_MODEL, Verdict.DERIVED, DEEPSEEK, evidence=(tested,)))
    )
    found = check(world(held), "Controls, language model")
    assert found.words == "24 comparisons that cannot be at home; the strongest of them log10 p -1.2"
    assert found.weight is Weight.FINE
    assert check(world(), "Controls, language model").weight is Weight.LOOK


def test_a_preset_that_writes_nothing_and_a_stop_are_told() -> None:
    assert check(world(preset="dry-run"), "Posting", preset="dry-run").weight is Weight.STOP
    made = world()
    made.casebook.order(
        StandingOrder(scope=POSTING, word=Word.TRIPPED, name="breaker", reason="two withdrawals", at=NOW)
    )
    assert check(made, "Posting").words == "stopped by breaker: two withdrawals"


def test_owners_who_said_never_are_not_prepared_for() -> None:
    made = world()
    made.casebook.order(
        StandingOrder(scope=owner_scope(made.case.owner), word=Word.OFF, name="hf:hana", reason="never", at=NOW)
    )
    with pytest.raises(NotAllowed, match="its owners ask us not to write"):
        made.desk().prepare(1, made.report())


def test_a_declared_upstream_has_no_courtesy_window() -> None:
    made = world(DECLARED_FINETUNE)
    assert "Courtesy window" not in {each.what for each in made.desk().prepare(1, made.report()).checks}
    assert check(world(), "Courtesy window").words.startswith("posted on 20 March 2026, 10:00 UTC at the earliest")


def test_what_was_agreed_to_is_what_is_stored() -> None:
    made = world(DECLARED_FINETUNE)
    desk = made.desk()
    desk.approve(1, name="hf:ada", reason="read it")
    prepared = desk.prepare(1, made.report())
    agreed = Agreed(seen=desk.seen(1), digest=prepared.digest)
    ruled = desk.post(1, made.report(), name="hf:bob", reason="now", agreed=agreed)
    assert ruled.action is not None
    assert (ruled.action.title, ruled.action.body) == (prepared.post.title, prepared.post.body)


def test_every_ruling_changes_what_is_seen() -> None:
    made = world()
    desk = made.desk()
    first = desk.seen(1)
    desk.approve(1, name="hf:ada", reason="read it", seen=first)
    assert desk.seen(1) != first
    with pytest.raises(NotAllowed, match="something happened to it since"):
        desk.dismiss(1, name="hf:bob", reason="no", seen=first)
    assert made.state() is CaseState.APPROVED
