# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Whether a subscription is about what happened. Pure, but for saved searches, which are asked of the desk's questions.

What is not public is told to nobody but those who were seen to speak for one of both sides, and asked for it. What closes a case follows
those who were told of it, and that a case was withdrawn is told to nobody else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from fnmatch import fnmatchcase
from typing import assert_never

from bot.model.alerts import OPTIONAL, PRIVATE_SCOPES, MinState, ScopeKind, Subscription
from bot.model.happenings import Happening, HappeningKind

Finds = Callable[[str, Happening], bool]
"""Whether a saved search, as it stands in an address, finds the case that something happened to."""


def is_told(subscription: Subscription, happening: Happening, now: datetime, finds: Finds) -> bool:
    """Whether this subscription brings an alert for this."""
    if happening.kind is HappeningKind.WITHDRAWN or happening.at < subscription.created_at:
        return False
    if not subscription.is_active(now) or not _wants(subscription, happening):
        return False
    if not happening.is_public and not _may_know(subscription, happening, now):
        return False
    return _is_about(subscription, happening, finds)


def _wants(subscription: Subscription, happening: Happening) -> bool:
    if happening.kind in OPTIONAL:
        return happening.kind in subscription.also
    return happening.kind is not HappeningKind.PROPOSED or subscription.min_state is MinState.PROPOSED


def _may_know(subscription: Subscription, happening: Happening, now: datetime) -> bool:
    """That a question was settled which nobody was asked in public is told to those alone who heard of it, see `closing`."""
    is_asked_for = subscription.min_state is MinState.PROPOSED and not happening.kind.closes
    return is_asked_for and subscription.scope.kind in PRIVATE_SCOPES and subscription.is_verified(now)


def _is_about(subscription: Subscription, happening: Happening, finds: Finds) -> bool:
    kind, value = subscription.scope.kind, subscription.scope.value.casefold()
    match kind:
        case ScopeKind.UPSTREAM:
            return value in {each.casefold() for each in (*happening.upstreams, *_as_upstream(happening))}
        case ScopeKind.UPSTREAM_OWNER:
            owners = {each.partition("/")[0].casefold() for each in _as_upstream(happening)}
            return value in happening.upstream_owners | owners
        case ScopeKind.MINE | ScopeKind.USED_OWNER:
            return value == happening.owner
        case ScopeKind.LICENSE:
            return any(fnmatchcase(each.casefold(), value) for each in happening.licenses)
        case ScopeKind.RULE:
            return value in {each.casefold() for each in happening.rules}
        case ScopeKind.FILTER:
            return happening.case is not None and finds(subscription.scope.value, happening)
        case _:
            assert_never(kind)


def _as_upstream(happening: Happening) -> tuple[str, ...]:
    """Whoever watches an upstream wants to hear when its own license changes, too."""
    return (happening.repo,) if happening.kind is HappeningKind.LICENSE_CHANGED else ()
