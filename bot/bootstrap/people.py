# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Who may come to the desk: sessions, accounts of its own, and the Hub that people sign in with."""

from __future__ import annotations

from dataclasses import dataclass

from bot.adapters.sign_in.passwords import ScryptPasswords
from bot.pipeline.local_accounts import LocalAccounts
from bot.pipeline.service_tokens import Tokens
from bot.pipeline.sessions import Sessions
from bot.ports.clock import Clock
from bot.ports.people import People, SignInElsewhere
from bot.ports.service import ServiceTokens
from bot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningIn:
    """What pages and commands about people are given."""

    sessions: Sessions
    accounts: LocalAccounts
    tokens: Tokens
    elsewhere: SignInElsewhere | None
    """``None`` where no application on the Hub is set up."""


def signing_in(settings: Settings, people: People, tokens: ServiceTokens, clock: Clock) -> SigningIn:
    """By the settings. Asks the Hub nothing yet."""
    return SigningIn(
        sessions=Sessions(people, settings.desk_roles, clock),
        accounts=LocalAccounts(people, ScryptPasswords(), clock),
        tokens=Tokens(tokens, settings.desk_roles, clock),
        elsewhere=_hub(settings),
    )


def _hub(settings: Settings) -> SignInElsewhere | None:
    if not settings.oauth_client_id:
        return None
    # Imported here, because most commands start without authlib.
    from bot.adapters.sign_in.hugging_face import HubSignIn  # noqa: PLC0415

    return HubSignIn(
        settings.hub_url,
        settings.oauth_client_id,
        settings.oauth_client_secret,
        timeout_seconds=float(settings.timeout_seconds),
    )
