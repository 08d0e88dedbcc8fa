# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Sign in to other pages with an account of this Hub: OpenID Connect with codes and PKCE, which is demanded here."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import json
import time
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlencode

from bot.localhub.endpoints.calls import Call
from bot.localhub.endpoints.pages import page
from bot.localhub.errors import Refusal, bad_request
from bot.localhub.http.messages import Reply, json_reply
from bot.localhub.storage.accounts import User
from bot.localhub.storage.oauth import Application, Asked

_TOKEN_SECONDS = 3600
_SEEN_SCOPES = ("openid", "profile", "read-memberships")


def authorize(call: Call) -> Reply:
    """``GET /oauth/authorize``: a form for name and password. Raises Refusal 400 where the question itself is wrong."""
    return _form(call, _asked(call), "")


def decide(call: Call) -> Reply:
    """``POST /oauth/authorize``: what the person at the form said; sends them back with a code or with why there is none."""
    asked, form = _asked(call), _fields(call)
    state = call.request.parameter("state")
    if form.get("answer") == "deny":
        return _back(asked, {"error": "access_denied", "state": state})
    user = call.services.accounts.by_password(form.get("username", ""), form.get("password", ""))
    if user is None:
        return _form(call, asked, "Name and password do not go together.", status=401)
    return _back(asked, {"code": call.services.oauth.allow(user.name, asked), "state": state})


def token(call: Call) -> Reply:
    """``POST /oauth/token``: a token for a code."""
    form = _fields(call)
    application = _application(call, form)
    if application is None:
        return json_reply({"error": "invalid_client"}, status=401)
    if form.get("grant_type") != "authorization_code":
        return json_reply({"error": "unsupported_grant_type"}, status=400)
    found = call.services.oauth.redeem(
        form.get("code", ""),
        client_id=application.client_id,
        redirect=form.get("redirect_uri", ""),
        verifier=form.get("code_verifier", ""),
    )
    user = call.services.accounts.by_name(found[1].user) if found else None
    if found is None or user is None:
        return json_reply({"error": "invalid_grant", "error_description": "Invalid code"}, status=400)
    made, allowed = found
    return json_reply(
        {
            "access_token": made,
            "token_type": "bearer",
            "expires_in": _TOKEN_SECONDS,
            "scope": " ".join(sorted(allowed.asked.scopes)),
            "id_token": _identity(call, user, allowed.asked),
        }
    )


def userinfo(call: Call) -> Reply:
    """``GET /oauth/userinfo``: who the token is about. Raises Refusal 401 for any other token."""
    sent = call.request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    allowed = call.services.oauth.allowed(sent)
    user = call.services.accounts.by_name(allowed.user) if allowed else None
    if allowed is None or user is None:
        raise Refusal(401, "Invalid access token")
    shows = {"sub": user.object_id, "name": user.name, "preferred_username": user.name}
    orgs = [
        {"sub": name, "name": name, "preferred_username": name, "isEnterprise": False}
        | ({"roleInOrg": user.role_in(name)} if "read-memberships" in allowed.asked.scopes else {})
        for name in user.orgs
    ]
    return json_reply({**shows, "isPro": False, "orgs": orgs} if "profile" in allowed.asked.scopes else shows)


def _asked(call: Call) -> Asked:
    request = call.request
    application = call.services.oauth.application(request.parameter("client_id"))
    redirect = request.parameter("redirect_uri")
    if application is None:
        raise bad_request("Unknown client_id")
    if redirect not in application.redirects:
        raise bad_request("Invalid redirect_uri")
    if request.parameter("response_type") != "code":
        raise bad_request("Only response_type=code is supported")
    if request.parameter("code_challenge_method") != "S256" or len(request.parameter("code_challenge")) != 43:
        raise bad_request("Expected a code_challenge with code_challenge_method=S256")
    scopes = frozenset(request.parameter("scope").split())
    if not scopes <= set(_SEEN_SCOPES):
        raise bad_request("Unknown scope")
    return Asked(
        client_id=application.client_id,
        redirect=redirect,
        scopes=scopes,
        nonce=request.parameter("nonce"),
        challenge=request.parameter("code_challenge"),
    )


def _application(call: Call, form: Mapping[str, str]) -> Application | None:
    """By name and secret in the header (RFC 6749, 2.3.1), or by its id alone where it is a public one."""
    client, secret = form.get("client_id", ""), form.get("client_secret", "")
    kind, _, packed = call.request.headers.get("authorization", "").partition(" ")
    if kind.casefold() == "basic":
        try:
            client, _, secret = base64.b64decode(packed, validate=True).decode().partition(":")
        except ValueError:
            return None
        client, secret = unquote(client), unquote(secret)
    found = call.services.oauth.application(client)
    if found is None or not hmac.compare_digest(found.secret.encode(), secret.encode()):
        return None
    return found


def _identity(call: Call, user: User, asked: Asked) -> str:
    """An identity token (OpenID Connect Core 1.0, 2), signed with a secret of this Hub."""
    now = int(time.time())
    claims = {
        "iss": call.services.url,
        "sub": user.object_id,
        "aud": asked.client_id,
        "iat": now,
        "exp": now + _TOKEN_SECONDS,
        "nonce": asked.nonce,
        "preferred_username": user.name,
    }
    signed = ".".join(_packed(json.dumps(each).encode()) for each in ({"alg": "HS256", "typ": "JWT"}, claims))
    return f"{signed}.{_packed(hmac.digest(call.services.secret, signed.encode(), hashlib.sha256))}"


def _packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _back(asked: Asked, told: Mapping[str, str]) -> Reply:
    return Reply(status=303, headers={"Location": f"{asked.redirect}?{urlencode(told)}", "Cache-Control": "no-store"})


def _fields(call: Call) -> Mapping[str, str]:
    try:
        return dict(parse_qsl(call.request.body.decode(), keep_blank_values=True, max_num_fields=50))
    except ValueError:
        raise bad_request("Expected a form") from None


def _form(call: Call, asked: Asked, words: str, *, status: int = 200) -> Reply:
    scopes = "".join(f"<li>{html.escape(scope)}</li>" for scope in sorted(asked.scopes))
    address = html.escape(f"/oauth/authorize?{call.request.query}")
    names = "".join(f"<option>{html.escape(name)}</option>" for name in call.services.accounts.with_passwords())
    return page(
        "Sign in",
        f"<h1>Sign in to {html.escape(asked.client_id)}</h1><p class=quiet>with an account of this local Hub; it asks for:</p>"
        f"<ul>{scopes}</ul><p role=alert>{html.escape(words)}</p>"
        f'<form method=post action="{address}">'
        f"<p><label>Name <input name=username list=names autocomplete=username></label><datalist id=names>{names}</datalist></p>"
        "<p><label>Password <input name=password type=password autocomplete=current-password></label></p>"
        "<p><button name=answer value=allow>Sign in and allow</button> <button name=answer value=deny>Deny</button></p></form>",
        status=status,
    )
