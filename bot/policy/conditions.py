# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Conditions over facts, in three-valued logic: all, any, not, and single facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, assert_never

from bot.model.errors import RulesError
from bot.model.truth import Truth, all_of, any_of
from bot.policy.facts import Fact, Facts
from bot.policy.reading import Entry, member


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


Condition: TypeAlias = AllOf | AnyOf | Not | Fact


def condition(where: str, value: object) -> Condition:
    """A condition as rule files write it: a fact's word, or one of the keys ``all``, ``any`` (lists) and ``not``.

    Raises RulesError, also for empty lists: "all of nothing" would always fire.
    """
    if isinstance(value, str):
        return member(where, value, Fact)
    entry = Entry.of(where, value)
    entry.allow(("all", "any", "not"))
    if len(entry.values) != 1:
        raise RulesError(f"{where}: expected exactly one of the keys all, any, not; found {len(entry.values)}")
    key, inner = next(iter(entry.values.items()))
    if key == "not":
        return Not(condition(f"{where}, not", inner))
    if not isinstance(inner, list) or not inner:
        raise RulesError(f"{where}, {key}: expected a list with at least one condition")
    parts = tuple(condition(f"{where}, {key} {place}", each) for place, each in enumerate(inner, start=1))
    return AllOf(parts) if key == "all" else AnyOf(parts)


def holds(what: Condition, facts: Facts) -> Truth:
    """Whether the condition holds; unknown where the unknown facts could turn the answer."""
    match what:
        case AllOf(parts):
            return all_of(holds(part, facts) for part in parts)
        case AnyOf(parts):
            return any_of(holds(part, facts) for part in parts)
        case Not(part):
            return holds(part, facts).negated()
        case Fact():
            return facts.get(what, Truth.UNKNOWN)
    assert_never(what)


def facts_of(what: Condition) -> frozenset[Fact]:
    """Every fact that the condition asks for."""
    match what:
        case AllOf(parts) | AnyOf(parts):
            return frozenset().union(*(facts_of(part) for part in parts))
        case Not(part):
            return facts_of(part)
        case Fact():
            return frozenset({what})
    assert_never(what)
