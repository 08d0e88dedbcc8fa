# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads what owners ask of us, strictly: a word that is not known is a problem to be told, never something to pass over."""

from __future__ import annotations

from datetime import date

from bot.model.errors import RulesError
from bot.model.wishes import PostWish, Suppression, Wishes
from bot.policy.reading import Entry

_KNOWN = ("post", "suppress", "lang", "contact")
_MOST = 100


def wishes_from(where: str, value: object) -> Wishes:
    """The wishes of one file as a parser gave them. Raises RulesError, which names the file and what is wrong."""
    entry = Entry.of(where, value)
    entry.allow(_KNOWN)
    listed = entry.entries("suppress")
    if len(listed) > _MOST:
        raise RulesError(f"{where}: suppress: expected at most {_MOST} entries, found {len(listed)}")
    post = entry.member("post", PostWish) if "post" in entry.values else PostWish.ANY
    return Wishes(post=post, suppressed=tuple(_suppression(each) for each in listed), where=where)


def together(one: Wishes, other: Wishes) -> Wishes:
    """Both at once: the more cautious of two wishes, and every suppression."""
    order = tuple(PostWish)
    return Wishes(
        post=max(one.post, other.post, key=order.index),
        suppressed=one.suppressed + other.suppressed,
        where=" and ".join(each for each in (one.where, other.where) if each),
        problem="; ".join(each for each in (one.problem, other.problem) if each),
    )


def _suppression(entry: Entry) -> Suppression:
    entry.allow(("rule", "reason", "until"), needed=("rule", "reason"))
    until = entry.values.get("until")
    try:
        # YAML reads an unquoted day as a date.
        day = None if until is None else date.fromisoformat(str(until))
    except ValueError as error:
        raise RulesError(
            f"{entry.where}: expected a day such as '2026-12-31' for 'until', found {until!r:.40}"
        ) from error
    return Suppression(rule=entry.text("rule"), reason=entry.text("reason"), until=day)
