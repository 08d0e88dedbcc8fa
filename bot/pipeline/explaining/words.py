# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The closed words of license files, as readers call them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model.licensing import Duty
from bot.model.lineage import Relation
from bot.model.truth import Truth
from bot.policy.licenses import Coverage, LicenseClass, Place, Shipped

DUTIES = {
    Duty.INCLUDE_LICENSE_TEXT: "include the license text",
    Duty.RETAIN_COPYRIGHT_NOTICE: "keep the copyright lines",
    Duty.NOTICE_FILE: "pass on the NOTICE",
    Duty.NOTICE_SENTENCE: "put the dictated sentence into a notice file",
    Duty.STATE_CHANGES: "say what was changed",
    Duty.NAME_PREFIX: "begin the model's name with a mark",
    Duty.DISPLAY_ATTRIBUTION: "show the dictated phrase to readers",
    Duty.USE_RESTRICTIONS: "pass on the use restrictions",
    Duty.LICENSE_REFERENCE: "name or link the license",
    Duty.IDENTIFY_CREATOR: "name the creator",
    Duty.LINK_TO_SOURCE: "link the source",
    Duty.SHARE_ALIKE: "keep the same license",
    Duty.NONCOMMERCIAL: "grant no commercial use",
    Duty.NO_DERIVATIVES: "share no changed version",
}

CLASSES = {
    LicenseClass.PERMISSIVE: "permissive",
    LicenseClass.PUBLIC_DOMAIN: "public domain",
    LicenseClass.COPYLEFT: "copyleft",
    LicenseClass.ATTRIBUTION: "attribution",
    LicenseClass.SHARE_ALIKE: "share-alike",
    LicenseClass.USE_RESTRICTED: "use-restricted",
    LicenseClass.COMMUNITY: "a vendor's own terms",
    LicenseClass.NONCOMMERCIAL: "non-commercial",
    LicenseClass.FAMILY: "a name for several licenses",
}

COVERED = {
    Coverage.DUTIES: "yes",
    Coverage.NO_DUTY: "yes, asks nothing",
    Coverage.UNCOVERED: "no",
}

COVERAGE = {
    Coverage.DUTIES: "What it asks is known here, and checked.",
    Coverage.NO_DUTY: "It was read, and asks nothing that a repository could lack: nothing is ever found missing under it.",
    Coverage.UNCOVERED: "Nobody has read it for this purpose: nothing is claimed about models under it, and reports say so.",
}

ANSWERS = {Truth.YES: "fires", Truth.NO: "stays silent", Truth.UNKNOWN: "cannot tell"}

_PLACES = {
    Place.LICENSE_FILE: "license file",
    Place.NOTICE_FILE: "notice file",
    Place.CARD: "model card",
    Place.METADATA: "the card's metadata",
    Place.GATE: "gate text",
    Place.NAME: "the repository's name",
}
_RELATIONS = {
    Relation.COPY: "copies",
    Relation.FINETUNE: "fine-tunes",
    Relation.ADAPTER: "adapters",
    Relation.MERGE: "merges",
    Relation.QUANTIZED: "quantisations",
    Relation.EXPANDED_VOCABULARY: "expanded vocabularies",
    Relation.PRUNED: "pruned models",
    Relation.DEPTH_CHANGED: "models with layers added or left out",
    Relation.UPCYCLED: "experts made of a dense model",
    Relation.COMPONENT_REUSE: "reused components",
    Relation.CONVERTED: "conversions",
    Relation.UNDETERMINED: "derivatives of a kind that cannot be told",
}
_SHIPPED = {
    Shipped.LICENSE_TEXT: "where the upstream ships its license text",
    Shipped.COPYRIGHT_LINE: "where the upstream ships a copyright line",
    Shipped.NOTICE_FILE: "where the upstream ships a NOTICE",
}
_FEW = 3
"""So many left out are named instead of all that are meant."""


def relation_words(relations: Iterable[Relation]) -> str:
    """For which ways to build on the upstream, in the order of the vocabulary.

    >>> relation_words([Relation.MERGE, Relation.COPY])
    'copies, merges'
    >>> relation_words(each for each in Relation if each is not Relation.ADAPTER)
    'all but adapters'
    """
    meant = set(relations)
    left = [_RELATIONS[each] for each in Relation if each not in meant]
    if not left:
        return "all"
    if len(left) <= _FEW:
        return f"all but {' and '.join(left)}"
    return ", ".join(_RELATIONS[each] for each in Relation if each in meant)


def place_words(places: Iterable[Place]) -> str:
    """Where a duty can be met.

    >>> place_words([Place.CARD, Place.NAME])
    "model card, the repository's name"
    """
    return ", ".join(_PLACES[each] for each in places)


def shipped_words(what: Shipped | None) -> str:
    """The condition of a duty; empty where there is none."""
    return "" if what is None else _SHIPPED[what]
