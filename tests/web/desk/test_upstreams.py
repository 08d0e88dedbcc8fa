# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Who builds on a model, told without guilt, and "we allowed this" by those who speak for it."""

from __future__ import annotations

import csv
import io

import pytest

from bot.adapters.storage.catalog import SqlCatalog
from bot.model.cases import CaseState
from bot.model.fingerprints import Architecture, Fingerprint, UpstreamTerms
from bot.model.people import Role
from bot.model.repository import SnapshotKey
from tests.web.desk.around_world import UPSTREAM, Desk, words

PAGE = f"/upstream/{UPSTREAM}"
ALLOW = "/upstreams/allowed"


def known(desk: Desk, *repos: str) -> None:
    for repo in repos:
        SqlCatalog(desk.database).add(
            Fingerprint(
                key=SnapshotKey(repo, "e" * 40),
                method="test",
                parameters=1,
                component_parameters=(),
                architecture=Architecture(),
                files=(),
                references=(),
                terms=UpstreamTerms(license_id="mit"),
            )
        )


def test_builders_are_counted_as_credited_not_yet_and_withdrawn(desk: Desk) -> None:
    desk.case("acme/thankful", CaseState.RESOLVED, met="yes")
    desk.case("acme/asked", CaseState.POSTED)
    desk.case("acme/wrong", CaseState.WITHDRAWN, declared=False)
    desk.case("acme/unread", CaseState.POSTED, met="unknown")
    text = words(desk.ask(PAGE))
    assert "4 repositories appear to build on deepseek-ai/DeepSeek-V3" in text
    assert (
        "1 with everything found that its license asks for, 1 where something could not be found yet, 1 where" in text
    )
    assert "About one of them we asked and were wrong." in text
    assert "acme/thankful the repository says so fine-tune language model 98 % credited" in text
    for repo, said in (
        ("thankful", "credited"),
        ("asked", "not yet"),
        ("wrong", "withdrawn"),
        ("unread", "not be told"),
    ):
        row = text.partition(f"acme/{repo}")[2].partition("acme/")[0]
        assert said in row, repo
    assert "“Not yet” says where we looked and what we could not find there, no more." in text
    assert "<s>" in desk.ask(PAGE).text


def test_what_nobody_was_asked_about_in_public_is_for_those_alone_whom_it_concerns(desk: Desk) -> None:
    desk.case("acme/quiet", declared=False)
    assert desk.ask(PAGE).status == 404
    desk.speaks_for("acme")
    assert desk.ask(PAGE).status == 404
    desk.speaks_for("DeepSeek-AI")
    assert "acme/quiet its files appear to say so" in words(desk.ask(PAGE))
    desk.sign_in("local:ada", Role.REVIEWER)
    assert "acme/quiet" in words(desk.ask(PAGE))


def test_an_upstream_is_found_whatever_the_case_of_its_letters(desk: Desk) -> None:
    desk.case("acme/asked", CaseState.POSTED)
    assert UPSTREAM in words(desk.ask(PAGE.upper().replace("/UPSTREAM", "/upstream")))


def test_the_list_counts_builders_and_the_catalog_knows_more(desk: Desk) -> None:
    known(desk, UPSTREAM, "Qwen/Qwen2.5-7B")
    desk.case("acme/asked", CaseState.POSTED)
    listed = words(desk.ask("/upstreams"))
    assert "2 upstreams are known here" in listed
    assert "deepseek-ai/DeepSeek-V3 mit 1 0 1 0 0 yes" in listed
    assert "Qwen" not in listed
    assert "Qwen/Qwen2.5-7B not known 0 0 0 0 0 yes" in words(desk.ask("/upstreams?of=catalog"))
    assert "deepseek" not in words(desk.ask("/upstreams?of=catalog&q=QWEN/"))
    assert "No upstream fits." in words(desk.ask("/upstreams?q=kita"))


def test_a_catalog_that_nothing_builds_on_yet_has_a_page_for_each_upstream(desk: Desk) -> None:
    known(desk, UPSTREAM)
    assert "0 repositories appear to build on" in words(desk.ask(PAGE))


def test_the_catalog_goes_on_page_by_page(desk: Desk) -> None:
    names = sorted(f"lab/Model-{number:03}" for number in range(120))
    known(desk, *names)
    seen: list[str] = []
    path = "/upstreams?of=catalog"
    while path:
        page = desk.ask(path).text
        seen += [name for name in names if f">{name}<" in page]
        path = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert seen == names


