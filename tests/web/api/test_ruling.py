# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Rulings by programs: the same rules, once for each key, and only on what was read."""

from __future__ import annotations

import json

import pytest

from bot.model.cases import CaseState
from bot.model.people import Permission
from tests.web.api.conftest import ADA, HIDDEN, KIM, POSTED, READER, Programs, bearer, problem
from tests.web.api.test_reading import check


def state_of(web: Programs, number: int = HIDDEN) -> CaseState:
    case = web.casebook.case(number)
    assert case is not None
    return case.state


def test_a_person_approves_under_their_own_name(web: Programs) -> None:
    answer = web.rule("approve")
    assert answer.status == 200
    check("Ruled", answer.json)
    assert answer.json["case"]["state"] == "approved"
    assert answer.json["remark"] == "1 more to approve it"
    assert [(each.name, each.reason) for each in web.casebook.decisions(HIDDEN)] == [("local:ada", "I read the files.")]


def test_two_tokens_of_one_person_are_one_reader(web: Programs) -> None:
    other = "hn_" + "B" * 43
    web.add_token(other, "local:ada", frozenset({Permission.READ_CASES, Permission.DECIDE}))
    assert web.rule("approve").status == 200
    refusal = problem(web.rule("approve", token=other, key="key-0002"))
    assert refusal["status"] == 409
    assert "another person" in refusal["detail"]
    assert web.rule("approve", token=KIM, key="key-0003").status == 200
    assert web.get(f"/api/v1/cases/{HIDDEN}", ADA).json["desk"]["readers_missing"] == 0


def test_the_same_request_again_is_answered_the_same_and_done_once(web: Programs) -> None:
    tag = web.get(f"/api/v1/cases/{HIDDEN}", ADA).headers["etag"]
    first, again = web.rule("approve", tag=tag), web.rule("approve", tag=tag)
    assert (again.status, again.json) == (200, first.json)
    assert again.headers["idempotency-replayed"] == "true"
    assert len(web.casebook.decisions(HIDDEN)) == 1


def test_a_key_that_was_used_for_something_else_is_refused(web: Programs) -> None:
    tag = web.get(f"/api/v1/cases/{HIDDEN}", ADA).headers["etag"]
    assert web.rule("approve", tag=tag).status == 200
    refusal = problem(web.rule("dismiss", tag=tag))
    assert (refusal["status"], "another request" in refusal["detail"]) == (422, True)
    assert state_of(web) is CaseState.APPROVED


def test_a_key_is_good_again_after_a_day(web: Programs) -> None:
    assert web.rule("approve").status == 200
    web.clock.advance(25 * 3600)
    assert web.rule("dismiss").status == 200


def test_a_refusal_is_kept_for_its_key_too(web: Programs) -> None:
    first = problem(web.rule("uphold", tag="*"))
    again = problem(web.rule("uphold", tag="*"))
    assert first == again
    assert first["status"] == 409


def test_a_case_that_changed_meanwhile_is_not_ruled_on(web: Programs) -> None:
    tag = web.get(f"/api/v1/cases/{HIDDEN}", ADA).headers["etag"]
    assert web.rule("approve", token=KIM).status == 200
    assert problem(web.rule("dismiss", tag=tag, key="key-0002"))["status"] == 412
    assert problem(web.rule("dismiss", tag=f"W/{tag}", key="key-0003"))["status"] == 412
    assert state_of(web) is CaseState.APPROVED


def test_the_tag_is_that_of_what_the_same_token_reads(web: Programs) -> None:
    public = web.get(f"/api/v1/cases/{POSTED}").headers["etag"]
    assert problem(web.rule("withdraw", number=POSTED, tag=public))["status"] == 412


def test_what_happens_between_reading_and_ruling_is_seen_by_the_desk(web: Programs) -> None:
    web.before_dismissal = lambda: web.casebook_desk.approve(HIDDEN, name="local:kim", reason="it is so")
    refusal = problem(web.rule("dismiss"))
    assert refusal["status"] == 409
    assert state_of(web) is CaseState.APPROVED


def test_a_condition_and_a_key_are_asked_for(web: Programs) -> None:
    assert problem(web.rule("approve", tag=""))["type"] == "/api#condition-missing"
    assert problem(web.rule("approve", key=""))["errors"][0]["where"] == "Idempotency-Key"
    assert problem(web.rule("approve", key="short"))["errors"][0]["where"] == "Idempotency-Key"
    assert web.casebook.decisions(HIDDEN) == []


def test_a_posted_case_is_withdrawn_with_a_number(web: Programs) -> None:
    answer = web.rule("withdraw", number=POSTED, reason="The norms misled us.")
    assert answer.json["case"]["withdrawn"] is True
    assert state_of(web, POSTED) is CaseState.WITHDRAWN


def test_each_ruling_needs_its_permission(web: Programs) -> None:
    assert problem(web.rule("approve", token=READER))["status"] == 403
    assert "publish" in problem(web.rule("undo"))["detail"]
    assert web.rule("approve", token="", tag="*").status == 401
    assert state_of(web) is CaseState.IN_REVIEW


def test_a_program_never_posts(web: Programs) -> None:
    assert problem(web.rule("post"))["errors"][0]["where"] == "ruling"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"[]", 422),
        (b"{", 422),
        (b"[" * 60_000, 422),
        (b'{"ruling": "approve"}', 422),
        (b'{"ruling": "approve", "reason": ""}', 422),
        (b'{"ruling": "approve", "reason": " ... "}', 422),
        (b'{"ruling": ["approve"], "reason": "x"}', 422),
        (b'{"ruling": "approve", "reason": "x", "name": "local:kim"}', 422),
        (b'{"ruling": "approve", "reason": "' + b"x" * 70_000 + b'"}', 413),
    ],
)
def test_a_body_that_is_not_as_described_is_refused(web: Programs, body: bytes, status: int) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "key-0001", "If-Match": "*"} | bearer(ADA)
    answer = web.ask(f"/api/v1/cases/{HIDDEN}/decisions", method="POST", body=body, headers=headers)
    assert problem(answer)["status"] == status
    assert web.casebook.decisions(HIDDEN) == []


def test_a_form_of_a_browser_is_no_request_of_a_program(web: Programs) -> None:
    headers = {"Content-Type": "text/plain", "Idempotency-Key": "key-0001", "If-Match": "*"} | bearer(ADA)
    body = json.dumps({"ruling": "approve", "reason": "x"}).encode()
    assert (
        problem(web.ask(f"/api/v1/cases/{HIDDEN}/decisions", method="POST", body=body, headers=headers))["status"]
        == 415
    )


def test_a_mistake_of_ours_leaves_the_key_free(web: Programs) -> None:
    def fail() -> None:
        raise ZeroDivisionError("secret")

    web.before_dismissal = fail
    answer = web.rule("dismiss")
    assert problem(answer)["status"] == 500
    assert "secret" not in answer.text
    web.before_dismissal = None
    assert web.rule("dismiss").status == 200
