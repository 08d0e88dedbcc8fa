# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Under ``earned`` a rule speaks without a reader after 299 posts without a mistake, not after 298, and not after one that was withdrawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.cases import CaseState
from bot.model.errors import RateLimited
from bot.model.records import RuleRecord
from bot.model.repository import Declared
from bot.pipeline.earning import Earning
from tests.fakes.clock import FakeClock
from tests.fakes.records import FakeRuleRecords
from tests.samples.daemon import World
from tests.samples.judged import NOW, WHOLE_MODEL, rulebook

DECLARED = replace(WHOLE_MODEL, declared=Declared(license_id="mit", base_models=("deepseek-ai/DeepSeek-V3-0324",)))
RULES = sorted({each.rule for each in DECLARED.report().assessment.findings})

UNDONE_NO_MORE = 11 * 60.0


def records(run: int, *, withdrawn: int = 0) -> list[RuleRecord]:
    return [
        RuleRecord(rule=rule, posted=run + withdrawn, withdrawn=withdrawn, clean_run=0 if withdrawn else run)
        for rule in RULES
    ]


def waiting(world: World) -> str:
    [action] = world.casebook.pending_actions()
    return action.id


@pytest.fixture
def world() -> World:
    return World("earned")


def test_298_posts_are_one_too_few(world: World) -> None:
    world.records.records = records(298)
    assert world.scan(DECLARED) is None
    assert world.state() is CaseState.IN_REVIEW
    assert "has not been right often enough" in world.casebook.decisions(1)[-1].reason


def test_299_posts_without_a_mistake_are_enough(world: World) -> None:
    world.records.records = records(299)
    world.scan(DECLARED)
    world.clock.advance(UNDONE_NO_MORE)
    world.jobs.act(waiting(world))
    assert world.state() is CaseState.POSTED


def test_a_withdrawal_holds_back_what_waits_in_the_outbox(world: World) -> None:
    world.records.records = records(299)
    world.scan(DECLARED)
    world.records.records = records(299, withdrawn=1)
    world.clock.advance(UNDONE_NO_MORE)
    with pytest.raises(RateLimited, match="1 more person has to approve it"):
        world.jobs.act(waiting(world))
    assert world.wrote() == []


def test_what_is_not_declared_waits_for_people_however_often_the_rule_was_right(world: World) -> None:
    world.records.records = records(1000)
    assert world.scan(WHOLE_MODEL) is None
    assert world.state() is CaseState.IN_REVIEW


def test_scans_within_a_minute_ask_once_and_whoever_writes_asks_each_time() -> None:
    clock, kept = FakeClock(NOW), FakeRuleRecords()
    earning = Earning(rulebook().preset("earned"), kept, clock)
    assert earning.lately() == earning.lately() == earning.now()
    assert kept.asked == 2
    clock.advance(61)
    earning.lately()
    assert kept.asked == 3


@pytest.mark.parametrize("preset", ["dry-run", "review", "automatic", "demo"])
def test_other_presets_ask_nothing(preset: str) -> None:
    kept = FakeRuleRecords()
    earning = Earning(rulebook().preset(preset), kept, FakeClock(NOW))
    assert earning.now() == earning.lately() == rulebook().preset(preset)
    assert kept.asked == 0