def test_a_maintainer_closes_a_case_that_nobody_saw(desk: Desk) -> None:
    case = desk.case("acme/friend")
    desk.speaks_for("deepseek-ai")
    answer = desk.send(ALLOW, repo=UPSTREAM, case=str(case.number), reason="by contract since March")
    assert (answer.status, answer.headers["location"]) == (303, f"{PAGE}?done=C-1")
    assert "Thank you. C-1 is closed" in words(desk.ask(answer.headers["location"]))
    assert (found := desk.book.case(case.number)) is not None
    assert found.state is CaseState.NOT_A_FINDING
    (decision,) = desk.book.decisions(case.number)
    assert decision.name == "hf:hana"
    assert "allowed, says hf:hana (hf:hana) for its maintainers: by contract since March" in decision.reason


def test_nobody_else_can_say_that_it_was_allowed(desk: Desk) -> None:
    case = desk.case("acme/friend")
    fields = {"repo": UPSTREAM, "case": str(case.number), "reason": "they are friends"}
    desk.case("acme/asked", CaseState.POSTED)
    assert desk.send(ALLOW, **fields).status == 401
    desk.speaks_for("acme")
    assert desk.send(ALLOW, **fields).status == 403
    desk.sign_in("local:ada", Role.REVIEWER, Role.ADMIN)
    assert desk.send(ALLOW, **fields).status == 403
    desk.sign_in("local:mia", Role.MAINTAINER)
    assert desk.send(ALLOW, **fields).status == 403
    assert desk.book.decisions(case.number) == []


def test_a_case_about_somebody_elses_model_is_not_closed_by_naming_ones_own(desk: Desk) -> None:
    case = desk.case("acme/other", CaseState.IN_REVIEW, "Qwen/Qwen2.5-7B")
    desk.case("acme/mine")
    desk.speaks_for("deepseek-ai")
    assert desk.send(ALLOW, repo=UPSTREAM, case=str(case.number), reason="ours").status == 404
    assert desk.book.decisions(case.number) == []


def test_a_case_that_asks_others_too_is_left_to_people(desk: Desk) -> None:
    case = desk.case("acme/two", CaseState.IN_REVIEW, UPSTREAM, "Qwen/Qwen2.5-7B")
    desk.speaks_for("deepseek-ai")
    answer = desk.send(ALLOW, repo=UPSTREAM, case=str(case.number), reason="ours is fine")
    assert answer.status == 409
    assert "upstreams of others, too" in words(answer)
    assert desk.book.decisions(case.number) == []


@pytest.mark.parametrize("state", [CaseState.POSTED, CaseState.DISPUTED])
def test_a_question_in_public_is_taken_back_by_a_person_of_the_desk(desk: Desk, state: CaseState) -> None:
    case = desk.case("acme/asked", state)
    desk.speaks_for("deepseek-ai")
    assert "it stands in public; please write to us" in words(desk.ask(PAGE))
    answer = desk.send(ALLOW, repo=UPSTREAM, case=str(case.number), reason="ours is fine")
    assert answer.status == 409
    assert "takes it back where it was asked" in words(answer)


@pytest.mark.parametrize(
    ("case", "reason", "status"), [("1", "", 400), ("C-999", "x", 404), ("one", "x", 400), ("", "x", 400)]
)
def test_a_form_that_says_too_little_changes_nothing(desk: Desk, case: str, reason: str, status: int) -> None:
    desk.case("acme/friend")
    desk.speaks_for("deepseek-ai")
    assert desk.send(ALLOW, repo=UPSTREAM, case=case, reason=reason).status == status
    assert desk.book.decisions(1) == []


def test_the_family_tree_is_a_table_and_a_file(desk: Desk) -> None:
    desk.case("acme/asked", CaseState.POSTED)
    desk.case("kita/far", CaseState.POSTED, "Qwen/Qwen2.5-7B")
    text = words(desk.ask(f"/graph?root={UPSTREAM}"))
    assert "One line leads to or from this model" in text
    assert "acme/asked deepseek-ai/DeepSeek-V3" in text
    assert "kita/far" not in text
    assert "kita/far" in words(desk.ask("/graph"))
    assert "2 models, 1 tie: 1 declared." in text
    assert "<svg" in desk.ask(f"/graph?root={UPSTREAM.upper()}").text
    file = desk.ask(f"/graph.csv?root={UPSTREAM}")
    assert file.headers["content-type"].startswith("text/csv")
    assert file.headers["content-disposition"] == 'attachment; filename="hubnotice-family.csv"'
    headings, row = csv.reader(io.StringIO(file.text))
    assert dict(zip(headings, row, strict=True))["repository"] == "acme/asked"
    assert dict(zip(headings, row, strict=True))["credited"] == "not yet"
    assert "Nothing was seen that builds on this model" in words(desk.ask("/graph?root=acme/nobody"))


def test_the_tree_of_everybody_holds_nothing_that_is_not_public(desk: Desk) -> None:
    desk.case("acme/quiet", declared=False)
    assert "acme/quiet" not in desk.ask("/graph").text
    assert "acme/quiet" not in desk.ask("/graph.csv").text
    desk.sign_in("local:ada", Role.REVIEWER)
    assert "acme/quiet" in desk.ask("/graph").text
