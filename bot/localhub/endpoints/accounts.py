# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Who is signed in, and the webhooks of whoever is."""

from __future__ import annotations

from bot.localhub import cards
from bot.localhub.endpoints.calls import Call
from bot.localhub.errors import Refusal
from bot.localhub.http.messages import Reply, json_reply


def whoami(call: Call) -> Reply:
    """``GET /api/whoami-v2``: the account behind the token."""
    user = call.account()
    return json_reply(
        {
            "type": "user",
            "id": user.object_id,
            "name": user.name,
            "fullname": user.name,
            "isPro": False,
            "orgs": [
                {"type": "org", "name": name, "fullname": name, "roleInOrg": user.role_in(name)} for name in user.orgs
            ],
            "auth": {"type": "access_token", "accessToken": {"displayName": "local", "role": "write"}},
        }
    )


def organization_members(call: Call) -> Reply:
    """``GET /api/organizations/{name}/members``: who belongs to it. Raises Refusal 404 where nobody does."""
    found = call.services.accounts.members(call.names["organization"])
    if not found:
        raise Refusal(404, "Organization not found")
    return json_reply([{"user": user.name, "fullname": user.name, "type": "user", "avatarUrl": ""} for user in found])


def agent_harnesses(call: Call) -> Reply:  # noqa: ARG001 - the signature of an endpoint
    """``GET /api/agent-harnesses``: what the client looks for in its environment once a day; here, nothing."""
    return json_reply({"standardEnvVars": [], "harnesses": {}})


def validate_yaml(call: Call) -> Reply:
    """``POST /api/validate-yaml``: whether the Hub accepts a model card's metadata."""
    problem = cards.check_metadata(str(call.request.json().get("content", "")))
    return json_reply(
        {"errors": [{"message": problem}] if problem else [], "warnings": []}, status=400 if problem else 200
    )


def list_webhooks(call: Call) -> Reply:
    """``GET /api/settings/webhooks``: all of the caller's."""
    return json_reply([webhook.to_json() for webhook in call.services.webhooks.of(call.account().name)])


def create_webhook(call: Call) -> Reply:
    """``POST /api/settings/webhooks``: a new one."""
    webhook = call.services.webhooks.create(call.account().name, call.request.json())
    return json_reply({"webhook": webhook.to_json()})


def get_webhook(call: Call) -> Reply:
    """``GET /api/settings/webhooks/{id}``: one of them."""
    webhook = call.services.webhooks.get(call.account().name, call.names["webhook"])
    return json_reply({"webhook": webhook.to_json()})


def update_webhook(call: Call) -> Reply:
    """``POST /api/settings/webhooks/{id}``: change what the request names."""
    webhook = call.services.webhooks.update(call.account().name, call.names["webhook"], call.request.json())
    return json_reply({"webhook": webhook.to_json()})


def delete_webhook(call: Call) -> Reply:
    """``DELETE /api/settings/webhooks/{id}``: forget it."""
    call.services.webhooks.delete(call.account().name, call.names["webhook"])
    return json_reply({})


def enable_webhook(call: Call) -> Reply:
    """``POST …/{id}/enable``: resume deliveries."""
    webhook = call.services.webhooks.switch(call.account().name, call.names["webhook"], disabled=False)
    return json_reply({"webhook": webhook.to_json()})


def disable_webhook(call: Call) -> Reply:
    """``POST …/{id}/disable``: stop deliveries."""
    webhook = call.services.webhooks.switch(call.account().name, call.names["webhook"], disabled=True)
    return json_reply({"webhook": webhook.to_json()})
