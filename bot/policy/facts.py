# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The closed vocabulary that rules are written in: what can be asked about one upstream and one repository."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeAlias

from bot.model.truth import Truth


class Fact(Enum):
    """One question with the answers yes, no and cannot tell. The words are used in rule files and never change.

    Every fact is about an upstream whose lineage is established: proven from the files, or declared by the repository itself.
    """

    LICENSE_TEXT_OWED = "license_text_owed"
    """The upstream's license asks that its text comes along."""
    LICENSE_TEXT_PRESENT = "license_text_present"
    """The text stands, unchanged, in some license, notice or card file."""
    COPYRIGHT_NOTICE_OWED = "copyright_notice_owed"
    """The upstream's license asks that its copyright lines stay."""
    COPYRIGHT_NOTICE_PRESENT = "copyright_notice_present"
    """Every holder whom the upstream names is named in a copyright line here."""
    NOTICE_OWED = "notice_owed"
    """The upstream ships a NOTICE file and its license asks to pass it on."""
    NOTICE_FOUND = "notice_found"
    """At least part of that NOTICE is readable here."""
    NOTICE_WHOLE = "notice_whole"
    """All of it is."""
    CHANGES_OWED = "changes_owed"
    """The upstream's license asks to say what was changed, and something was changed."""
    CHANGES_STATED = "changes_stated"
    """The card, a notice or the metadata says that the upstream was changed and how."""
    NOTICE_SENTENCE_OWED = "notice_sentence_owed"
    """The upstream's license dictates a sentence for a notice file."""
    NOTICE_SENTENCE_PRESENT = "notice_sentence_present"
    """The sentence stands in a notice file here."""
    NAME_PREFIX_OWED = "name_prefix_owed"
    """The upstream's license asks that the model's name begins with a mark."""
    NAME_PREFIX_PRESENT = "name_prefix_present"
    """It does."""
    DISPLAY_OWED = "display_owed"
    """The upstream's license dictates a phrase that readers see."""
    DISPLAY_PRESENT = "display_present"
    """The phrase stands in the card."""
    RESTRICTIONS_OWED = "restrictions_owed"
    """The upstream's use restrictions have to be passed on."""
    RESTRICTIONS_PASSED_ON = "restrictions_passed_on"
    """By the same license, its text, or words that name the restrictions."""
    REFERENCE_OWED = "reference_owed"
    """The upstream's license asks for its name or address."""
    REFERENCE_PRESENT = "reference_present"
    """The license is named or linked."""
    CREDIT_OWED = "credit_owed"
    """The upstream's license asks to name the creator or link the source."""
    CREDIT_PRESENT = "credit_present"
    """The upstream is named, with a link where one is asked for."""
    NONCOMMERCIAL_DROPPED = "noncommercial_dropped"
    """The upstream's license allows no commercial use, and the license declared here does."""
    RESTRICTIONS_DROPPED = "restrictions_dropped"
    """The license declared here has no use restrictions, the upstream's has, and nothing passes them on."""
    SHARE_ALIKE_DROPPED = "share_alike_dropped"
    """The upstream's license asks for the same license, and another is declared here."""
    DERIVATIVES_FORBIDDEN = "derivatives_forbidden"
    """The upstream's license lets nobody share changed versions, and this is one."""
    GATE_DROPPED = "gate_dropped"
    """The upstream asks everybody to accept its terms before access, and this copy does not."""
    CLAIM_CONTRADICTED = "claim_contradicted"
    """The card says that the model was made from scratch or all by the publisher, and the lineage says otherwise."""
    CODE_HEADER_OWED = "code_header_owed"
    """A source file here comes from the upstream, where it begins with a copyright line."""
    CODE_HEADER_PRESENT = "code_header_present"
    """Those lines are still there."""
    WHOLE_MODEL = "whole_model"
    """The statement is about the text model, not about a part beside it."""
    UPSTREAM_DECLARED = "upstream_declared"
    """The card's metadata names the upstream as a base model."""
    UPSTREAM_NAMED = "upstream_named"
    """The metadata, the card's text, a notice or the configuration names the upstream."""

    @property
    def words(self) -> str:
        """The fact in words for a reader."""
        return _WORDS[self]


_WORDS = {
    Fact.LICENSE_TEXT_OWED: "whether the upstream's license asks for its text",
    Fact.LICENSE_TEXT_PRESENT: "whether the license text is there",
    Fact.COPYRIGHT_NOTICE_OWED: "whether the upstream's license asks for its copyright lines",
    Fact.COPYRIGHT_NOTICE_PRESENT: "whether the copyright lines are there",
    Fact.NOTICE_OWED: "whether the upstream's license asks for its NOTICE",
    Fact.NOTICE_FOUND: "whether the NOTICE is there",
    Fact.NOTICE_WHOLE: "whether the whole NOTICE is there",
    Fact.CHANGES_OWED: "whether the upstream's license asks to state changes",
    Fact.CHANGES_STATED: "whether changes are stated",
    Fact.NOTICE_SENTENCE_OWED: "whether the upstream's license dictates a notice",
    Fact.NOTICE_SENTENCE_PRESENT: "whether the notice that it dictates is there",
    Fact.NAME_PREFIX_OWED: "whether the upstream's license asks for a name",
    Fact.NAME_PREFIX_PRESENT: "whether the name begins as asked",
    Fact.DISPLAY_OWED: "whether the upstream's license dictates a phrase for readers",
    Fact.DISPLAY_PRESENT: "whether readers see the phrase",
    Fact.RESTRICTIONS_OWED: "whether use restrictions have to be passed on",
    Fact.RESTRICTIONS_PASSED_ON: "whether the use restrictions are passed on",
    Fact.REFERENCE_OWED: "whether the upstream's license asks to be named",
    Fact.REFERENCE_PRESENT: "whether the upstream's license is named or linked",
    Fact.CREDIT_OWED: "whether the upstream's license asks for credit",
    Fact.CREDIT_PRESENT: "whether credit is given",
    Fact.NONCOMMERCIAL_DROPPED: "whether a bar to commercial use was dropped",
    Fact.RESTRICTIONS_DROPPED: "whether use restrictions were dropped",
    Fact.SHARE_ALIKE_DROPPED: "whether the same license was kept",
    Fact.DERIVATIVES_FORBIDDEN: "whether the upstream's license lets changed versions be shared",
    Fact.GATE_DROPPED: "whether the upstream's gate was dropped",
    Fact.CLAIM_CONTRADICTED: "whether a claim of the card is contradicted",
    Fact.CODE_HEADER_OWED: "whether source files come from the upstream",
    Fact.CODE_HEADER_PRESENT: "whether their copyright lines are there",
    Fact.WHOLE_MODEL: "whether this is about the whole model",
    Fact.UPSTREAM_DECLARED: "whether the upstream is declared",
    Fact.UPSTREAM_NAMED: "whether the upstream is named",
}

Facts: TypeAlias = Mapping[Fact, Truth]
"""What is known; a fact that is not in it is unknown."""
