# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Events come back as they were stored."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.adapters.work.events import event_from_json, event_to_json
from bot.model.repository import HubEvent
from tests.adapters.work.jobs import event


@pytest.mark.parametrize("stored", [event(), replace(event(), has_weights=True), replace(event(), source="person")])
def test_an_event_comes_back(stored: HubEvent) -> None:
    assert event_from_json(json.loads(json.dumps(event_to_json(stored)))) == stored


@pytest.mark.parametrize("change", [{"colour": "red"}, {"repo": None}, {"has_weights": "yes"}])
def test_what_no_event_is_stored_as_is_refused(change: dict[str, str | bool | None]) -> None:
    with pytest.raises(ValueError, match="expected a stored event"):
        event_from_json(event_to_json(event()) | change)
