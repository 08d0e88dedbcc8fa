# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a license's duties imply for one relation: the facts that begin rules, and those about what a declared license gives away.

Over a license that lets everybody choose other terms (MIT, Apache-2.0, BSD) nothing conflicts. What is unsettled for weights makes no
conflict either: there a person has to judge.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from bot.model.findings import Severity
from bot.model.licensing import Duty
from bot.model.lineage import Relation
from bot.model.truth import Truth, all_of, any_of
from bot.policy.facts import Fact
from bot.policy.licenses import Coverage, DutyRule, LicenseClass, LicenseRule, Shipped

Ships: TypeAlias = Callable[[Shipped], Truth]
"""Whether the upstream ships something; unknown where it could not be read."""

Asked: TypeAlias = Mapping[Duty, Truth]
"""For every duty, whether the license asks it."""

OWED: Mapping[Fact, tuple[Duty, ...]] = {
    Fact.LICENSE_TEXT_OWED: (Duty.INCLUDE_LICENSE_TEXT,),
    Fact.COPYRIGHT_NOTICE_OWED: (Duty.RETAIN_COPYRIGHT_NOTICE,),
    Fact.NOTICE_OWED: (Duty.NOTICE_FILE,),
    Fact.CHANGES_OWED: (Duty.STATE_CHANGES,),
    Fact.NOTICE_SENTENCE_OWED: (Duty.NOTICE_SENTENCE,),
    Fact.NAME_PREFIX_OWED: (Duty.NAME_PREFIX,),
    Fact.DISPLAY_OWED: (Duty.DISPLAY_ATTRIBUTION,),
    Fact.RESTRICTIONS_OWED: (Duty.USE_RESTRICTIONS,),
    Fact.REFERENCE_OWED: (Duty.LICENSE_REFERENCE,),
    Fact.CREDIT_OWED: (Duty.IDENTIFY_CREATOR, Duty.LINK_TO_SOURCE),
}
"""Facts that follow from duties alone; any of several is enough."""

CONFLICTS = (
    Fact.NONCOMMERCIAL_DROPPED,
    Fact.RESTRICTIONS_DROPPED,
    Fact.SHARE_ALIKE_DROPPED,
    Fact.DERIVATIVES_FORBIDDEN,
)
"""Facts that follow from duties together with what is declared and how the model was made."""


def duty_rules(license_rule: LicenseRule, relation: Relation) -> dict[Duty, DutyRule]:
    """The license's entries: for each duty the one about this relation, otherwise any."""
    others = {rule.duty: rule for rule in license_rule.duties}
    return others | {rule.duty: rule for rule in license_rule.duties if relation in rule.relations}


def asked_by(license_rule: LicenseRule, relation: Relation, ships: Ships) -> dict[Duty, Truth]:
    """What the license asks for a relation. Of a license that nobody has read for this purpose nothing is known."""
    if license_rule.coverage is Coverage.UNCOVERED:
        return dict.fromkeys(Duty, Truth.UNKNOWN)
    rules = duty_rules(license_rule, relation)
    return {duty: _is_asked(rules.get(duty), relation, ships) for duty in Duty}


def owed_facts(asked: Asked) -> dict[Fact, Truth]:
    """Every ``*_owed`` fact that duties decide."""
    return {fact: any_of(asked[duty] for duty in duties) for fact, duties in OWED.items()}


def conflict_facts(
    license_rule: LicenseRule,
    relation: Relation,
    rules: Mapping[Duty, DutyRule],
    asked: Asked,
    *,
    gives_away: Truth,
    passed_on: Truth,
) -> dict[Fact, Truth]:
    """The facts that make conflicts.

    ``rules`` are those of `duty_rules`, weaker where nobody could know of the upstream. ``gives_away`` says whether the declared license is one that the upstream's does not let be declared, ``passed_on`` whether the
    repository passes the restrictions on in words; the latter counts where the license lets them be passed on that way.
    """

    def firmly(duty: Duty) -> Truth:
        rule = rules.get(duty)
        unsettled = rule is not None and rule.strength is Severity.ADVICE
        return Truth.UNKNOWN if asked[duty] is Truth.YES and unsettled else asked[duty]

    restricted = license_rule.license_class in {LicenseClass.USE_RESTRICTED, LicenseClass.COMMUNITY}
    terms_travel = firmly(Duty.INCLUDE_LICENSE_TEXT) if restricted else Truth.NO
    # What is not granted or has to stay alike is told by those facts; one conflict is enough.
    said = any_of([firmly(Duty.NONCOMMERCIAL), firmly(Duty.SHARE_ALIKE)])
    travels = all_of([any_of([firmly(Duty.USE_RESTRICTIONS), terms_travel]), said.negated()])
    kept = passed_on if license_rule.relicensing.unless_passed_on else Truth.NO
    changed = Truth.UNKNOWN if Duty.NO_DERIVATIVES in rules and relation is Relation.UNDETERMINED else None
    return {
        Fact.NONCOMMERCIAL_DROPPED: all_of([firmly(Duty.NONCOMMERCIAL), gives_away]),
        Fact.RESTRICTIONS_DROPPED: all_of([travels, gives_away, kept.negated()]),
        Fact.SHARE_ALIKE_DROPPED: all_of([firmly(Duty.SHARE_ALIKE), gives_away]),
        Fact.DERIVATIVES_FORBIDDEN: changed or firmly(Duty.NO_DERIVATIVES),
    }


def _is_asked(rule: DutyRule | None, relation: Relation, ships: Ships) -> Truth:
    if rule is None or relation not in rule.relations:
        return Truth.NO
    return Truth.YES if rule.only_if_upstream_ships is None else ships(rule.only_if_upstream_ships)
