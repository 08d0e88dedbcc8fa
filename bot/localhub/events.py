# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What happened to a repository, as the webhooks report it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UpdatedRef:
    """A branch, tag or pull request that points elsewhere now; ``None`` where it did not or does not exist."""

    ref: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HubEvent:
    """One change: ``action`` (create, update, delete, move) in ``scope`` (repo, repo.content, repo.config, discussion, …)."""

    action: str
    scope: str
    repository: str
    updated_refs: tuple[UpdatedRef, ...] = ()
    discussion: int | None = None
    comment: str | None = None


Announce = Callable[[HubEvent], None]
"""Where a store says that something happened."""
