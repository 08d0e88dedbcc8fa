# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What every store of the walk does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.ports.walks import Walk, Walks

NOW = datetime(2026, 3, 17, 10, 0, 0, 123456, tzinfo=UTC)


def test_before_the_first_there_is_none(walks: Walks) -> None:
    assert walks.walk() is None


def test_the_walk_is_where_it_was_kept_last(walks: Walks) -> None:
    begun = Walk(until=NOW)
    walks.keep(begun)
    assert walks.walk() == begun
    later = replace(begun, cursor="eyIkb3IiOlt9", reached=NOW - timedelta(days=900), done_at=NOW)
    walks.keep(later)
    assert walks.walk() == later
    walks.keep(replace(later, cursor=None))
    assert walks.walk() == replace(later, cursor=None)
