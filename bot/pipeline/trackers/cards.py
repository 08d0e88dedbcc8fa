# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads the cards that say which GitHub repository belongs to a scanned model: its own, and those of everything that it is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from bot.model.errors import InputError, RemoteError
from bot.model.reports import ScanReport
from bot.pipeline.trackers.linked import LARGEST_CARD, Link, linked_repository
from bot.ports.hub import ModelHub

_CARD = "README.md"
_MOST_UPSTREAMS = 20

Metadata: TypeAlias = Callable[[str], Mapping[str, object]]
"""From a card's text to its metadata."""


def link_of(report: ScanReport, hub: ModelHub, metadata: Metadata) -> Link:
    """The repository that the card of the scanned commit links to. Raises RemoteError or InputError where that card cannot be read.

    An upstream's card that cannot be read counts as one that may name any repository of its publisher.
    """
    upstreams = _upstreams(report)
    if len(upstreams) > _MOST_UPSTREAMS:
        return Link(repo=None, reason=f"it builds on {len(upstreams)} models, more than whose cards are read")
    card = _card(hub, report.subject.repo, report.subject.revision)
    cards = {repo: _card_if_any(hub, repo) for repo in upstreams}
    return linked_repository(report.subject.repo, metadata(card), card, cards)


def _upstreams(report: ScanReport) -> list[str]:
    """All that it is made of, by our evidence or by its own word: whichever of them a card was copied from."""
    asked = [(each.upstream, *each.via) for each in report.assessment.findings]
    asked += [(each.upstream, *each.via) for each in report.assessment.obligations]
    keys = [key for each in asked for key in each]
    keys += [key for key, _ in report.upstream_licenses]
    named = [*(key.repo for key in keys), *report.declared.base_models]
    mine = report.subject.repo.casefold()
    return [repo for repo in dict.fromkeys(named) if repo.casefold() != mine]


def _card(hub: ModelHub, repo: str, revision: str | None = None) -> str:
    source = hub.open(repo, revision)
    if source.snapshot.file(_CARD) is None:
        return ""
    return source.read(_CARD, limit=LARGEST_CARD).decode("utf-8", "replace")


def _card_if_any(hub: ModelHub, repo: str) -> str | None:
    try:
        return _card(hub, repo)
    except (RemoteError, InputError):
        return None
