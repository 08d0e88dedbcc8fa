# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A badge in neutral words for a repository's page: complete, open question or not checked. Pure.

The words are fixed, so nothing of what anybody calls a repository stands in the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.model.cases import CaseState
from bot.model.lineage_answers import RepoPage, Standing

LABEL = "attribution"
_LABEL_WIDTH = 74
_HEIGHT = 20
_INK = "#3b4252"


class Badge(Enum):
    """What a badge says."""

    COMPLETE = "complete"
    """Everything that the known upstreams ask for was found."""
    OPEN_QUESTION = "open question"
    """Its owners were asked in public, and the question stands."""
    NOT_CHECKED = "not checked"
    """Everything else, also what only the desk knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    color: str
    """White letters on it have a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3)."""
    width: int
    """Of the words with their margins, in pixels, at eleven pixels of Verdana."""


_LOOKS = {
    Badge.COMPLETE: _Look(color="#2e6b4f", width=66),
    Badge.OPEN_QUESTION: _Look(color="#4a5b86", width=92),
    Badge.NOT_CHECKED: _Look(color="#5b616e", width=82),
}


def badge_of(page: RepoPage | None) -> Badge:
    """What to say of what everybody may know about a repository; ``page`` is the public's."""
    if page is None:
        return Badge.NOT_CHECKED
    if page.case is not None and page.case.is_public and page.case.state.is_in_public:
        return Badge.OPEN_QUESTION
    standing = [edge for edge in page.builds_on if edge.standing is not Standing.WITHDRAWN]
    is_resolved = page.case is not None and page.case.is_public and page.case.state is CaseState.RESOLVED
    is_credited = bool(standing) and all(edge.is_credited for edge in standing)
    has_gap = any(edge.is_credited is False for edge in standing)
    return Badge.COMPLETE if is_credited or (is_resolved and not has_gap) else Badge.NOT_CHECKED


def svg(badge: Badge) -> str:
    """The picture, with its words as text for those who do not see it."""
    look = _LOOKS[badge]
    whole = _LABEL_WIDTH + look.width
    words = f"{LABEL}: {badge.value}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{_HEIGHT}" viewBox="0 0 {whole} {_HEIGHT}" '
        f'role="img" aria-label="{words}">'
        f"<title>{words}</title>"
        f'<rect width="{whole}" height="{_HEIGHT}" rx="3" fill="{look.color}"/>'
        f'<path d="M3 0h{_LABEL_WIDTH - 3}v{_HEIGHT}H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="{_INK}"/>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">'
        f'<text x="{_LABEL_WIDTH / 2:g}" y="14" textLength="{_LABEL_WIDTH - 12}">{LABEL}</text>'
        f'<text x="{_LABEL_WIDTH + look.width / 2:g}" y="14" textLength="{look.width - 12}">{badge.value}</text>'
        "</g></svg>\n"
    )


def shields(badge: Badge, *, seconds: int) -> dict[str, object]:
    """The same for the endpoint badges of Shields (shields.io/badges/endpoint-badge), to be asked for again after so long."""
    return {
        "schemaVersion": 1,
        "label": LABEL,
        "message": badge.value,
        "color": _LOOKS[badge].color.removeprefix("#"),
        "labelColor": _INK.removeprefix("#"),
        "cacheSeconds": seconds,
    }
