# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What an upstream's license asks for, and what a repository contains."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.model.claims import Claim
from bot.model.components import Component
from bot.model.findings import Severity
from bot.model.lineage import Relation
from bot.model.repository import SnapshotKey
from bot.model.truth import Truth


class Duty(Enum):
    """What a license can ask of whoever passes a model on."""

    INCLUDE_LICENSE_TEXT = "include_license_text"
    RETAIN_COPYRIGHT_NOTICE = "retain_copyright_notice"
    NOTICE_FILE = "notice_file"
    """The upstream's own NOTICE, where it ships one."""
    NOTICE_SENTENCE = "notice_sentence"
    """A sentence that the license dictates, in a file named for notices."""
    STATE_CHANGES = "state_changes"
    NAME_PREFIX = "name_prefix"
    """The model's name begins with a mark."""
    DISPLAY_ATTRIBUTION = "display_attribution"
    """A phrase that the license dictates, where readers see it."""
    USE_RESTRICTIONS = "use_restrictions"
    """Use restrictions bind whoever receives the model next."""
    LICENSE_REFERENCE = "license_reference"
    """The license's name or address, where its text may stay out."""
    IDENTIFY_CREATOR = "identify_creator"
    LINK_TO_SOURCE = "link_to_source"
    SHARE_ALIKE = "share_alike"
    """The derivative comes under the same license."""
    NONCOMMERCIAL = "noncommercial"
    """Commercial use is not granted, and so cannot be granted on."""
    NO_DERIVATIVES = "no_derivatives"
    """Changed versions must not be shared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One thing that one upstream's license asks for one relation."""

    duty: Duty
    license_id: str
    clause: str
    """Where the license says so (``section 4(a)``)."""
    upstream: SnapshotKey
    component: Component
    relation: Relation
    strength: Severity = Severity.OBLIGATION
    """Advice where it is unsettled whether the clause reaches weights, or where nobody could know of the upstream."""
    via: tuple[SnapshotKey, ...] = ()
    """The upstreams through which this one was reached, the nearest first; empty where it was reached directly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationState:
    """Whether one obligation is met in the repository, and where it can be read."""

    obligation: Obligation
    met: Truth
    """Unknown where files could not be read, or where a person has to judge what stands there."""
    where: tuple[str, ...] = ()
    """What meets it: paths, ``README.md``, or ``metadata``, ``gate`` and ``name`` for what is no file; empty unless ``met`` is yes."""
    wordings: tuple[str, ...] = ()
    """Words that the license dictates for it, each enough by itself; empty where it dictates none."""


class TextMatch(Enum):
    """How well a text was recognised."""

    EXACT = "exact"
    """All of the license's words, in order; nothing that changes the terms around them."""
    NEAR = "near"
    """All of its terms, with differences of spelling, layout or names alone."""
    ADDED = "added"
    """All of its terms, and further terms beside them ("modified MIT"): the text is there, and it is not that license any more."""
    MODIFIED = "modified"
    """Most of it, with words of the terms changed or missing: a person has to read it."""

    @property
    def holds_terms(self) -> bool:
        """Whether all terms of the license can be read there, whatever stands beside them."""
        return self is not TextMatch.MODIFIED

    @property
    def is_the_license(self) -> bool:
        """Whether a file with nothing but this text puts the model under this license."""
        return self in {TextMatch.EXACT, TextMatch.NEAR}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedText:
    """A license text found in a file."""

    path: str
    license_id: str
    match: TextMatch
    first_line: int = 0
    """Where it begins, from 1; 0 where nobody noted it."""
    last_line: int = 0
    words_missing: int = 0
    """Words of the license's terms that are not there."""
    added: tuple[str, ...] = ()
    """What stands between its terms and is none of them, clause by clause, in lower case and without punctuation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UncoveredText:
    """A part of a license file that reads like somebody's terms and is no license that is known here."""

    path: str
    words: int
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One program file of a repository, as far as it takes to tell whether another one was made from it."""

    path: str
    copyright_lines: tuple[str, ...]
    """Those that it begins with."""
    lines: tuple[int, ...]
    """The smallest digests of its telling lines, ascending, each once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryContents:
    """What of licenses, notices and origins lies in a repository at one commit."""

    key: SnapshotKey
    license_texts: tuple[RecognisedText, ...]
    copyright_lines: tuple[str, ...]
    """Every copyright line in any license, notice or card file, as written."""
    notices: tuple[tuple[str, str], ...]
    """Path and text of each NOTICE file."""
    license_files: tuple[tuple[str, str], ...]
    """Path and text of each other file that may hold licenses."""
    card_text: str
    """The model card without its metadata; empty where there is none."""
    declared_license: str | None
    declared_base_models: tuple[str, ...]
    name_hint: str | None = None
    """What ``config.json`` says it was made from (``_name_or_path``), as written."""
    unread: tuple[str, ...] = ()
    """Files that may hold what we look for and could not be read: they turn "missing" into "cannot tell"."""
    files_seen: int = 0
    card_metadata: str = ""
    """The card's metadata as written, without the text of a gate; empty where there is no card."""
    gate_text: str = ""
    """What a gated repository shows before access (``extra_gated_prompt``), as written."""
    card_read: bool = False
    """Whether the card was read, even where nothing stood in it."""
    claims: tuple[Claim, ...] = ()
    """What the card says about the model's making; empty also where the card was not read."""
    uncovered: tuple[UncoveredText, ...] = ()
    source_files: tuple[SourceFile, ...] | None = None
    """Program files beside the model; ``None`` where nobody looked, since no upstream has such files."""
    """What reads like terms in license files and is nobody's text: unknown, and so held neither for nor against anybody."""
