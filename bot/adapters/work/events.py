# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Events as the engine stores them between two steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.model.repository import HubEvent, SnapshotKey

StoredEvent = dict[str, str | bool | None]
"""JSON, read by name."""


def event_to_json(event: HubEvent) -> StoredEvent:
    """One event."""
    return {
        "repo": event.key.repo,
        "revision": event.key.revision,
        "last_modified": event.last_modified.isoformat(),
        "source": event.source,
        "has_weights": event.has_weights,
    }


def event_from_json(stored: Mapping[str, str | bool | None]) -> HubEvent:
    """The event again. Raises ValueError for what no event is stored as."""
    match stored:
        case {
            "repo": str(repo),
            "revision": str(revision),
            "last_modified": str(moment),
            "source": str(source),
            "has_weights": True | False | None as has_weights,
            **unknown,
        } if not unknown:
            return HubEvent(
                key=SnapshotKey(repo, revision),
                last_modified=datetime.fromisoformat(moment),
                source=source,
                has_weights=has_weights,
            )
        case _:
            raise ValueError(f"expected a stored event, found {dict(stored)!r:.200}")
