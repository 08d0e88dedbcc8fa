# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Steering the server from another process: its faults and its record. The real Hub has nothing of this."""

from __future__ import annotations

import re

from bot.localhub.endpoints.calls import Call
from bot.localhub.errors import bad_request
from bot.localhub.http.faults import Rule
from bot.localhub.http.messages import Reply, json_reply


def list_faults(call: Call) -> Reply:
    """``GET /__control/faults``: the rules, and how often each was applied."""
    return json_reply([rule.to_json() for rule in call.services.faults.rules])


def add_fault(call: Call) -> Reply:
    """``POST /__control/faults``: one more rule, as the fields of `Rule`."""
    try:
        rule = Rule.from_json(call.request.json())
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise bad_request(f"Not a fault rule: {error}") from None
    return json_reply(call.services.faults.add(rule).to_json())


def clear_faults(call: Call) -> Reply:
    """``DELETE /__control/faults``: behave."""
    call.services.faults.clear()
    return json_reply({})


def list_requests(call: Call) -> Reply:
    """``GET /__control/requests``: the record."""
    return json_reply(call.services.recorder.to_json())


def clear_requests(call: Call) -> Reply:
    """``DELETE /__control/requests``: forget the record."""
    call.services.recorder.clear()
    return json_reply({})
