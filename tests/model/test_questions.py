# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Questions go into addresses and come back, and addresses from strangers are refused in words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.cases import CaseState
from bot.model.components import Component
from bot.model.errors import InputError
from bot.model.findings import Tier
from bot.model.questions import CaseFilter, LogFilter, LogKind, Order

TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "N"]), max_size=20)
FILTERS = st.builds(
    CaseFilter,
    states=st.frozensets(st.sampled_from(CaseState)),
    tiers=st.frozensets(st.sampled_from(Tier)),
    rules=st.frozensets(TEXTS.filter(bool), max_size=3),
    components=st.frozensets(st.sampled_from(Component)),
    upstream=TEXTS,
    owner=TEXTS,
    license=TEXTS,
    assignee=TEXTS,
    label=TEXTS,
    words=TEXTS,
    share_from=st.none() | st.floats(0, 1),
    share_to=st.none() | st.floats(0, 1),
    opened_from=st.none() | st.dates(),
    opened_to=st.none() | st.dates(),
    due_days=st.none() | st.integers(0, 100),
    needs_second_reader=st.booleans(),
    hides_snoozed=st.booleans(),
    order=st.sampled_from(Order),
)


@given(FILTERS)
def test_a_question_comes_back_from_its_address(wanted: CaseFilter) -> None:
    assert CaseFilter.from_query(wanted.to_query()) == wanted


@given(FILTERS)
def test_no_address_asks_in_the_name_of_the_desk(wanted: CaseFilter) -> None:
    public = wanted.public()
    assert public.public_only
    told = (public.assignee, public.label, public.due_days, public.needs_second_reader, public.hides_snoozed)
    assert told == ("", "", None, False, False)
    assert not CaseFilter.from_query([("public_only", "0"), *public.to_query()]).public_only


def test_fields_that_are_empty_or_of_others_are_left_alone() -> None:
    pairs = [("state", ""), ("q", "  "), ("after", "xyz"), ("lang", "ja"), ("part", "vision_encoder")]
    assert CaseFilter.from_query(pairs) == CaseFilter(components=frozenset({Component.VISION_ENCODER}))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("state", "posted'--", 'state: unknown value "posted\'--"; known values are proposed, in_review'),
        ("share_from", "nan", "share_from: expected a share from 0 to 1, found 'nan'"),
        ("share_to", "2", "share_to: expected a share"),
        ("opened_from", "yesterday", "opened_from: Invalid isoformat"),
        ("due", "-1", "due: expected 0 to 3660 days"),
        ("q", "a" * 201, "q: expected at most 200 printable characters"),
        ("owner", "a\x00b", "owner: expected at most 200 printable"),
    ],
)
def test_a_value_that_means_nothing_is_refused_by_name(name: str, value: str, message: str) -> None:
    with pytest.raises(InputError, match=message.replace("(", r"\(")):
        CaseFilter.from_query([(name, value)])


def test_two_values_of_what_has_one_are_refused() -> None:
    with pytest.raises(InputError, match="owner: expected one value, found 2"):
        CaseFilter.from_query([("owner", "a"), ("owner", "b")])


def test_too_many_values_are_refused() -> None:
    with pytest.raises(InputError, match="rule: expected at most 50 values"):
        CaseFilter.from_query([("rule", f"r{number}") for number in range(51)])


def test_a_question_about_the_log_takes_days_with_both_ends() -> None:
    wanted = LogFilter.from_query(
        [("kind", "order"), ("case", "C-7"), ("since", "2026-03-17"), ("until", "2026-03-17")]
    )
    assert (wanted.kinds, wanted.case) == (frozenset({LogKind.ORDER}), 7)
    assert wanted.since == datetime(2026, 3, 17, tzinfo=UTC)
    assert wanted.until is not None
    assert wanted.until.date() == date(2026, 3, 17)
    with pytest.raises(InputError, match="case: expected a case's number"):
        LogFilter.from_query([("case", "17; DROP")])
