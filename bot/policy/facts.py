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
    Fact.WHOLE_MODEL: "whether this is about the whole model",
    Fact.UPSTREAM_DECLARED: "whether the upstream is declared",
    Fact.UPSTREAM_NAMED: "whether the upstream is named",
}

Facts: TypeAlias = Mapping[Fact, Truth]
"""What is known; a fact that is not in it is unknown."""
