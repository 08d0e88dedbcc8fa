# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Who may come to the desk: sessions, accounts of its own, and the Hub that people sign in with."""

from __future__ import annotations

from dataclasses import dataclass

from bot.adapters.sign_in.passwords import ScryptPasswords
from bot.model.people import LocalAccount, Role
from bot.pipeline.local_accounts import LocalAccounts
from bot.pipeline.service_tokens import Tokens
from bot.pipeline.sessions import Sessions
from bot.policy.roles import Grant
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
    grants: tuple[Grant, ...] = ()

    def listed_accounts(self) -> list[tuple[LocalAccount, list[Role]]]:
        """Every account of the desk with the roles that the operator gave it."""
        order = list(Role)
        return [
            (each, sorted({grant.role for grant in self.grants if grant.holder == each.name}, key=order.index))
            for each in self.accounts.all()
        ]


def signing_in(settings: Settings, people: People, tokens: ServiceTokens, clock: Clock) -> SigningIn:
    """By the settings. Asks the Hub nothing yet."""
    return SigningIn(
        sessions=Sessions(people, settings.desk_roles, clock),
        accounts=LocalAccounts(people, ScryptPasswords(), clock),
        tokens=Tokens(tokens, settings.desk_roles, clock),
        elsewhere=_hub(settings),
        grants=settings.desk_roles,
    )


def _hub(settings: Settings) -> SignInElsewhere | None:
    if not settings.oauth_client_id:
        return None
    # Imported here, because most commands start without authlib.
    from bot.adapters.sign_in.hugging_face import HubSignIn  # noqa: PLC0415

    return HubSignIn(
        settings.hub_url,
        settings.oauth_client_id,
        None if settings.oauth_client_secret is None else settings.oauth_client_secret.reveal(),
        timeout_seconds=float(settings.timeout_seconds),
    )
