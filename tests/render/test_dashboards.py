# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A dashboard lists what is open, names nobody before it is time, and fits into an issue."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.rulebook import load_templates
from bot.model.cases import Case, CaseState
from bot.model.errors import RulesError
from bot.render.dashboards import DASHBOARD, DashboardWriter
from bot.render.markers import body_digest, find_marker
from bot.render.tone import lint
from tests.render.test_posts import compare_with_golden
from tests.samples.judged import NOW, WHOLE_MODEL, case_of

WRITER = DashboardWriter(load_templates(), hub_url="https://huggingface.co/", contact="bot@example.org")


def case(number: int, state: CaseState, **changes: object) -> Case:
    thread = number if state in {CaseState.POSTED, CaseState.DISPUTED} else None
    known = {"number": number, "repo": f"acme/model-{number}", "state": state, "thread": thread}
    changed_at = NOW + timedelta(days=number)
    return replace(case_of(WHOLE_MODEL), **{**known, "changed_at": changed_at, **changes})  # type: ignore[arg-type]


CASES = [case(number, state) for number, state in enumerate(CaseState, 1)]


def body(cases: list[Case], *, is_public: bool = False) -> str:
    return WRITER.dashboard(cases, is_public=is_public).body


@pytest.mark.parametrize("is_public", [False, True])
def test_a_dashboard_is_as_its_golden_file(*, is_public: bool) -> None:
    post = WRITER.dashboard(CASES, is_public=is_public)
    name = "dashboard_for_everybody" if is_public else "dashboard_for_few"
    compare_with_golden(name, f"<!-- TITLE: {post.title} -->\n{post.body}")


def test_where_everybody_can_read_only_questions_that_were_asked_in_public_are_named() -> None:
    for each in CASES:
        in_public = each.state in {CaseState.POSTED, CaseState.DISPUTED, CaseState.WAITING}
        assert (f"`{each.repo}`" in body(CASES, is_public=True)) is in_public
        assert (f"`{each.repo}`" in body(CASES)) is (in_public or each.state.is_open)


def test_without_cases_it_says_so() -> None:
    assert "**No case is open.**" in body([])
    assert "**No case is open.**" in body([case(1, CaseState.RESOLVED)], is_public=True)


def test_the_same_cases_give_the_same_text_in_any_order() -> None:
    assert body(CASES) == body(CASES[::-1])
    marker = find_marker(body(CASES))
    assert marker is not None
    assert (marker.case, marker.digest) == (DASHBOARD, body_digest(body(CASES)))


def test_more_rows_than_there_is_room_for_are_counted() -> None:
    text = body([case(number, CaseState.POSTED) for number in range(1, 251)])
    assert "### Posted (250)" in text
    assert text.count("discussions/") == 200
    assert "50 more are not listed" in text
    assert "C-250" in text


def test_long_names_shorten_the_list_until_it_fits() -> None:
    long = [
        case(number, CaseState.POSTED, repo=f"acme/{'a' * 280}{number}", upstreams=("b" * 290,) * 40)
        for number in range(1, 400)
    ]
    text = body(long)
    assert len(text) < 65_536
    rows = text.count("discussions/")
    assert rows > 10
    assert f"{399 - rows} more are not listed" in text


def test_it_mentions_nobody_and_links_to_no_other_repository_of_the_forge() -> None:
    hostile = "acme/@all-<!-- x -->|[x](https://github.com/evil/evil)#7"
    upstreams = ("https://github.com/acme/base", "deepseek-ai/V3#3", "@everyone")
    text = body([case(1, CaseState.POSTED, repo=hostile, upstreams=upstreams)])
    outside = re.sub(r"`[^`\n]*`|<!--.*?-->", "", text)
    assert "github.com" not in outside
    assert not re.search(r"#\d|(?<!\w)@\w", outside)
    assert lint(text) == ()
    assert find_marker(text) is not None


def test_a_template_that_blames_is_refused() -> None:
    templates = {**load_templates(), "issue/dashboard.md.j2": "They stole it."}
    with pytest.raises(RulesError, match="the post would say 'stole'"):
        DashboardWriter(templates, hub_url="https://huggingface.co", contact="").dashboard([], is_public=True)
