# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A bill of materials of one model, in the words of no format: parts, how they hang together, and what is known of their licenses."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum

from bot.model.repository import SnapshotKey

_NOT_IN_REFERENCES = re.compile(r"[^A-Za-z0-9.-]+")
_LONGEST_SLUG = 40


class Known(Enum):
    """What is known about a statement. The stored words never change."""

    VALUE = "value"
    NONE = "none"
    """We looked everywhere it could stand, and there is none."""
    NOT_DETERMINED = "not_determined"
    """We did not look, could not look, or will not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseName:
    """One license as it was named."""

    id: str
    """The Hub's identifier or the rulebook's; of a name that neither knows, the name itself."""
    name: str
    spdx: str | None = None
    """SPDX's identifier or expression, or a ``LicenseRef-``, where the rulebook knows one."""
    url: str | None = None
    text: str | None = None
    """The words of the license, where they were read."""

    @property
    def reference(self) -> str:
        """A ``LicenseRef-`` for documents whose list of licenses lacks it: letters, digits, dots and dashes only.

        >>> LicenseName(id="llama3.1", name="Llama 3.1").reference, LicenseName(id="mon café/1", name="x").reference
        ('LicenseRef-hub-llama3.1', 'LicenseRef-hub-mon-caf-1-8caf8a5ac0a15fc8')
        """
        return f"LicenseRef-hub-{slug(self.id)}"

    @property
    def extracted(self) -> str:
        """The text, or a sentence that says that it was not read."""
        where = f" See {self.url}." if self.url else ""
        return self.text or f"The text of the license named '{self.name}' was not read.{where}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseStatement:
    """What is said about the license of a part. "None" and "not determined" are two things."""

    known: Known
    license: LicenseName | None = None

    def __post_init__(self) -> None:
        """A value without a license, or a license without a value, would be read either way."""
        if (self.license is None) is (self.known is Known.VALUE):
            raise ValueError(f"expected a license with the value and with nothing else, found {self}")


NOT_DETERMINED = LicenseStatement(known=Known.NOT_DETERMINED)


class PartKind(Enum):
    """What a part is. The stored words never change."""

    MODEL = "model"
    """The repository that the bill is about; there is one."""
    UPSTREAM = "upstream"
    COMPONENT = "component"
    """A part of the model with a lineage of its own."""
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that was measured, declared or asked for, as a name and words."""

    name: str
    """Stable, lower case, with dots (``evidence.sampled_weights``); names may repeat."""
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the bill. What is not known is ``None``; nothing is made up."""

    ref: str
    """Made of what the part is, so that it is the same in every run; letters, digits, dots and dashes."""
    kind: PartKind
    name: str
    version: str | None = None
    supplier: str | None = None
    """The organization or user that publishes it."""
    purl: str | None = None
    url: str | None = None
    sha256: str | None = None
    """Of the content of a file."""
    gitoid: str | None = None
    """Git's own name of a file's content; no checksum of the content alone, so never put in the place of one."""
    size: int | None = None
    """Bytes of a file."""
    declared: LicenseStatement = NOT_DETERMINED
    """What whoever publishes it says."""
    concluded: LicenseStatement = NOT_DETERMINED
    """What its texts show."""
    copyright_lines: tuple[str, ...] | None = None
    """``None`` is not determined; empty is none."""
    released: datetime | None = None
    """When this commit was made; ``None`` where that is not told."""
    facts: tuple[Fact, ...] = ()


class Tie(Enum):
    """How two parts hang together. The stored words never change."""

    CONTAINS = "contains"
    DEPENDS_ON = "depends_on"
    DESCENDANT_OF = "descendant_of"
    COPY_OF = "copy_of"
    GENERATED_FROM = "generated_from"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """One part, a tie, another part."""

    source: str
    tie: Tie
    target: str
    comment: str = ""
    """How it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """Everything that a document says. The same commit, catalog, rules and program version give the same bill."""

    subject: SnapshotKey
    name: str
    created: datetime
    """When the commit was made, or what the caller says; never the time of the run. In UTC."""
    creator: str
    """Name and version of this program (``hubnotice-0.1.0``)."""
    parts: tuple[Part, ...]
    """The model first, then upstreams, components and files, each by name."""
    relationships: tuple[Relationship, ...]
    datasets: tuple[str, ...] = ()
    """What the card says that the model was trained on, by the Hub's ids."""

    @property
    def model(self) -> Part:
        """The part that the bill is about."""
        return self.parts[0]

    @property
    def digest(self) -> str:
        """Sixty-four hexadecimal digits over everything in the bill: what the ids of documents are made of."""
        said = json.dumps(asdict(self), default=_plain, sort_keys=True)
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()

    def of_kind(self, kind: PartKind) -> tuple[Part, ...]:
        """The parts of this kind, in their order."""
        return tuple(part for part in self.parts if part.kind is kind)


def slug(text: str) -> str:
    """The text in letters, digits, dots and dashes; with a digest of it where that alone would lose something.

    >>> slug("apache-2.0"), slug("a b") != slug("a-b")
    ('apache-2.0', True)
    """
    kept = _NOT_IN_REFERENCES.sub("-", text).strip("-")[:_LONGEST_SLUG]
    if kept == text:
        return kept
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{kept}-{digest}" if kept else digest


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else str(value)
