# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Whether the license that a repository declares gives away what its upstream's license does not let give away.

Over a license that lets everybody choose other terms (MIT, Apache-2.0, BSD) nothing conflicts. Without a declared license nothing was
given away. A license that nobody knows here, and a declaration beside the upstream's own license text, are for a person to read.
"""

from __future__ import annotations

from bot.model.lineage import Relation
from bot.model.truth import Truth
from bot.pipeline.duties.declared import declared_license, declares_something
from bot.pipeline.duties.material import Material
from bot.policy.facts import Fact
from bot.policy.owing import CONFLICTS, conflict_facts


def conflicts_of(material: Material, passed_on: Truth) -> dict[Fact, Truth]:
    """The facts that make conflicts; unknown where the upstream's license is. ``passed_on`` is about its restrictions, in words."""
    license_rule = material.owed.license
    if license_rule is None:
        return dict.fromkeys(CONFLICTS, Truth.UNKNOWN)
    return conflict_facts(
        license_rule,
        material.origin.relation,
        material.owed.rules,
        material.owed.asked,
        gives_away=_gives_away(material),
        passed_on=passed_on,
    )


def gate_dropped(material: Material) -> Truth | None:
    """Whether a gated upstream's files lie open here; ``None`` where nobody looked: a folder, or an upstream stored without it."""
    gated = material.origin.terms.gated
    if gated is None or material.is_local:
        return None
    return Truth.of(gated and not material.snapshot.gated and material.origin.relation is not Relation.ADAPTER)


def _gives_away(material: Material) -> Truth:
    license_rule = material.owed.license
    if license_rule is None:
        return Truth.UNKNOWN
    if not license_rule.relicensing.conflicts:
        return Truth.NO
    contents = material.contents
    upstreams_text = any(each.license_id == license_rule.id for each in contents.license_texts)
    declared = declared_license(contents, material.snapshot, material.rulebook)
    if declared is None:
        return _without_known_license(material, has_text=upstreams_text)
    truth = material.rulebook.gives_away(license_rule, declared)
    return Truth.UNKNOWN if truth is Truth.YES and (upstreams_text or contents.unread) else truth


def _without_known_license(material: Material, *, has_text: bool) -> Truth:
    """``other`` beside the upstream's own text passes that on; ``other`` with anything else has to be read."""
    if has_text or not declares_something(material.contents):
        return material.absent
    return Truth.UNKNOWN
