# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""People rule from the command line, under their names, and nothing is posted because of one word alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import Result

from bot.cli.exits import Exit
from bot.model.cases import ActionState, CaseState
from tests.cli.conftest import GivenApplication
from tests.fakes.tracker import FakeTracker
from tests.samples.daemon import HALF_FIXED, REPO, desk_over
from tests.samples.judged import NOW, WHOLE_MODEL, Repository, rulebook

BY_ADA = ("--as", "ada", "--reason", "read it")
BY_BOB = ("--as", "bob", "--reason", "repeated it")


@pytest.fixture
def case(app: GivenApplication) -> int:
    """One case that waits for a person, about an upstream that is not declared."""
    give(app, WHOLE_MODEL)
    object.__setattr__(app, "desk", desk_over(app.casebook, app.clock, rulebook().preset("review")))
    report = WHOLE_MODEL.report()
    from bot.model.cases import Case  # noqa: PLC0415 - made by hand here alone

    app.casebook.decide(
        Case(
            number=1,
            repo=report.subject.repo,
            state=CaseState.IN_REVIEW,
            subject=report.subject,
            upstreams=("deepseek-ai/DeepSeek-V3-0324",),
            findings=report.assessment.findings,
            opened_at=NOW,
            changed_at=NOW,
        ),
        None,
        None,
    )
    return 1


def give(app: GivenApplication, repository: Repository) -> None:
    report = repository.report()
    app.answers[REPO] = report
    app.answers[f"{report.subject.repo}@{report.subject.revision}"] = report


def test_two_people_and_a_flag_put_a_post_into_the_outbox(
    app: GivenApplication, call: Callable[..., Result], case: int
) -> None:
    first = call("case", "approve", "C-1", *BY_ADA)
    assert (first.exit_code, first.stdout) == (Exit.DONE, "")
    assert "C-1: approved. 1 more to approve it." in first.stderr
    shown = call("case", "post", "1", *BY_BOB)
    assert shown.exit_code == Exit.DONE
    assert "# Attribution: please add" in shown.stdout
    assert "Nothing is written." in shown.stderr
    assert app.casebook.pending_actions() == []
    sent = call("case", "post", "1", *BY_BOB, "--send")
    assert sent.exit_code == Exit.DONE
    assert "In the outbox, written not before" in sent.stderr
    [action] = app.casebook.pending_actions()
    undone = call("case", "undo", "1", *BY_ADA)
    assert undone.exit_code == Exit.DONE
    after = app.casebook.action(action.id)
    assert after is not None
    assert after.state is ActionState.UNDONE
    assert [each.name for each in app.casebook.decisions(case)] == ["ada", "bob", "ada"]


def test_what_the_rules_do_not_allow_is_not_done(app: GivenApplication, call: Callable[..., Result], case: int) -> None:
    call("case", "approve", "1", *BY_ADA)
    again = call("case", "approve", "1", *BY_ADA)
    assert (again.exit_code, again.stdout) == (Exit.NOT_ALLOWED, "")
    assert "the second reader is another person" in again.stderr
    alone = call("case", "post", "1", *BY_ADA, "--send")
    assert alone.exit_code == Exit.NOT_ALLOWED
    give(app, HALF_FIXED)
    changed = call("case", "post", "1", *BY_BOB, "--send")
    assert changed.exit_code == Exit.NOT_ALLOWED
    assert "says something else by now" in changed.stderr
    assert len(app.casebook.decisions(case)) == 1


@pytest.mark.parametrize("word", ["approve", "post", "issue", "undo", "dismiss", "uphold", "withdraw"])
def test_every_ruling_needs_a_name_and_a_reason(call: Callable[..., Result], word: str) -> None:
    assert call("case", word, "1").exit_code == Exit.USAGE
    assert call("case", word, "1", "--as", "ada").exit_code == Exit.USAGE
    assert call("case", word, "one", *BY_ADA).exit_code == Exit.USAGE
    missing = Exit.NOT_CHECKED if word != "issue" else Exit.USAGE
    assert call("case", word, "7", *BY_ADA).exit_code == missing


def test_an_issue_goes_where_the_card_links_to_and_says_what_it_needs(
    app: GivenApplication, call: Callable[..., Result], case: int
) -> None:
    refused = call("case", "issue", "1", *BY_BOB)
    assert refused.exit_code == Exit.USAGE
    assert "set HUBNOTICE_GITHUB_TOKEN" in refused.stderr
    object.__setattr__(app, "tracker", FakeTracker())
    card = b"Code: https://github.com/example-lab/code"
    report = replace(WHOLE_MODEL.report(), subject=app.hub.publish(REPO, {"README.md": b"# Model"}))
    app.answers[REPO] = report
    unclear = call("case", "issue", "1", *BY_BOB)
    assert unclear.exit_code == Exit.NOT_ALLOWED
    assert "no repository for an issue: the card links to no repositories" in unclear.stderr
    app.answers[REPO] = replace(report, subject=app.hub.publish(REPO, {"README.md": card}))
    early = call("case", "issue", "1", *BY_BOB)
    assert (early.exit_code, early.stdout) == (Exit.NOT_ALLOWED, "")
    call("case", "approve", "1", *BY_ADA)
    shown = call("case", "issue", "1", *BY_BOB)
    assert shown.exit_code == Exit.DONE
    assert "# Attribution of " in shown.stdout
    assert "as an issue in example-lab/code" in shown.stderr
    assert app.casebook.pending_actions() == []
    sent = call("case", "issue", "1", *BY_BOB, "--send")
    assert sent.exit_code == Exit.DONE
    [action] = app.casebook.pending_actions()
    assert (action.case, action.tracker_repo) == (case, "example-lab/code")
    assert f"# {action.title}\n\n{action.body}" == shown.stdout.removesuffix("\n")


def test_a_case_is_dismissed_for_good(app: GivenApplication, call: Callable[..., Result], case: int) -> None:
    assert call("case", "dismiss", "1", *BY_ADA).exit_code == Exit.DONE
    found = app.casebook.case(case)
    assert found is not None
    assert found.state is CaseState.NOT_A_FINDING


def test_posting_is_stopped_and_goes_on(call: Callable[..., Result]) -> None:
    assert "posting: on, as far as preset dry-run goes" in call("posting", "status").stdout
    assert call("posting", "stop", "--as", "ada", "--reason", "a launch").exit_code == Exit.DONE
    assert "posting: stopped by ada on" in call("posting", "status").stdout
    assert call("posting", "resume", "--as", "bob", "--reason", "it is over").exit_code == Exit.DONE
    assert "posting: on" in call("posting", "status").stdout
    assert call("posting", "stop").exit_code == Exit.USAGE


@pytest.mark.usefixtures("case")
def test_verify_says_whether_it_comes_to_the_same(app: GivenApplication, call: Callable[..., Result]) -> None:
    same = call("case", "verify", "1")
    assert same.exit_code == Exit.DONE
    assert "C-1: the same" in same.stdout
    give(app, HALF_FIXED)
    other = call("case", "verify", "1")
    assert other.exit_code == Exit.DIFFERS
    assert "case: license-text-missing" in other.stdout
