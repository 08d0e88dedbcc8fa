# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What owners ask of us is read strictly, and the more cautious wish wins."""

from __future__ import annotations

from datetime import date

import pytest

from bot.adapters.rule_files import parse
from bot.model.errors import RulesError
from bot.model.wishes import PostWish, Wishes
from bot.policy.wishes import together, wishes_from

DAY = date(2026, 11, 25)


def read(text: str) -> Wishes:
    return wishes_from(".notice.yml", parse(".notice.yml", text))


def test_every_word_is_understood() -> None:
    wishes = read(
        "post: pr-only\nlang: ja\ncontact: mail\nsuppress:\n  - {rule: changes-not-stated, reason: agreed, until: 2026-12-31}\n"
    )
    assert wishes.post is PostWish.PR_ONLY
    assert wishes.suppresses("changes-not-stated", DAY)
    assert not wishes.suppresses("changes-not-stated", date(2027, 1, 1))
    assert not wishes.suppresses("license-text-missing", DAY)


@pytest.mark.parametrize(
    "text",
    [
        "post: maybe",
        "posts: never",
        "- post",
        "suppress: [{rule: x}]",
        "suppress: [{rule: x, reason: y, until: soon}]",
        "suppress: all",
    ],
)
def test_what_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(RulesError, match=r"\.notice\.yml"):
        read(text)


def test_the_more_cautious_of_two_wishes_counts() -> None:
    both = together(read("post: never"), read("post: ask"))
    assert both.post is PostWish.NEVER
    assert both.where == ".notice.yml and .notice.yml"
