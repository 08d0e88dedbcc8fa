# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What programs read: public things as they are, and nothing else without a token."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from bot.model.cases import CaseState
from bot.model.errors import OperatorError
from bot.model.people import Role
from bot.web.api.table import ALL, SCHEMAS
from tests.samples.schemas import closed
from tests.web.api.conftest import ADA, HIDDEN_REPO, READER, Programs, problem


def check(name: str, document: Any) -> None:  # noqa: ANN401 - JSON
    """Every key is described, and none is left out."""
    jsonschema.Draft202012Validator(closed(SCHEMAS[name])).validate(document)


def test_everybody_reads_public_cases_and_no_other(web: Programs) -> None:
    answer = web.get("/api/v1/cases")
    check("Cases", answer.json)
    assert [each["name"] for each in answer.json["cases"]] == ["C-17"]
    assert HIDDEN_REPO not in answer.text
    assert answer.json["cases"][0]["desk"] is None


def test_a_token_of_the_desk_reads_all_cases(web: Programs) -> None:
    answer = web.get("/api/v1/cases?order=oldest", READER)
    check("Cases", answer.json)
    assert [each["name"] for each in answer.json["cases"]] == ["C-17", "C-18"]
    assert answer.json["cases"][1]["desk"]["readers_missing"] == 2


def test_a_case_that_is_not_public_is_not_there(web: Programs) -> None:
    hidden, missing = web.get("/api/v1/cases/18"), web.get("/api/v1/cases/99")
    assert (hidden.status, missing.status) == (404, 404)
    assert problem(hidden) == problem(missing)
    assert web.get("/api/v1/cases/18", READER).json["repo"] == HIDDEN_REPO


def test_a_public_case_shows_the_reply_and_not_who_ruled(web: Programs) -> None:
    web.answer_as_owner("We trained it ourselves.")
    answer = web.get("/api/v1/cases/C-17")
    check("Case", answer.json)
    assert answer.json["statement"]["text"] == "We trained it ourselves."
    assert [each["author"] for each in answer.json["replies"]] == ["hana"]
    assert answer.json["decisions"] is None
    assert "local:sam" not in answer.text
    assert answer.json["url"].endswith("/discussions/4")


def test_advice_is_for_the_desk_since_it_asks_nothing(web: Programs) -> None:
    public, desk = web.get("/api/v1/cases/17").json["findings"], web.get("/api/v1/cases/17", READER).json["findings"]
    assert {each["rule"] for each in desk} - {each["rule"] for each in public} == {"base-model-undeclared"}
    assert public


def test_the_desk_sees_who_ruled_and_why(web: Programs) -> None:
    answer = web.get("/api/v1/cases/C-17", READER)
    check("Case", answer.json)
    assert [each["reason"] for each in answer.json["decisions"]] == ["it is so"]


def test_a_withdrawn_case_says_so_and_why(web: Programs) -> None:
    web.withdraw()
    answer = web.get("/api/v1/cases/17").json
    check("Case", answer)
    assert answer["withdrawn"] is True
    assert answer["withdrawal"] == {
        "at": "2026-03-18T10:00:00+00:00",
        "correction": 1,
        "reason": "the norms misled us",
        "found_by_owner": True,
    }


def test_hostile_words_of_owners_are_data_without_control_signs(web: Programs) -> None:
    web.answer_as_owner("<script>alert(1)</script>\x00\x1b[2J\u202eevil\nnext")
    said = web.get("/api/v1/cases/17").json["statement"]["text"]
    assert said == "<script>alert(1)</script>[2Jevil\nnext"


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("/api/v1/upstreams", "Upstreams"),
        ("/api/v1/upstreams/deepseek-ai/DeepSeek-V3-0324", "Upstream"),
        ("/api/v1/repos/Example-Lab/example-ja-700b", "Repository"),
        ("/api/v1/owners/Example-Lab", "Owner"),
        ("/api/v1/rules", "Rules"),
        ("/api/v1/corrections", "Corrections"),
    ],
)
def test_everybody_reads_what_is_public(web: Programs, path: str, schema: str) -> None:
    web.withdraw()
    web.add_edge()
    answer = web.get(path)
    assert answer.status == 200
    check(schema, answer.json)
    assert HIDDEN_REPO not in answer.text
    assert answer.headers["cache-control"].startswith("public")
    assert answer.headers["access-control-allow-origin"] == "*"


def test_counts_for_everybody_leave_out_states_that_are_never_public(web: Programs) -> None:
    public = web.get("/api/v1/owners/quiet-lab").json
    assert CaseState.IN_REVIEW.value not in public["cases"]
    assert (public["open"], sum(public["cases"].values())) == ([], 0)
    assert web.get("/api/v1/owners/quiet-lab", READER).json["cases"]["in_review"] == 1


@pytest.mark.parametrize(("path", "schema"), [("/api/v1/log", "Log"), ("/api/v1/status", "Status")])
def test_what_the_desk_alone_reads_needs_a_token_that_allows_it(web: Programs, path: str, schema: str) -> None:
    assert web.get(path).status == 401
    assert web.get(path).headers["www-authenticate"] == "Bearer"
    assert problem(web.get(path, READER))["type"] == "/api#not-allowed"
    answer = web.get(path, ADA)
    assert answer.status == 200
    check(schema, answer.json)


def test_pages_lead_to_each_other_until_the_end(web: Programs) -> None:
    first = web.get("/api/v1/cases?limit=1&order=oldest", READER)
    assert first.headers["link"] == f'<{first.json["next"]}>; rel="next"'
    second = web.get(first.json["next"], READER)
    assert [each["name"] for each in second.json["cases"]] == ["C-18"]
    assert second.json["next"] is None
    assert "link" not in second.headers


