# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What questions about who builds on whom are answered with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.model.answers import CaseCounts, CaseRow
from bot.model.cases import CaseState
from bot.model.components import Component
from bot.model.lineage import Relation


class Standing(Enum):
    """How it is known that one model builds on another."""

    DECLARED = "declared"
    """The repository says so."""
    INFERRED = "inferred"
    """Its files say so."""
    WITHDRAWN = "withdrawn"
    """We said so and were wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One model that builds on another, as the newest scan of the derivative says; a line of the family graph."""

    repo: str
    upstream: str
    standing: Standing
    relation: Relation
    components: tuple[Component, ...]
    share: float | None
    """Share of all parameters of the repository that comes from this upstream, 0 to 1; ``None`` where it was not measured."""
    is_credited: bool | None
    """Whether everything that the upstream's license asks for was found; ``None`` where that could not be told."""
    license: str | None
    """Of the upstream, by its id."""
    seen_at: datetime
    case: int | None = None
    """The case that asks about it; ``None`` where there is none, or where it is not for the public and the public asks."""
    state: CaseState | None = None
    """Of that case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The models around one, or around all."""

    edges: tuple[Edge, ...]
    is_cut: bool = False
    """Whether there are more than were asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Builders:
    """How many repositories build on an upstream."""

    credited: int = 0
    not_credited: int = 0
    not_told: int = 0
    """Where it could not be told."""
    withdrawn: int = 0
    """Where we asked and were wrong, so that nothing is said about them here."""

    @property
    def total(self) -> int:
        """All of them."""
        return self.credited + self.not_credited + self.not_told + self.withdrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamRow:
    """One upstream in the list of all."""

    repo: str
    license: str | None
    builders: Builders


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamList:
    """Some upstreams of a longer list, by name."""

    rows: tuple[UpstreamRow, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamPage:
    """Who builds on one upstream."""

    repo: str
    license: str | None
    builders: Builders
    counts: CaseCounts
    """Of the cases about it."""
    edges: tuple[Edge, ...]
    """Some of the repositories that build on it, by name."""
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepoPage:
    """What is known of one repository."""

    repo: str
    case: CaseRow | None
    builds_on: tuple[Edge, ...]
    built_on_by: tuple[Edge, ...]
    """Some of them, by name."""
