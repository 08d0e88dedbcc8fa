# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The examples of a license, run through the rules as they are: what each must make of a repository under this license.

The facts of an example are about the repository. Those that are not listed are unknown, as in the examples of rules; what the license
asks is worked out from its duties, so no example may state it. The upstream ships whatever its license speaks of, unless
``ships_license_text``, ``ships_copyright_line`` or ``ships_notice_file`` among the facts says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.model.errors import RulesError
from bot.model.truth import Truth
from bot.policy.facts import Fact
from bot.policy.licenses import LicenseExample, LicenseRule, Shipped
from bot.policy.owing import CONFLICTS, OWED, asked_by, conflict_facts, duty_rules, owed_facts
from bot.policy.rulebook import Rulebook

_WORKED_OUT = {*OWED, *CONFLICTS}
_STATED = {fact.value: fact for fact in Fact if fact not in _WORKED_OUT}
_SHIPPED = {f"ships_{what.value}": what for what in Shipped}


def facts_of_example(example: LicenseExample, license_rule: LicenseRule, rulebook: Rulebook) -> dict[Fact, Truth]:
    """Every fact, those that follow from the license among them. Raises RulesError where an example states what is no fact of it."""
    given = dict(example.facts)
    for name in given:
        if name not in _STATED and name not in _SHIPPED:
            raise RulesError(f"unknown key '{name}'; known keys are {', '.join(sorted({*_STATED, *_SHIPPED}))}")
    stated = {fact: given.get(name, Truth.UNKNOWN) for name, fact in _STATED.items()}
    shipped = {what: given.get(name, Truth.YES) for name, what in _SHIPPED.items()}
    asked = asked_by(license_rule, example.relation, shipped.__getitem__)
    conflicts = conflict_facts(
        license_rule,
        example.relation,
        duty_rules(license_rule, example.relation),
        asked,
        gives_away=_gives_away(example, license_rule, stated, rulebook),
        passed_on=stated[Fact.RESTRICTIONS_PASSED_ON],
    )
    return {**stated, **owed_facts(asked), **conflicts}


def unproven(license_rule: LicenseRule, rulebook: Rulebook) -> Iterator[str]:
    """What is wrong with the examples of a license, in words; nothing where every one comes out as it says."""
    rules = {rule.id: rule for rule in rulebook.policies}
    for example in license_rule.examples:
        where = f"rules/licenses/{license_rule.id}.yaml, the example {example.note!r}"
        rule = rules.get(example.rule)
        if rule is None:
            yield f"{where}: unknown rule '{example.rule}'; known rules are {', '.join(sorted(rules))}"
            continue
        try:
            facts = facts_of_example(example, license_rule, rulebook)
        except RulesError as error:
            yield f"{where}: {error}"
            continue
        found = rule.fires(facts)
        if found is not example.expected:
            unknown = ", ".join(fact.value for fact in rule.unknown(facts))
            untold = f"; unknown are {unknown}" if unknown else ""
            yield (
                f"{where} should give {example.expected.value}, the rule {rule.id} gives {found.value} for "
                f"{example.relation.value}{untold}"
            )


def _gives_away(
    example: LicenseExample, license_rule: LicenseRule, stated: Mapping[Fact, Truth], rulebook: Rulebook
) -> Truth:
    """Beside the upstream's own text, and where that could not be told, a declaration is for a person to read."""
    if example.declares is None:
        return Truth.NO
    truth = rulebook.gives_away(license_rule, example.declares)
    alone = stated[Fact.LICENSE_TEXT_PRESENT] is Truth.NO
    return Truth.UNKNOWN if truth is Truth.YES and not alone else truth
