# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every fact of the vocabulary, for one origin, and how each of its obligations is met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.licensing.copyrights import keeps_holder
from bot.licensing.notices import NoticeMatch
from bot.licensing.source_files import is_made_from, is_model_code
from bot.model.licensing import Duty, ObligationState
from bot.model.truth import Truth, all_of
from bot.pipeline.claims import claim_contradicted
from bot.pipeline.duties.conflicts import conflicts_of, gate_dropped
from bot.pipeline.duties.material import Material, Standing
from bot.pipeline.duties.standing import notice_match, standing_of
from bot.policy.facts import Fact
from bot.policy.owing import OWED, owed_facts

_PRESENT = {
    Fact.LICENSE_TEXT_PRESENT: Duty.INCLUDE_LICENSE_TEXT,
    Fact.COPYRIGHT_NOTICE_PRESENT: Duty.RETAIN_COPYRIGHT_NOTICE,
    Fact.NOTICE_WHOLE: Duty.NOTICE_FILE,
    Fact.CHANGES_STATED: Duty.STATE_CHANGES,
    Fact.NOTICE_SENTENCE_PRESENT: Duty.NOTICE_SENTENCE,
    Fact.NAME_PREFIX_PRESENT: Duty.NAME_PREFIX,
    Fact.DISPLAY_PRESENT: Duty.DISPLAY_ATTRIBUTION,
    Fact.RESTRICTIONS_PASSED_ON: Duty.USE_RESTRICTIONS,
    Fact.REFERENCE_PRESENT: Duty.LICENSE_REFERENCE,
}
_CREDIT = OWED[Fact.CREDIT_OWED]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What is known about one origin in the repository."""

    facts: Mapping[Fact, Truth]
    """A fact that nobody looked for is not in it: rules about it are not asked."""
    states: tuple[ObligationState, ...]


def answers_about(material: Material) -> Answers:
    """Every fact, three-valued, and the state of every obligation in the order of ``owed.obligations``."""
    standings = {duty: standing_of(duty, material) for duty in Duty}
    return Answers(facts=_facts(material, standings), states=_states(material, standings))


def _facts(material: Material, standings: Mapping[Duty, Standing]) -> dict[Fact, Truth]:
    asked, origin = material.owed.asked, material.origin
    credit = [standings[duty].truth for duty in _CREDIT if asked[duty] is not Truth.NO]
    gate = None if origin.via else gate_dropped(material)
    return {
        **owed_facts(asked),
        **{fact: standings[duty].truth for fact, duty in _PRESENT.items()},
        Fact.NOTICE_FOUND: material.absent if notice_match(material) is NoticeMatch.MISSING else Truth.YES,
        Fact.CREDIT_PRESENT: all_of(credit or [standings[Duty.IDENTIFY_CREATOR].truth]),
        **conflicts_of(material, standings[Duty.USE_RESTRICTIONS].truth),
        **({} if gate is None else {Fact.GATE_DROPPED: gate}),
        Fact.WHOLE_MODEL: Truth.of(origin.whole),
        **({} if origin.via else _about_direct(material)),
    }


def _about_direct(material: Material) -> dict[Fact, Truth]:
    """What is asked about upstreams that the repository itself was made from: a card names its base, not the base of that."""
    origin = material.origin
    return {
        Fact.CLAIM_CONTRADICTED: claim_contradicted(origin, material.contents, material.rulebook),
        Fact.UPSTREAM_DECLARED: origin.declared,
        Fact.UPSTREAM_NAMED: origin.named,
        **_about_code(material),
    }


def _about_code(material: Material) -> dict[Fact, Truth]:
    """Program files that were made from the upstream's; not asked where the upstream has none with a copyright line.

    A file that could not be read may be one that was.
    """
    theirs, ours = material.origin.terms.source_files, material.contents.source_files
    if not theirs or ours is None:
        return {}
    pairs = [(known, found) for known in theirs for found in ours if is_made_from(found, known)]
    unread = any(is_model_code(path) for path in material.contents.unread)
    kept = all(keeps_holder(line, found.copyright_lines) for known, found in pairs for line in known.copyright_lines)
    return {
        Fact.CODE_HEADER_OWED: Truth.YES if pairs else Truth.UNKNOWN if unread else Truth.NO,
        Fact.CODE_HEADER_PRESENT: Truth.of(kept) if pairs else Truth.UNKNOWN,
    }


def _states(material: Material, standings: Mapping[Duty, Standing]) -> tuple[ObligationState, ...]:
    return tuple(
        ObligationState(
            obligation=each,
            met=standings[each.duty].truth,
            where=standings[each.duty].where,
            wordings=material.wordings(each.duty),
        )
        for each in material.owed.obligations
    )
