# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Whether the license that a repository declares gives away what its upstream's license does not let give away.

Over a license that lets everybody choose other terms (MIT, Apache-2.0, BSD) nothing conflicts. Without a declared license nothing was
given away. A license that nobody knows here, and a declaration beside the upstream's own license text, are for a person to read.
"""

from __future__ import annotations

from bot.model.findings import Severity
from bot.model.licensing import Duty
from bot.model.lineage import Relation
from bot.model.truth import Truth, all_of, any_of
from bot.pipeline.duties.declared import declared_license, declares_something
from bot.pipeline.duties.material import Material
from bot.policy.licenses import LicenseClass

_OTHER_DROPS = frozenset({Duty.NONCOMMERCIAL, Duty.SHARE_ALIKE})


def noncommercial_dropped(material: Material) -> Truth:
    """Whether commercial use is granted on, though the upstream does not grant it."""
    return all_of([_asks(Duty.NONCOMMERCIAL, material), _declares_conflicting(material)])


def share_alike_dropped(material: Material) -> Truth:
    """Whether another license is declared, though the upstream asks for the same."""
    return all_of([_asks(Duty.SHARE_ALIKE, material), _declares_conflicting(material)])


def restrictions_dropped(material: Material, passed_on: Truth) -> Truth:
    """Whether use restrictions, or other terms of a vendor's license, end at the license declared here.

    ``passed_on`` says whether the repository passes them on in words; it counts where the license lets them be passed on that way.
    """
    license_rule = material.owed.license
    if license_rule is None:
        return Truth.UNKNOWN
    restricted = license_rule.license_class in {LicenseClass.USE_RESTRICTED, LicenseClass.COMMUNITY}
    terms_travel = _asks(Duty.INCLUDE_LICENSE_TEXT, material) if restricted else Truth.NO
    # What is not granted or has to stay alike is told by those facts; one conflict is enough.
    said = any_of(_asks(duty, material) for duty in _OTHER_DROPS)
    asks = all_of([any_of([_asks(Duty.USE_RESTRICTIONS, material), terms_travel]), said.negated()])
    kept = passed_on if license_rule.relicensing.unless_passed_on else Truth.NO
    return all_of([asks, _declares_conflicting(material), kept.negated()])


def derivatives_forbidden(material: Material) -> Truth:
    """Whether this is a changed version that the license lets nobody share. How it was changed has to be known."""
    if material.owed.license is None:
        return Truth.UNKNOWN
    if Duty.NO_DERIVATIVES in material.owed.rules and material.origin.relation is Relation.UNDETERMINED:
        return Truth.UNKNOWN
    return _asks(Duty.NO_DERIVATIVES, material)


def gate_dropped(material: Material) -> Truth | None:
    """Whether a gated upstream's files lie open here; ``None`` where nobody looked: a folder, or an upstream stored without it."""
    gated = material.origin.terms.gated
    if gated is None or material.is_local:
        return None
    return Truth.of(gated and not material.snapshot.gated and material.origin.relation is not Relation.ADAPTER)


def _asks(duty: Duty, material: Material) -> Truth:
    """What is unsettled for weights makes no conflict: there a person has to judge."""
    asked = material.owed.asked[duty]
    rule = material.owed.rules.get(duty)
    unsettled = rule is not None and rule.strength is Severity.ADVICE
    return Truth.UNKNOWN if asked is Truth.YES and unsettled else asked


def _declares_conflicting(material: Material) -> Truth:
    license_rule = material.owed.license
    if license_rule is None:
        return Truth.UNKNOWN
    if not license_rule.relicensing.conflicts:
        return Truth.NO
    contents = material.contents
    upstreams_text = any(each.license_id == license_rule.id for each in contents.license_texts)
    declared = declared_license(contents, material.snapshot, material.rulebook)
    if declared == license_rule.id:
        return Truth.NO
    if declared is None:
        return _without_known_license(material, has_text=upstreams_text)
    if not material.rulebook.conflicting(license_rule, declared):
        return Truth.NO if material.rulebook.license(declared) else Truth.UNKNOWN
    return Truth.UNKNOWN if upstreams_text or contents.unread else Truth.YES


def _without_known_license(material: Material, *, has_text: bool) -> Truth:
    """``other`` beside the upstream's own text passes that on; ``other`` with anything else has to be read."""
    if has_text or not declares_something(material.contents):
        return material.absent
    return Truth.UNKNOWN
