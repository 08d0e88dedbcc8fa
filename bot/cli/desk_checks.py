# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What ``hubnotice doctor`` says of the desk: its address, how people sign in, and whether its pages are translated."""

from __future__ import annotations

import errno
import http.client
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.cli.checks import Check, State
from bot.model.errors import OperatorError

if TYPE_CHECKING:
    from bot.settings import Settings

_SECONDS = 5.0
_MOST_BYTES = 64 * 1024
_OF_THE_HUB = ("hf:", "org:")


def desk(settings: Settings) -> Iterator[Check]:
    """Each in a line of its own."""
    yield _address(settings.listen)
    yield _signing_in(settings)
    yield _translations()


def _address(listen: str) -> Check:
    """Free, held by us, or in the way of something else."""
    if not listen:
        return _check("desk", "no address to listen at: no desk, webhooks, health or metrics (HUBNOTICE_LISTEN)")
    # Imported here, because the server takes most of a second to load.
    from bot.web.server import listening_socket

    try:
        listening_socket(listen).close()
    except OperatorError as error:
        if _is_taken(error) and _is_ours(listen):
            return _check("desk", f"{listen} is held by a hubnotice that answers")
        return _check("desk", str(error), State.FAIL)
    return _check("desk", f"{listen} is free; nothing listens there now")


def _is_taken(error: OperatorError) -> bool:
    return isinstance(error.__cause__, OSError) and error.__cause__.errno == errno.EADDRINUSE


def _is_ours(listen: str) -> bool:
    """Whether what listens there answers as our `bot.web.health` does, well or not."""
    parts = urlsplit(f"//{listen}")
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_SECONDS)
    try:
        connection.request("GET", "/healthz")
        answer = json.loads(connection.getresponse().read(_MOST_BYTES))
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        connection.close()
    return isinstance(answer, dict) and isinstance(answer.get("checks"), dict) and "watermark" in answer["checks"]


def _signing_in(settings: Settings) -> Check:
    """Whether the application on the Hub is described as a whole. Sessions need no secret: the database keeps digests of random ids."""
    names = [grant.holder for grant in settings.desk_roles]
    if not settings.oauth_client_id:
        if settings.oauth_client_secret is not None:
            words = "the application's secret is set and its id is not; set HUBNOTICE_OAUTH_CLIENT_ID"
            return _check("sign-in", words, State.FAIL)
        strangers = [name for name in names if name.startswith(_OF_THE_HUB)]
        if strangers:
            words = f"{strangers[0]} has a role and nobody signs in with the Hub; set HUBNOTICE_OAUTH_CLIENT_ID"
            return _check("sign-in", words, State.WARN)
        return _check("sign-in", "nobody signs in with the Hub; accounts of the desk alone (hubnotice people)")
    if not settings.public_url:
        words = "people of the Hub come back to this machine by number alone; set HUBNOTICE_PUBLIC_URL"
        return _check("sign-in", words, State.WARN)
    if not names:
        return _check("sign-in", "whoever signs in has no role at the desk; set HUBNOTICE_DESK_ROLES", State.WARN)
    kind = (
        "its secret is set" if settings.oauth_client_secret is not None else "a public one, which PKCE alone protects"
    )
    return _check("sign-in", f"with the application {settings.oauth_client_id} on the Hub; {kind}")


def _translations() -> Check:
    from bot.adapters.catalogues import completeness

    known = completeness()
    missing = {language: share for language, share in known.items() if share < 1}
    if missing:
        told = ", ".join(f"{language} {int(share * 100)} %" for language, share in missing.items())
        return _check("locale", f"{told}: the rest of those pages is in English", State.WARN)
    return _check("locale", f"{' '.join(['en', *known])}: 100 %")


def _check(name: str, words: str, state: State = State.OK) -> Check:
    return Check(name=name, state=state, words=words)
