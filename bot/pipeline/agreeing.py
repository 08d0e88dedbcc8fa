# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One answer where the same weights may have been taken from commits under different terms.

Whoever keeps the terms of one commit from which the weights can be had has done what is asked, so nothing is missing where everything is
in order under one of them. Otherwise something is missing only where it is under all of them; what only some of them ask cannot be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.model.findings import CannotTell, Finding, Severity
from bot.model.licensing import ObligationState
from bot.model.truth import Truth
from bot.pipeline.origins import Origin
from bot.policy.facts import Facts

_SEVERITIES = tuple(Severity)
_MET_FIRST = (Truth.YES, Truth.UNKNOWN, Truth.NO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What follows for one origin, taken to be of one commit."""

    origin: Origin
    facts: Facts
    states: tuple[ObligationState, ...]
    findings: tuple[Finding, ...]
    cannot_tell: tuple[CannotTell, ...]

    @property
    def is_in_order(self) -> bool:
        """Whether nothing is missing and nothing open; advice alone is no lack."""
        return not self.cannot_tell and all(each.severity is Severity.ADVICE for each in self.findings)


def agreed(readings: Sequence[Judged]) -> Judged:
    """What holds for one origin, whichever of the commits it was taken from. There is at least one."""
    first = readings[0]
    settled = next((each for each in readings if each.is_in_order), None)
    if settled is not None or len(readings) == 1:
        return settled or first
    by_rule = [{each.rule: each for each in reading.findings} for reading in readings]
    common = [each for each in first.findings if all(each.rule in found for found in by_rule)]
    return Judged(
        origin=first.origin,
        facts=first.facts,
        states=_common_states(readings),
        findings=tuple(_finding([found[each.rule] for found in by_rule], readings) for each in common),
        cannot_tell=_open(readings, {each.rule for each in common}),
    )


def _finding(same: Sequence[Finding], readings: Sequence[Judged]) -> Finding:
    """The first commit's finding, no stronger than any other's. A person has to judge where the licenses differ."""
    first = same[0]
    severity = min((each.severity for each in same), key=_SEVERITIES.index)
    if severity is Severity.ADVICE or len({reading.origin.terms.license_id for reading in readings}) == 1:
        return replace(first, severity=severity)
    message = f"{first.message} It is the same at every commit that holds these weights: {_named(readings)}."
    return replace(first, severity=severity, message=message, for_a_person=True)


def _open(readings: Sequence[Judged], common: set[str]) -> tuple[CannotTell, ...]:
    first = readings[0].origin
    fired = [each.rule for reading in readings for each in reading.findings]
    rules = dict.fromkeys([*fired, *(each.rule for reading in readings for each in reading.cannot_tell)])
    why = f"which commit the weights were taken from: {_named(readings)}"
    return tuple(
        CannotTell(rule=rule, upstream=first.upstream, component=first.component, missing=why)
        for rule in rules
        if rule not in common
    )


def _common_states(readings: Sequence[Judged]) -> tuple[ObligationState, ...]:
    """Obligations that every commit asks, each as it is met best."""
    by_duty = [{state.obligation.duty: state for state in reading.states} for reading in readings]
    return tuple(
        min((states[duty] for states in by_duty), key=lambda state: _MET_FIRST.index(state.met))
        for duty in by_duty[0]
        if all(duty in states for states in by_duty)
    )


def _named(readings: Sequence[Judged]) -> str:
    origins = [reading.origin for reading in readings]
    return " or ".join(f"{each.upstream} ({each.terms.license_id or 'license not known'})" for each in origins)