def test_a_cursor_that_was_changed_is_not_understood(web: Programs) -> None:
    assert problem(web.get("/api/v1/cases?after=elsewhere"))["type"] == "/api#not-understood"


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("stat=posted", "stat"),
        ("state=certain", "state"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=5&limit=6", "limit"),
        ("opened_from=2026-02-30", "opened_from"),
        ("opened_from=yesterday", "opened_from"),
        ("share_from=2", "share_from"),
        ("q=%00", "q"),
        ("owner=a/b", "owner"),
        ("assignee=local:ada", "assignee"),
        ("state=", "state"),
    ],
)
def test_what_is_not_as_described_is_named(web: Programs, query: str, where: str) -> None:
    refusal = problem(web.get(f"/api/v1/cases?{query}"))
    assert refusal["status"] == 400
    assert refusal["errors"][0]["where"] == where


def test_all_flaws_are_told_together(web: Programs) -> None:
    refusal = problem(web.get("/api/v1/cases?state=x&tier=y&z=1"))
    assert [each["where"] for each in refusal["errors"]] == ["z", "state", "tier"]


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/v1/", "/api/v1/cases/", "/api/v1/repos/one", "/api/v1/cases/x-1"]
)
def test_an_unknown_address_is_a_problem_and_no_page(web: Programs, path: str) -> None:
    assert problem(web.get(path))["type"] == "/api#not-found"


def test_another_method_is_a_problem_that_names_the_right_ones(web: Programs) -> None:
    answer = web.ask("/api/v1/cases", method="DELETE")
    assert problem(answer)["status"] == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer nonsense", "Basic YTpi", "Bearer hn_" + "Z" * 43, "Bearer " + ADA + " x", ""]
)
def test_a_token_that_does_not_hold_is_told_even_for_what_is_public(web: Programs, header: str) -> None:
    answer = web.get("/api/v1/cases", Authorization=header)
    assert problem(answer)["status"] == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_token_ends_and_is_taken_back(web: Programs) -> None:
    web.tokens.revoke(READER[3:11], web.clock.now())
    assert web.get("/api/v1/cases/18", READER).status == 401
    web.clock.advance(31 * 24 * 3600)
    assert web.get("/api/v1/cases/18", ADA).status == 401


def test_cookies_mean_nothing_to_the_api(web: Programs) -> None:
    web.sign_in("local:ada", Role.ADMIN, Role.REVIEWER)
    assert web.get("/api/v1/cases/18").status == 404
    assert web.get("/api/v1/log").status == 401


def test_what_is_known_is_not_sent_again(web: Programs) -> None:
    first = web.get("/api/v1/cases/17")
    tag = first.headers["etag"]
    assert not tag.startswith("W/")
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = web.get("/api/v1/cases/17", If_None_Match=known)
        assert (again.status, again.text) == (304, "")
        assert again.headers["etag"] == tag
    web.answer_as_owner("We trained it ourselves.")
    assert web.get("/api/v1/cases/17", If_None_Match=tag).status == 200


def test_what_a_token_reads_is_kept_by_nobody_else(web: Programs) -> None:
    assert web.get("/api/v1/cases", READER).headers["cache-control"] == "private, no-cache"
    assert "access-control-allow-origin" not in web.get("/api/v1/cases", READER).headers
    assert web.get("/api/v1/cases").headers["vary"] == "Authorization"


def test_a_head_says_what_a_get_would(web: Programs) -> None:
    got, head = web.get("/api/v1/cases/17"), web.ask("/api/v1/cases/17", method="HEAD")
    assert (head.status, head.text) == (200, "")
    assert head.headers["etag"] == got.headers["etag"]


def test_a_name_that_points_here_from_elsewhere_is_refused(web: Programs) -> None:
    assert problem(web.get("/api/v1/cases", Host="evil.example"))["status"] == 421
    assert problem(web.get("/api/v1/nothing", Host="evil.example"))["status"] == 421


def test_a_database_that_does_not_answer_is_no_mistake_of_the_program(web: Programs) -> None:
    def broken() -> None:
        raise OperatorError("sqlite:///secret.db: locked")

    web.questions.corrections = broken  # type: ignore[method-assign, assignment]
    answer = web.get("/api/v1/corrections")
    assert problem(answer)["status"] == 503
    assert "secret" not in answer.text
    assert answer.headers["retry-after"] == "10"


def test_every_operation_has_its_schema() -> None:
    for operation in ALL:
        assert operation.answer in SCHEMAS
        assert not operation.body or operation.body in SCHEMAS
    for schema in SCHEMAS.values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_the_description_is_public_and_names_every_operation(web: Programs) -> None:
    described = web.get("/openapi.json").json
    assert described["openapi"] == "3.1.0"
    found = {(method.upper(), path) for path, each in described["paths"].items() for method in each}
    assert found == {(each.method, each.path) for each in ALL}
    assert described["info"]["license"]["identifier"] == "Apache-2.0"
    assert described["info"]["contact"] == {"email": "desk@hubnotice.example"}
    assert json.loads(web.get("/openapi.json").text) == described


def test_the_page_for_people_lists_operations_and_problems(web: Programs) -> None:
    page = web.get("/api").text
    assert "GET /api/v1/cases/{number}" in page
    assert 'id="changed-meanwhile"' in page
    assert 'src="http' not in page


def test_that_a_token_of_the_desk_reads_is_noted_in_its_persons_name(web: Programs) -> None:
    web.get("/api/v1/cases")
    web.get("/api/v1/cases", "hn_" + "Z" * 43)
    assert web.audit.noted == []
    web.get("/api/v1/cases?order=oldest", READER)
    assert [(each.name, each.place) for each in web.audit.noted] == [("local:rea", "/api/v1/cases?order=oldest")]
